/** The choices of the query editor in words; functions, because texts are looked up while the editor renders. */
import { t } from '@grafana/i18n';
import type { ComboboxOption } from '@grafana/ui';
import { cannotAlert } from '../../query/alerting';
import type { FilterOperator, FilterSide, Measure, QueryType, TrafficKind } from '../../shared/query';

/** The views; for an alert rule those that cannot alert are there to be read, with the reason, not to be chosen. */
export function queryTypeChoices(forAlert = false): Array<ComboboxOption<QueryType>> {
  const choices: Array<ComboboxOption<QueryType>> = [
    {
      value: 'graph',
      label: t('query.type.graph', 'Node graph'),
      description: t('query.type.graph-description', 'Groups as nodes, traffic as edges'),
    },
    {
      value: 'timeseries',
      label: t('query.type.timeseries', 'Time series'),
      description: t('query.type.timeseries-description', 'A line for each pair of groups'),
    },
    {
      value: 'table',
      label: t('query.type.table', 'Table'),
      description: forAlert
        ? t('query.type.table-alert-description', 'A number for each pair of groups')
        : t('query.type.table-description', 'A row for each pair of groups'),
    },
    {
      value: 'matrix',
      label: t('query.type.matrix', 'Zone matrix'),
      description: t('query.type.matrix-description', 'From zone (row) to zone (column)'),
    },
    {
      value: 'health',
      label: t('query.type.health', 'Health'),
      description: forAlert
        ? t('query.type.health-alert-description', 'Seconds since the newest record')
        : t('query.type.health-description', 'How fresh the data is'),
    },
  ];
  return forAlert ? choices.map(withReason) : choices;
}

function withReason(choice: ComboboxOption<QueryType>): ComboboxOption<QueryType> {
  return cannotAlert(choice.value) === undefined
    ? choice
    : { ...choice, description: t('query.type.no-alert', 'No numbers to compare: use Table'), infoOption: true };
}

/** Which visualization of a panel a view is made for. */
export function visualizationOf(queryType: QueryType): string {
  switch (queryType) {
    case 'graph':
      return t('query.visualization.graph', 'Node graph');
    case 'timeseries':
      return t('query.visualization.timeseries', 'Time series');
    case 'table':
    case 'matrix':
    case 'health':
      return t('query.visualization.table', 'Table');
  }
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
    { value: 'either', label: t('query.side.either', 'Either end') },
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
