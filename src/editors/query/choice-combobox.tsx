/** A combobox over fixed choices that shows a stored value as it is, even one that is not among them. */
import { Combobox, type ComboboxOption } from '@grafana/ui';
import React from 'react';
import { useNewChoice } from '../../hooks/use-new-choice';

interface Props<T extends string> {
  id?: string;
  'aria-labelledby'?: string;
  choices: Array<ComboboxOption<T>>;
  /** As stored; absent for the default. */
  stored: unknown;
  fallback: T;
  /** In units of the theme's spacing. */
  width: number;
  invalid?: boolean;
  onChange: (value: T) => void;
}

export function ChoiceCombobox<T extends string>(props: Props<T>) {
  const { choices, stored, fallback, onChange, ...rest } = props;
  const value = stored === undefined ? fallback : typeof stored === 'string' ? stored : JSON.stringify(stored);
  const isShown = (chosen: string) => chosen === value;
  const choose = useNewChoice(isShown, (chosen: string) => {
    const choice = choices.find((candidate) => candidate.value === chosen);
    // A line that only gives a reason can be highlighted and taken with the keyboard all the same.
    if (choice !== undefined && choice.infoOption !== true) {
      onChange(choice.value);
    }
  });
  return (
    <Combobox<string>
      {...rest}
      options={choices}
      value={choices.find((choice) => choice.value === value) ?? { value, label: value }}
      onChange={(option) => choose(option.value)}
    />
  );
}
