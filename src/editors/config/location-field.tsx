/** Where one kind of data lies. */
import { t } from '@grafana/i18n';
import { Field, Input } from '@grafana/ui';
import React, { useState } from 'react';

interface Props {
  id: string;
  label: string;
  description: string;
  placeholder: string;
  value: string;
  readOnly?: boolean;
  onChange: (location: string) => void;
}

export function LocationField({ id, label, description, placeholder, value, readOnly, onChange }: Props) {
  const [left, setLeft] = useState(false);
  const missing = left && value === '';
  return (
    <Field
      noMargin
      required
      label={label}
      description={description}
      invalid={missing}
      error={missing ? t('config.location.missing', 'Name the location.') : undefined}
    >
      <Input
        id={id}
        width={60}
        placeholder={placeholder}
        value={value}
        readOnly={readOnly}
        onBlur={() => setLeft(true)}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </Field>
  );
}
