/** A name among the settings, chosen from a list that comes when it is opened, or typed. */
import { Combobox, Field } from '@grafana/ui';
import React, { useCallback } from 'react';
import { accountNames, type NamesWanted } from './account-names';
import { TextField } from './text-field';

interface Props {
  id: string;
  label: string;
  description?: string;
  placeholder?: string;
  value: string;
  required?: boolean;
  problem?: string;
  width: number;
  readOnly?: boolean;
  datasourceUid: string;
  /** What to choose from. */
  names: NamesWanted;
  onChange: (text: string) => void;
}

export function ListedField({ names, datasourceUid, ...props }: Props) {
  const { list, catalog, database } = names;
  // A combobox asks anew for another function.
  const matching = useCallback(
    async (typed: string) => {
      const all = await accountNames(datasourceUid, { list, catalog, database });
      return all
        .filter((name) => name.toLowerCase().includes(typed.toLowerCase()))
        .map((name) => ({ value: name, label: name }));
    },
    [datasourceUid, list, catalog, database]
  );
  // A disabled combobox can still be cleared.
  if (props.readOnly) {
    return <TextField {...props} />;
  }
  const { id, label, description, placeholder, value, required, problem, width, onChange } = props;
  return (
    <Field
      noMargin
      required={required}
      label={label}
      description={description}
      invalid={problem !== undefined}
      error={problem}
    >
      <Combobox
        id={id}
        width={width}
        isClearable
        createCustomValue
        placeholder={placeholder}
        options={matching}
        value={value === '' ? null : { value, label: value }}
        onChange={(option) => onChange(option?.value ?? '')}
      />
    </Field>
  );
}
