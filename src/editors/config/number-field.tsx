/** A number among the settings; empty means its default, which is shown in its place. */
import { Field, Input } from '@grafana/ui';
import React from 'react';

interface Props {
  id: string;
  label: string;
  description?: string;
  /** Shown while the field is empty. */
  fallback: string;
  value: number | null | undefined;
  problem?: string;
  min: number;
  step?: number | 'any';
  suffix?: string;
  readOnly?: boolean;
  onChange: (value: number | undefined) => void;
}

export function NumberField({ id, label, description, fallback, value, problem, onChange, ...input }: Props) {
  return (
    <Field noMargin label={label} description={description} invalid={problem !== undefined} error={problem}>
      <Input
        {...input}
        id={id}
        type="number"
        width={24}
        placeholder={fallback}
        value={value ?? ''}
        onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? undefined : Number(currentTarget.value))}
      />
    </Field>
  );
}
