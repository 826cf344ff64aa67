/** A text among the settings; what is emptied is gone from them. */
import { Input } from '@grafana/ui';
import React from 'react';
import { SettingField, type SettingTexts } from './setting-field';

export interface TextFieldProps extends SettingTexts {
  id: string;
  /** Shown while the field is empty: what then holds, or else, where something can be typed, what could. */
  fallback?: string;
  example?: string;
  value: string | undefined;
  width?: number;
  readOnly?: boolean;
  onChange: (text: string | undefined) => void;
}

export function TextField({ id, value, width = 60, fallback, example, readOnly, onChange, ...texts }: TextFieldProps) {
  return (
    <SettingField {...texts} isEmpty={!value}>
      <Input
        id={id}
        width={width}
        placeholder={fallback ?? (readOnly ? undefined : example)}
        value={value ?? ''}
        readOnly={readOnly}
        aria-required={texts.required}
        onChange={(event) => onChange(event.currentTarget.value || undefined)}
      />
    </SettingField>
  );
}
