/** Chooses the dimensions of one side in order; a pod label is typed as `label:<key>` or just its key. */
import type { TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { MultiCombobox, type ComboboxOption } from '@grafana/ui';
import React, { useCallback } from 'react';
import type { ZoneFlowDataSource } from '../../datasource';
import { dimensionSchema, plainDimensions, type Dimension } from '../../shared/dimensions';

interface Props {
  id: string;
  datasource: ZoneFlowDataSource;
  range?: TimeRange;
  value: Dimension[];
  onChange: (dimensions: Dimension[]) => void;
  placeholder?: string;
  invalid?: boolean;
}

/** Fills its container: with a width of its own it would hide chosen dimensions for which there is room. */
export function DimensionPicker({ id, datasource, range, value, onChange, placeholder, invalid }: Props) {
  const options = useCallback(
    async (typed: string) => optionsOf(await knownDimensions(datasource, range), typed),
    [datasource, range]
  );
  return (
    <MultiCombobox
      id={id}
      options={options}
      createCustomValue
      customValueDescription={t('query.group-by.custom', 'Use as a pod label')}
      isClearable
      invalid={invalid}
      placeholder={placeholder}
      value={value.map((dimension) => ({ value: dimension, label: dimension }))}
      onChange={(chosen) => onChange(chosen.map((option) => dimensionFrom(option.value)))}
    />
  );
}

/** What was typed as a dimension: a name that is none is taken for the key of a pod label. */
export function dimensionFrom(typed: string): Dimension {
  return dimensionSchema.safeParse(typed).data ?? `label:${typed}`;
}

/** The dimensions of the range, or the fixed ones while the data source cannot tell. */
export async function knownDimensions(datasource: ZoneFlowDataSource, range?: TimeRange): Promise<string[]> {
  try {
    return await datasource.dimensions(range);
  } catch {
    // The list is a help only: the query itself shows what is wrong with the data source.
    return [...plainDimensions];
  }
}

export function optionsOf(texts: string[], typed: string): Array<ComboboxOption<string>> {
  const part = typed.toLowerCase();
  return texts.filter((text) => text.toLowerCase().includes(part)).map((text) => ({ value: text, label: text }));
}
