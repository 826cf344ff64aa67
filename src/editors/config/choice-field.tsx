/** A choice among the settings that may be left to its default; where nothing may be changed, only its text. */
import { Combobox, Field, Input, type ComboboxOption } from '@grafana/ui';
import React from 'react';

interface Props<T extends string> {
  id: string;
  label: string;
  /** Shown while nothing is chosen. */
  fallback?: string;
  width: number;
  options: Array<ComboboxOption<T>>;
  value: T | undefined;
  createCustomValue?: boolean;
  readOnly?: boolean;
  onChange: (value: T | undefined) => void;
}

export function ChoiceField<T extends string>({ id, label, fallback, width, value, ...props }: Props<T>) {
  const { options, createCustomValue, readOnly, onChange } = props;
  const shown = options.find((option) => option.value === value) ?? (value && { value, label: value });
  return (
    <Field noMargin label={label}>
      {/* A disabled combobox can still be cleared. */}
      {readOnly ? (
        <Input
          id={id}
          width={width}
          readOnly
          placeholder={fallback}
          value={shown ? (shown.label ?? shown.value) : ''}
        />
      ) : (
        <Combobox
          id={id}
          width={width}
          isClearable
          createCustomValue={createCustomValue}
          placeholder={fallback}
          options={options}
          value={shown || null}
          onChange={(option) => onChange(option?.value)}
        />
      )}
    </Field>
  );
}
