/** Ad-hoc filters of a dashboard as filters of a query: `namespace` means either side, `source_zone` one of them. */
import type { AdHocVariableFilter, MetricFindValue } from '@grafana/data';
import type { StoredFilter } from './stored-query';

/** Filter keys offered for each dimension: either side, source, target. */
export function adHocKeys(dimensions: string[]): MetricFindValue[] {
  return ['', 'source_', 'target_'].flatMap((side) => dimensions.map((dimension) => ({ text: side + dimension })));
}

/** The side and dimension that an ad-hoc filter's key names; the names are those of the table's columns. */
export function sideAndDimensionOf(key: string): { side: 'source' | 'target' | 'either'; dimension: string } {
  if (key.startsWith('source_')) {
    return { side: 'source', dimension: key.slice('source_'.length) };
  }
  if (key.startsWith('target_')) {
    return { side: 'target', dimension: key.slice('target_'.length) };
  }
  return { side: 'either', dimension: key };
}

/** An operator that the query does not know is kept: the backend refuses it by name instead of ignoring the filter. */
export function filterFromAdHoc(filter: AdHocVariableFilter): StoredFilter {
  const values = filter.values && filter.values.length > 0 ? filter.values : [filter.value];
  return { ...sideAndDimensionOf(filter.key), operator: filter.operator, values };
}
