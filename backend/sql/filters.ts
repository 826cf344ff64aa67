/** Filters as SQL conditions on an end's columns. */
import type { TrafficFilter } from '../../src/shared/query';
import type { Dialect } from './dialect';
import type { EndColumn } from './end-columns';
import { text } from './literal';

/**
 * A filter without values restricts nothing: an unfinished row of the editor must not empty the panel. Neither does one
 * that any text matches, which is what All of a dashboard variable usually stands for.
 */
export function isActive(filter: TrafficFilter): boolean {
  return filter.values.length > 0 && !(filter.operator === '=~' && filter.values.includes('.*'));
}

/**
 * True if the empty string (a missing value, an end without owner) passes the filter, or may pass it.
 * @param emptyMatches patterns that match the empty text, as the engine says; where it was not asked, any pattern may.
 */
export function admitsMissing(filter: TrafficFilter, emptyMatches: ReadonlySet<string> | undefined): boolean {
  switch (filter.operator) {
    case '=':
    case '=|':
      return filter.values.includes('');
    case '!=':
    case '!=|':
      return !filter.values.includes('');
    case '=~':
      return emptyMatches === undefined || filter.values.some((pattern) => emptyMatches.has(pattern));
    case '!~':
      return emptyMatches === undefined || !filter.values.some((pattern) => emptyMatches.has(pattern));
  }
}

/** The filter on the end whose columns stand behind `prefix` (`''`, `s.`, `t.`). */
export function endCondition(filter: TrafficFilter, prefix: string, columns: EndColumn[], dialect: Dialect): string {
  const column = columns.find((candidate) => candidate.dimension === filter.dimension);
  const value = `${prefix}${column?.name ?? 'zone'}`;
  const values = filter.values.map(text);
  const matches = (): string => `(${values.map((pattern) => dialect.matches(value, pattern)).join(' OR ')})`;
  switch (filter.operator) {
    case '=':
    case '=|':
      return `${value} IN (${values.join(', ')})`;
    case '!=':
    case '!=|':
      return `${value} NOT IN (${values.join(', ')})`;
    case '=~':
      return matches();
    case '!~':
      return `NOT ${matches()}`;
  }
}

/** All filters on an exchange of `s` and `t`; `true` if there are none. */
export function exchangeCondition(
  filters: readonly TrafficFilter[],
  bidirectional: boolean,
  columns: { source: EndColumn[]; target: EndColumn[] },
  dialect: Dialect
): string {
  const one = (swapped: boolean): string =>
    filters
      .map((filter) => {
        const source = endCondition(filter, swapped ? 't.' : 's.', swapped ? columns.target : columns.source, dialect);
        const target = endCondition(filter, swapped ? 's.' : 't.', swapped ? columns.source : columns.target, dialect);
        switch (filter.side) {
          case 'source':
            return source;
          case 'target':
            return target;
          case 'either':
            return `(${endCondition(filter, 's.', columns.source, dialect)} OR ${endCondition(filter, 't.', columns.target, dialect)})`;
        }
      })
      .join(' AND ');
  if (filters.length === 0) {
    return 'true';
  }
  return bidirectional ? `((${one(false)}) OR (${one(true)}))` : one(false);
}
