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

/** Columns of an end and what stands before their names: `s.`, `source_`. */
export interface NamedEnd {
  prefix: string;
  columns: EndColumn[];
}

/** All filters on an exchange; `true` if there are none. */
export function exchangeCondition(
  filters: readonly TrafficFilter[],
  bidirectional: boolean,
  ends: { source: NamedEnd; target: NamedEnd },
  dialect: Dialect
): string {
  const on = (filter: TrafficFilter, { prefix, columns }: NamedEnd): string =>
    endCondition(filter, prefix, columns, dialect);
  const one = (swapped: boolean): string =>
    filters
      .map((filter) => {
        const source = on(filter, swapped ? ends.target : ends.source);
        const target = on(filter, swapped ? ends.source : ends.target);
        switch (filter.side) {
          case 'source':
            return source;
          case 'target':
            return target;
          case 'either':
            return `(${on(filter, ends.source)} OR ${on(filter, ends.target)})`;
        }
      })
      .join(' AND ');
  if (filters.length === 0) {
    return 'true';
  }
  return bidirectional ? `((${one(false)}) OR (${one(true)}))` : one(false);
}
