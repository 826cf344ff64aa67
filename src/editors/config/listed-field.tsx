/** A name among the settings, chosen from a list that comes when it is opened, or typed. */
import { Combobox } from '@grafana/ui';
import React, { useCallback } from 'react';
import { useNewChoice } from '../../hooks/use-new-choice';
import { listedNames, type NamesWanted } from './listed-names';
import { SettingField } from './setting-field';
import { TextField, type TextFieldProps } from './text-field';

interface Props extends TextFieldProps {
  width: number;
  datasourceUid: string;
  /** What to choose from. */
  names: NamesWanted;
}

export function ListedField({ names, datasourceUid, ...props }: Props) {
  const { list, catalog, database } = names;
  // A combobox asks anew for another function.
  const matching = useCallback(
    async (typed: string) => {
      const all = await listedNames(datasourceUid, { list, catalog, database });
      return all
        .filter((name) => name.toLowerCase().includes(typed.toLowerCase()))
        .map((name) => ({ value: name, label: name }));
    },
    [datasourceUid, list, catalog, database]
  );
  const { id, value, width, fallback, example, readOnly, onChange, ...texts } = props;
  const choose = useNewChoice((name) => (name ?? '') === (value ?? ''), onChange);
  // A disabled combobox can still be cleared.
  if (readOnly) {
    return <TextField {...props} />;
  }
  return (
    <SettingField {...texts} isEmpty={!value}>
      <Combobox
        id={id}
        width={width}
        isClearable
        createCustomValue
        placeholder={fallback ?? example}
        options={matching}
        value={value ? { value, label: value } : null}
        onChange={(option) => choose(option?.value || undefined)}
      />
    </SettingField>
  );
}
