/** What a dashboard variable lists: a dimension, and filters that may name other variables. */
import type { QueryEditorProps } from '@grafana/data';
import { t, Trans } from '@grafana/i18n';
import { EditorField, EditorRow, EditorRows } from '@grafana/plugin-ui';
import { Combobox, Stack, Text, type ComboboxOption } from '@grafana/ui';
import React, { useCallback, useId } from 'react';
import type { ZoneFlowDataSource } from '../../datasource';
import { useDraft } from '../../hooks/use-draft';
import { useNewChoice } from '../../hooks/use-new-choice';
import { useDimensionOptions } from '../../hooks/use-value-options';
import type { StoredQuery } from '../../query/stored-query';
import {
  isListable,
  labelKeys,
  shownVariableQuery,
  variableText,
  type VariableQuery,
} from '../../query/variable-query';
import type { StoredSettings } from '../config/stored-settings';
import { EndFiltersRow, filterProblems } from '../query/end-filters-row';
import { writtenDimension } from '../query/written-dimension';
import { ValuesPreview } from './values-preview';

type Props = QueryEditorProps<ZoneFlowDataSource, StoredQuery, StoredSettings, VariableQuery>;

export function VariableEditor({ query, onChange, datasource, range }: Props) {
  const id = useId();
  const canList = (dimension: string) => isListable(dimension) || datasource.hasVariable(dimension);
  const saved = shownVariableQuery(query);
  const [shown, change] = useDraft(
    saved,
    ({ dimension, filters }) => canList(dimension) && filterProblems(filters, datasource).size === 0,
    (choice) => onChange({ ...query, refId: query.refId || 'A', ...choice, query: variableText(choice) })
  );
  const known = useDimensionOptions({ datasource, range });
  const dimensions = useCallback(
    async (typed: string) => [
      ...[labelKeysOption()].filter(({ label }) => label?.toLowerCase().includes(typed.toLowerCase())),
      ...(await known(typed)),
    ],
    [known]
  );
  const chooseDimension = useNewChoice(
    (dimension) => dimension === shown.dimension,
    (dimension: string) => change({ dimension })
  );
  const unknown = !canList(shown.dimension);

  return (
    <Stack direction="column" gap={1} data-testid="zoneflow-variable-editor">
      <EditorRows>
        <EditorRow>
          <EditorField
            label={t('variable.dimension.label', 'Values of')}
            tooltip={t('variable.dimension.tooltip', 'A pod label is label:<key>; the key may be a variable.')}
            htmlFor={`${id}-dimension`}
            invalid={unknown}
            error={t('query.problem.filter-dimension', 'Choose a dimension; a label is written label:<key>.')}
          >
            <Combobox
              id={`${id}-dimension`}
              width={40}
              createCustomValue
              customValueDescription={t('query.group-by.custom', 'Use as the key of a pod label')}
              invalid={unknown}
              options={dimensions}
              value={
                shown.dimension === labelKeys ? labelKeysOption() : { value: shown.dimension, label: shown.dimension }
              }
              onChange={({ value, infoOption }) =>
                infoOption !== true &&
                chooseDimension(value === labelKeys ? value : writtenDimension(value, datasource))
              }
            />
          </EditorField>
        </EditorRow>
        {shown.dimension !== labelKeys && (
          <EndFiltersRow
            id={`${id}-filter`}
            tooltip={t(
              'variable.filter.tooltip',
              'All must hold. With $namespace as a value, the list follows the variable namespace.'
            )}
            datasource={datasource}
            range={range}
            filters={shown.filters}
            onChange={(filters) => change({ filters })}
          />
        )}
      </EditorRows>
      <ValuesPreview datasource={datasource} choice={saved} range={range} />
      <Text element="p" variant="bodySmall" color="secondary">
        <Trans i18nKey="variable.help">
          These are values of the dashboard’s time range: let the variable refresh on time range change if pods come and
          go. All stands for the values listed; the custom all value .* stands for no restriction, so that ends without
          a value count, too.
        </Trans>
      </Text>
    </Stack>
  );
}

function labelKeysOption(): ComboboxOption<string> {
  return {
    value: labelKeys,
    label: t('variable.dimension.label-keys', 'Label keys'),
    description: t('variable.dimension.label-keys-description', 'For a grouping by label:$key'),
  };
}
