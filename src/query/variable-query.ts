/** What a dashboard variable lists: the values of a dimension, of the pods and nodes that pass its filters. */
import type { DataQuery } from '@grafana/schema';
import type { StoredFilter } from './stored-query';

export interface VariableQuery extends DataQuery {
  /** A dimension (`namespace`, `label:app`), or `label` for the keys of pod labels. */
  dimension: string;
  /** All must hold; values may name other variables (`$namespace`), which makes this one depend on them. */
  filters?: StoredFilter[];
}

export const defaultVariableQuery: Omit<VariableQuery, 'refId'> = { dimension: 'namespace' };
