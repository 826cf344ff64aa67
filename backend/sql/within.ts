/** Times within stretches of time, as a condition. */
import type { TimeRange } from '../engines/engine';
import { integer } from './literal';

/** Condition that a second (SQL) lies in one of the ranges. */
export function withinAny(second: string, ranges: readonly TimeRange[]): string {
  const within = ranges.map(({ from, to }) => `${second} >= ${integer(from)} AND ${second} < ${integer(to)}`);
  return within.length === 0 ? 'false' : within.length === 1 ? within.join('') : `(${within.join(' OR ')})`;
}
