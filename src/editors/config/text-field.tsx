/** A text among the settings, with what is wrong with it. */
import { t } from '@grafana/i18n';
import { Field, Input } from '@grafana/ui';
import React, { useState } from 'react';

interface Props {
  id: string;
  label: string;
  description?: React.ReactNode;
  placeholder?: string;
  value: string;
  /** Left empty, it asks to be filled in: not before, or a new form would begin with reproaches. */
  required?: boolean;
  problem?: string;
  width?: number;
  readOnly?: boolean;
  onChange: (text: string) => void;
}

export function TextField({ id, label, value, required, problem, width = 60, readOnly, onChange, ...rest }: Props) {
  const [left, setLeft] = useState(false);
  const missing = required && left && value === '' ? t('config.field.missing', 'Fill this in.') : undefined;
  const error = problem ?? missing;
  return (
    <Field
      noMargin
      required={required}
      label={label}
      description={rest.description}
      invalid={error !== undefined}
      error={error}
    >
      <Input
        id={id}
        width={width}
        placeholder={rest.placeholder}
        value={value}
        readOnly={readOnly}
        aria-required={required}
        onBlur={() => setLeft(true)}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </Field>
  );
}
