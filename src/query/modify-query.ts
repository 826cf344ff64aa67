/** Filter for and filter out, from a table's cells and a legend's labels. */
import type { QueryFixAction } from '@grafana/data';
import { otherName } from '../shared/query';
import { sideAndDimensionOf } from './ad-hoc-filters';
import { shownQuery, type StoredFilter, type StoredQuery } from './stored-query';

/** By how much the limit is raised for who wants to see what the rest is made of. */
const moreGroups = 4;

/**
 * `ADD_FILTER` and `ADD_FILTER_OUT` with `{key, value}` of a column add a filter, once; other actions change nothing. No
 * filter can name the rest: for it the limit is raised, and without it the answer leaves the rest out.
 */
export function modifyQuery(query: StoredQuery, action: QueryFixAction): StoredQuery {
  const { key, value } = action.options ?? {};
  if (key === undefined || value === undefined || (action.type !== 'ADD_FILTER' && action.type !== 'ADD_FILTER_OUT')) {
    return query;
  }
  const { limit, other } = shownQuery(query);
  if (value === otherName && other && limit > 0) {
    return action.type === 'ADD_FILTER' ? { ...query, limit: limit * moreGroups } : { ...query, other: false };
  }
  const operator = action.type === 'ADD_FILTER' ? '=' : '!=';
  const added: StoredFilter = { ...sideAndDimensionOf(key), operator, values: [value] };
  const opposite = { ...added, operator: operator === '=' ? '!=' : '=' };
  const kept = (query.filters ?? []).filter((filter) => !sameFilter(filter, added) && !sameFilter(filter, opposite));
  return { ...query, filters: [...kept, added] };
}

function sameFilter(one: StoredFilter, other: StoredFilter): boolean {
  return (
    (one.side ?? 'either') === other.side &&
    one.dimension === other.dimension &&
    (one.operator ?? '=') === other.operator &&
    one.values.length === 1 &&
    one.values[0] === other.values[0]
  );
}
