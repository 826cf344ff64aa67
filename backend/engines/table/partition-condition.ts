/** The condition on partition keys that leaves out every partition a range cannot need. Pure. */
import type { TimeRange } from '../engine';
import { later, startOf, unitsBetween } from './calendar';
import type { PartitionLevel, PartitionScheme } from './partition-keys';

/**
 * SQL over the partition keys, null if nothing can be left out. The range is padded by one partition on both sides: an
 * object holds records that began before its partition's time, and some arrive late (VPC user guide, flow log files).
 */
export function partitionCondition(
  { levels, fixed }: Pick<PartitionScheme, 'levels' | 'fixed'>,
  range: TimeRange
): string | null {
  const timed = levels.length === 0 ? null : timeCondition(levels, range);
  const all = [...fixed, ...(timed === null ? [] : [timed])];
  return all.length === 0 ? null : all.join(' AND ');
}

const latest = Date.UTC(9999, 0, 1) / 1000;

function timeCondition(levels: readonly PartitionLevel[], { from, to }: TimeRange): string | null {
  const finest = levels.at(-1);
  if (finest === undefined) {
    return null;
  }
  const bounded = (time: number): number => Math.min(latest, Math.max(0, time));
  const { unit, length } = finest;
  // A partition of several units begins up to that many before the time it holds.
  const before = length === 1 ? 1 : 2 * length;
  const first = bounded(later(unit, startOf(unit, from), -before));
  const end = bounded(later(unit, startOf(unit, to - 1), length + 1));
  return cover(levels, first, Math.max(end, later(unit, first, 1)));
}

/**
 * Condition for the units of the finest level that fill `[from, end)`: whole units of a level in one condition, units that
 * are filled in part with the condition of the levels below. Null if it restricts nothing.
 */
function cover(levels: readonly PartitionLevel[], from: number, end: number): string | null {
  const [level, ...below] = levels;
  if (level === undefined) {
    return null;
  }
  const starts = unitsBetween(level.unit, from, end);
  if (below.length === 0) {
    return level.condition(starts);
  }
  const isWhole = (start: number): boolean => start >= from && later(level.unit, start, 1) <= end;
  const whole = starts.filter(isWhole);
  const alternatives = starts
    .filter((start) => !isWhole(start))
    .map((start) => {
      const rest = cover(below, Math.max(from, start), Math.min(end, later(level.unit, start, 1)));
      const own = level.condition([start]);
      return [own, rest].flatMap((condition) => (condition === null ? [] : [condition])).join(' AND ');
    });
  const ofWhole = whole.length === 0 ? null : level.condition(whole);
  const all = [...alternatives, ...(ofWhole === null ? [] : [ofWhole])];
  return all.length === 1 ? (all[0] ?? null) : `(${all.map((condition) => `(${condition})`).join(' OR ')})`;
}
