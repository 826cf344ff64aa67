/** A choice among the settings that may be left to its default; where nothing may be changed, only its text. */
import { Combobox, type ComboboxOption } from '@grafana/ui';
import React from 'react';
import { useNewChoice } from '../../hooks/use-new-choice';
import { SettingField, type SettingTexts } from './setting-field';
import { TextField } from './text-field';

interface Props<T extends string> extends SettingTexts {
  id: string;
  /** Shown while nothing is chosen: what then holds, or else, where something can be chosen, what could. */
  fallback?: string;
  example?: string;
  width: number;
  options: Array<ComboboxOption<T>>;
  value: T | undefined;
  createCustomValue?: boolean;
  readOnly?: boolean;
  onChange: (value: T | undefined) => void;
}

export function ChoiceField<T extends string>({ id, fallback, example, width, value, options, ...props }: Props<T>) {
  const { createCustomValue, readOnly, onChange, ...texts } = props;
  const choose = useNewChoice((chosen) => chosen === value, onChange);
  const shown = options.find((option) => option.value === value) ?? (value ? { value, label: value } : null);
  // A disabled combobox can still be cleared.
  return readOnly ? (
    <TextField
      {...texts}
      id={id}
      width={width}
      readOnly
      fallback={fallback}
      value={shown?.label ?? shown?.value}
      onChange={() => undefined}
    />
  ) : (
    <SettingField {...texts}>
      <Combobox
        id={id}
        width={width}
        isClearable
        createCustomValue={createCustomValue}
        placeholder={fallback ?? example}
        options={options}
        value={shown}
        onChange={(option) => choose(option?.value)}
      />
    </SettingField>
  );
}
