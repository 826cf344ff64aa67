/** Which stored days of a cluster's history a range needs, from the days there are. Pure. */
import type { TimeRange } from '../engines/engine';

const secondsPerDay = 86_400;
const latestSecond = Date.UTC(9999, 11, 31) / 1000;

/** `2026-03-10`, the day in which an epoch second lies. */
export function dayOf(second: number): string {
  const bounded = Math.min(latestSecond, Math.max(0, second));
  return new Date(bounded * 1000).toISOString().slice(0, 10);
}

/** First and last day of a range padded by a day on both sides. */
export function paddedDays(range: TimeRange): { first: string; last: string } {
  return { first: dayOf(range.from - secondsPerDay), last: dayOf(range.to - 1 + secondsPerDay) };
}

/**
 * Days of the range padded by a day, of those there are, oldest first. Where history ends before the range does, its newest
 * day is added: who was alive then is taken to live on.
 */
export function daysOfRange(days: readonly string[], range: TimeRange): string[] {
  const { first, last } = paddedDays(range);
  const chosen = days.filter((day) => day >= first && day <= last);
  const newest = days.at(-1);
  const endsBefore = newest !== undefined && newest < dayOf(range.to - 1);
  return endsBefore && !chosen.includes(newest) ? [newest, ...chosen] : chosen;
}

/**
 * Days of looks at the cluster: those of the range padded by a day, the nearest before and after them, and the first, so
 * that every gap of the range has both its ends and the beginning of the history is known.
 */
export function lookDaysOfRange(days: readonly string[], range: TimeRange): string[] {
  const { first, last } = paddedDays(range);
  const near = [days[0], days.findLast((day) => day < first), days.find((day) => day > last)];
  return days.filter((day) => (day >= first && day <= last) || near.includes(day));
}
