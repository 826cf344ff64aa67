/** A number among the settings; empty means its default, which is shown in its place. */
import { Field, Input } from '@grafana/ui';
import React from 'react';

interface Props {
  id: string;
  label: string;
  description: string;
  /** Shown while the field is empty. */
  fallback: string;
  value: number | null | undefined;
  min: number;
  step?: number | 'any';
  suffix?: string;
  readOnly?: boolean;
  onChange: (value: number | undefined) => void;
}

export function NumberField({ id, label, description, fallback, value, min, step, suffix, readOnly, onChange }: Props) {
  return (
    <Field noMargin label={label} description={description}>
      <Input
        id={id}
        type="number"
        width={24}
        min={min}
        step={step}
        suffix={suffix}
        placeholder={fallback}
        value={value ?? ''}
        readOnly={readOnly}
        onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? undefined : Number(currentTarget.value))}
      />
    </Field>
  );
}
