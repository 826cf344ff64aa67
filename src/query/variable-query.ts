/** What a dashboard variable lists: the values of a dimension, of the pods and nodes that pass its filters. */
import type { DataQuery } from '@grafana/schema';
import * as z from 'zod/mini';
import { dimensionSchema } from '../shared/dimensions';
import { shownFilters, type StoredFilter } from './stored-query';

/** The dimension of a variable that lists the keys of pod labels. */
export const labelKeys = 'label';

export interface VariableQuery extends DataQuery {
  /** A dimension (`namespace`, `label:app`), or `label` for the keys of pod labels. */
  dimension: string;
  /** All must hold; values may name other variables (`$namespace`), which makes this one depend on them. */
  filters?: StoredFilter[];
  /** The same in words, for Grafana's list of variables; never read back. */
  query?: string;
}

export type VariableChoice = Required<Pick<VariableQuery, 'dimension' | 'filters'>>;

export const defaultVariableQuery: VariableChoice = { dimension: 'namespace', filters: [] };

/**
 * The choice that a stored query stands for. Grafana stores an empty text before anything was chosen, and a file may hold
 * anything: a bare text is taken for the dimension, what has no form is left out.
 */
export function shownVariableQuery(stored: unknown): VariableChoice {
  if (typeof stored === 'string') {
    return { dimension: stored.trim() || defaultVariableQuery.dimension, filters: [] };
  }
  const { dimension, filters } = storedSchema.parse(stored);
  return { dimension, filters: shownFilters({ refId: '', filters }) };
}

/** A dimension or the label keys. */
export function isListable(dimension: string): boolean {
  return dimension === labelKeys || dimensionSchema.safeParse(dimension).success;
}

/** Not translated: it is stored with the dashboard. */
export function variableText({ dimension, filters }: VariableChoice): string {
  const conditions = filters.map(
    (filter) => `${filter.dimension} ${filter.operator ?? '='} ${filter.values.join('|')}`
  );
  return [dimension === labelKeys ? 'label keys' : dimension, ...conditions].join(', ');
}

const storedSchema = z.catch(
  z.object({
    dimension: z.catch(z.string().check(z.minLength(1)), defaultVariableQuery.dimension),
    filters: z.catch(z.optional(z.array(z.any())), undefined),
  }),
  { dimension: defaultVariableQuery.dimension, filters: undefined }
);
