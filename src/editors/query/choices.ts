/** The choices of the query editor in words; functions, because texts are looked up while the editor renders. */
import { t } from '@grafana/i18n';
import type { ComboboxOption } from '@grafana/ui';
import type { FilterOperator, FilterSide, Measure, QueryType, TrafficKind } from '../../shared/query';

export function queryTypeChoices(): Array<ComboboxOption<QueryType>> {
  return [
    {
      value: 'graph',
      label: t('query.type.graph', 'Graph'),
      description: t(
        'query.type.graph-description',
        'Groups as nodes, their traffic as edges, for the node graph panel'
      ),
    },
    {
      value: 'timeseries',
      label: t('query.type.timeseries', 'Time series'),
      description: t('query.type.timeseries-description', 'One series for each pair of groups, for charts and alerts'),
    },
    {
      value: 'table',
      label: t('query.type.table', 'Table'),
      description: t('query.type.table-description', 'One row for each pair of groups'),
    },
    {
      value: 'matrix',
      label: t('query.type.matrix', 'Zone matrix'),
      description: t('query.type.matrix-description', 'Source zones as rows, target zones as columns'),
    },
    {
      value: 'health',
      label: t('query.type.health', 'Health'),
      description: t('query.type.health-description', 'How fresh flow logs and pod history are'),
    },
  ];
}

export function trafficChoices(): Array<ComboboxOption<TrafficKind>> {
  return [
    { value: 'cross-zone', label: t('query.traffic.cross-zone', 'Cross-zone') },
    { value: 'same-zone', label: t('query.traffic.same-zone', 'Same zone') },
    { value: 'all', label: t('query.traffic.all', 'All') },
  ];
}

export function measureChoices(): Array<ComboboxOption<Measure>> {
  return [
    { value: 'bytes', label: t('query.measure.bytes', 'Bytes') },
    { value: 'packets', label: t('query.measure.packets', 'Packets') },
    { value: 'flows', label: t('query.measure.flows', 'Flow records') },
    { value: 'cost', label: t('query.measure.cost', 'Cost (estimate)') },
  ];
}

export function sideChoices(): Array<ComboboxOption<FilterSide>> {
  return [
    { value: 'source', label: t('query.side.source', 'Source') },
    { value: 'target', label: t('query.side.target', 'Target') },
    { value: 'either', label: t('query.side.either', 'Either') },
  ];
}

export function operatorChoices(): Array<ComboboxOption<FilterOperator>> {
  return [
    { value: '=', label: '=', description: t('query.operator.equals', 'is') },
    { value: '!=', label: '!=', description: t('query.operator.differs', 'is not') },
    { value: '=|', label: '=|', description: t('query.operator.one-of', 'is one of') },
    { value: '!=|', label: '!=|', description: t('query.operator.none-of', 'is none of') },
    { value: '=~', label: '=~', description: t('query.operator.matches', 'matches the regular expression') },
    {
      value: '!~',
      label: '!~',
      description: t('query.operator.does-not-match', 'does not match the regular expression'),
    },
  ];
}

/** The choice with this value, so that a stored value outside the list is shown as it is. */
export function choiceOf<T extends string>(choices: Array<ComboboxOption<T>>, value: string): T | undefined {
  return choices.find((choice) => choice.value === value)?.value;
}
