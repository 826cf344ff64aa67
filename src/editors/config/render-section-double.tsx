/** A section of the config editor as the editor holds it in tests: what it changes comes back as its settings. */
import { render } from '@testing-library/react';
import React, { useState } from 'react';
import type { SectionProps, StoredSettings } from './stored-settings';
import { problemsOf } from './validation';

/** The settings as they are at the moment of the call. */
export function renderSection(
  Section: React.ComponentType<SectionProps & { datasourceUid: string }>,
  initial: StoredSettings,
  readOnly = false
): () => StoredSettings {
  let current = initial;
  function Holder() {
    const [settings, setSettings] = useState(initial);
    current = settings;
    return (
      <Section
        datasourceUid="zoneflow"
        settings={settings}
        problems={problemsOf(settings)}
        readOnly={readOnly}
        onChange={(members) => setSettings({ ...settings, ...members })}
      />
    );
  }
  render(<Holder />);
  return () => current;
}
