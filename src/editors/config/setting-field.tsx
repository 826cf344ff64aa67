/** A labelled control of the settings, with what is wrong with its value. */
import { t } from '@grafana/i18n';
import { Field } from '@grafana/ui';
import React, { useState } from 'react';

/** What every field of the settings can say of itself. */
export interface SettingTexts {
  label: string;
  description?: string;
  /** Left empty, it asks to be filled in: not before, or a new form would begin with reproaches. */
  required?: boolean;
  problem?: string;
}

interface Props extends SettingTexts {
  /** Of one that is required. */
  isEmpty?: boolean;
  /** A control with an id, which the label then names. */
  children: React.ReactElement<Record<string, unknown>>;
}

export function SettingField({ label, description, required, problem, isEmpty, children }: Props) {
  const [left, setLeft] = useState(false);
  const missing = required && left && isEmpty ? t('config.field.missing', 'Fill this in.') : undefined;
  const error = problem ?? missing;
  return (
    // Not of the control: a combobox does not tell when it is left.
    <div onBlur={() => setLeft(true)}>
      <Field
        noMargin
        label={label}
        description={description}
        required={required}
        invalid={error !== undefined}
        error={error}
      >
        {children}
      </Field>
    </div>
  );
}
