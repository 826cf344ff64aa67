/** The settings' editor in a file of its own: few people open it, and every page with a panel would load it. */
import { LoadingPlaceholder } from '@grafana/ui';
import { t } from '@grafana/i18n';
import React, { lazy, Suspense } from 'react';
import type { ConfigEditorProps } from './stored-settings';

const ConfigEditor = lazy(async () => ({ default: (await import('./config-editor')).ConfigEditor }));

export function LazyConfigEditor(props: ConfigEditorProps) {
  return (
    <Suspense fallback={<LoadingPlaceholder text={t('config.loading', 'Loading settings…')} />}>
      <ConfigEditor {...props} />
    </Suspense>
  );
}
