/** Template variables in filters: a variable with several values becomes several values or filters. */
import type { ScopedVars } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';
import { filterParts, type StoredFilter, type StoredQuery } from './stored-query';

/**
 * The custom value of All in the bundled dashboards. As a value of `=` it means no restriction: the list of every value
 * would leave out the ends that have none (nodes, the internet), and would grow with the cluster.
 */
const anyValue = '.*';

/** A value that names a variable twice or more could grow without bound; the query's own bound on values applies later. */
const mostCombinations = 100_000;

/** The query with its filters filled in; if one has not the form of a filter, all stay: the backend refuses it by name. */
export function interpolateFilters(query: StoredQuery, templates: TemplateSrv, scopedVars: ScopedVars): StoredQuery {
  const { readable, unreadable } = filterParts(query);
  return readable.length === 0 || unreadable.length > 0
    ? query
    : { ...query, filters: readable.flatMap(({ filter }) => filtersOf(filter, templates, scopedVars)) };
}

export function interpolateFilter(filter: StoredFilter, templates: TemplateSrv, scopedVars: ScopedVars): StoredFilter {
  const operator = filter.operator ?? '=';
  if (operator === '=~' || operator === '!~') {
    return { ...filter, values: filter.values.map((value) => templates.replace(value, scopedVars, 'regex')) };
  }
  const values = [...new Set(filter.values.flatMap((value) => expandText(value, templates, scopedVars)))];
  if (!operator.startsWith('!') && values.includes(anyValue) && !filter.values.includes(anyValue)) {
    return { ...filter, values: [] };
  }
  return { ...filter, values, operator: values.length > 1 ? multiValueOperator(operator) : operator };
}

/** A filter for each dimension that this one names: `label:$key` may mean several. */
function filtersOf(filter: StoredFilter, templates: TemplateSrv, scopedVars: ScopedVars): StoredFilter[] {
  const filled = interpolateFilter(filter, templates, scopedVars);
  return expandText(filter.dimension, templates, scopedVars).map((dimension) => ({ ...filled, dimension }));
}

/** `=` and `!=` compare with one value; with several they mean any of them. */
function multiValueOperator(operator: string): string {
  return operator === '=' || operator === '!=' ? `${operator}|` : operator;
}

/** Every text that the value can mean: `$ns-$tier` with two namespaces and two tiers gives four. */
export function expandText(value: string, templates: TemplateSrv, scopedVars: ScopedVars): string[] {
  const chosen: string[][] = [];
  const plain = templates.replace(value, scopedVars, (text: unknown) => {
    chosen.push(Array.isArray(text) ? text.map(String) : [String(text)]);
    return '';
  });
  if (chosen.length === 0) {
    return [plain];
  }
  return combinations(chosen).map((combination) => {
    let occurrence = 0;
    return templates.replace(value, scopedVars, () => combination[occurrence++] ?? '');
  });
}

function combinations(lists: string[][]): string[][] {
  return lists.reduce<string[][]>(
    (prefixes, list) => prefixes.flatMap((prefix) => list.map((text) => [...prefix, text])).slice(0, mostCombinations),
    [[]]
  );
}
