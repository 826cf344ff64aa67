/** What a row of an answer stands for: an end, an exchange, or the rest beyond the limit. */
import type { DataFrame } from '@grafana/data';
import { otherName } from '../shared/query';
import type { Row } from './clicked-row';
import type { EndValue, Subject } from './next-question';
import { shownQuery, type StoredQuery } from './stored-query';

/** What a matrix calls the zone that is not known, whose value in a filter is the empty text. */
const unknownZone = 'unknown';

/** @param edges tell whether the node sends, receives or both */
export function subjectOfNode(row: Row, query: StoredQuery, edges: DataFrame | undefined): Subject {
  if (row('id') === otherName) {
    return { kind: 'rest' };
  }
  const { groupBy, targetGroupBy = groupBy } = shownQuery(query);
  const values = valuesOf(row, 'detail__', [...new Set([...groupBy, ...targetGroupBy])]);
  const has = (dimensions: readonly string[]): boolean =>
    dimensions.length === values.length && values.every(({ dimension }) => dimensions.includes(dimension));
  const [isSource, isTarget] = [has(groupBy), has(targetGroupBy)];
  return { kind: 'end', values, side: isSource && isTarget ? directionOf(row, edges) : isSource ? 'source' : 'target' };
}

/** @param row of edges, a table, or the labels of a series: `source_<dimension>`, `target_<dimension>` */
export function subjectOfExchange(row: Row, query: StoredQuery): Subject {
  const { groupBy, targetGroupBy = groupBy } = shownQuery(query);
  const names = [...groupBy.map((one) => `source_${one}`), ...targetGroupBy.map((one) => `target_${one}`)];
  const isOther =
    names.some((name) => row(name) === null) || (names.length > 0 && names.every((name) => row(name) === otherName));
  return isOther
    ? { kind: 'rest' }
    : { kind: 'exchange', source: valuesOf(row, 'source_', groupBy), target: valuesOf(row, 'target_', targetGroupBy) };
}

/** @param column the target zone whose column the cell is in */
export function subjectOfCell(row: Row, column: string): Subject {
  const zone = (value: string): EndValue[] => [{ dimension: 'zone', value: value === unknownZone ? '' : value }];
  const source = row('source_zone');
  return typeof source === 'string'
    ? { kind: 'exchange', source: zone(source), target: zone(column) }
    : { kind: 'rest' };
}

/** Values of the row's fields; columns that a panel leaves out narrow nothing. */
function valuesOf(row: Row, prefix: string, dimensions: readonly string[]): EndValue[] {
  return dimensions.flatMap((dimension) => {
    const value = row(prefix + dimension);
    return typeof value === 'string' ? [{ dimension, value }] : [];
  });
}

/** Only where every exchange of the node is drawn do the edges tell that it has but one direction. */
function directionOf(row: Row, edges: DataFrame | undefined): 'source' | 'target' | 'both' {
  const isEnd = (side: 'source' | 'target'): boolean =>
    edges?.fields.find(({ name }) => name === side)?.values.includes(row('id')) ?? false;
  const isWhole = !row('detail__undrawn') && !row('detail__within');
  const [sends, receives] = [isEnd('source'), isEnd('target')];
  return !isWhole || sends === receives ? 'both' : sends ? 'source' : 'target';
}
