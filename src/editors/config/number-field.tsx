/** A number among the settings; empty means its default, which is shown in its place. */
import { Input } from '@grafana/ui';
import React from 'react';
import { SettingField, type SettingTexts } from './setting-field';

interface Props extends Omit<SettingTexts, 'required'> {
  id: string;
  /** Shown while the field is empty. */
  fallback: number | string;
  value: number | null | undefined;
  min: number;
  step?: number | 'any';
  suffix?: string;
  readOnly?: boolean;
  onChange: (value: number | undefined) => void;
}

export function NumberField({ id, label, description, problem, fallback, value, onChange, ...input }: Props) {
  return (
    <SettingField label={label} description={description} problem={problem}>
      <Input
        {...input}
        id={id}
        type="number"
        width={24}
        placeholder={String(fallback)}
        value={value ?? ''}
        onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? undefined : Number(currentTarget.value))}
      />
    </SettingField>
  );
}
