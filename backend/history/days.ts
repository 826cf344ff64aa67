/** Which day folders a row belongs to: each day stands alone and holds everything alive at any time of it. */

const secondsPerDay = 86_400;

/** An interval owns up to this much of the unowned gap after its end (record lag), so it is kept that much longer. */
const lagSeconds = 60;
/** Pods are older than the first list that shows them; what is older than this is not asked for any more. */
export const mostDaysBefore = 400;
const mostDays = 3660;

/** Whole days since the epoch. */
export interface DayWindow {
  first: number;
  last: number;
}

/**
 * The days that are stored: from at most 400 before the first look at the cluster (pods are older than the first list
 * that shows them) to the day of the last. Null if the looks lie more than ten years apart, which no real history does.
 */
export function dayWindow(firstLook: number, lastLook: number): DayWindow | null {
  const first = Math.floor(firstLook / secondsPerDay);
  const last = Math.floor(lastLook / secondsPerDay);
  return last - first > mostDays ? null : { first: first - mostDaysBefore, last };
}

/**
 * First and last day of an interval `[started, ended)`; without an end it reaches to the last day. What lies outside the
 * window is kept in its nearest day: nothing that was learned is lost, whatever is imported later.
 */
export function daysOf(interval: Holding, window: DayWindow): DayWindow {
  const clamp = (day: number): number => Math.min(window.last, Math.max(window.first, day));
  const { started } = interval;
  const ended = interval.ended ?? interval.followed_at;
  const lastSecond = ended === null ? Infinity : Math.max(started, ended - 1 + lagSeconds);
  return {
    first: clamp(Math.floor(started / secondsPerDay)),
    last: clamp(Math.floor(lastSecond / secondsPerDay)),
  };
}

interface Holding {
  started: number;
  ended: number | null;
  followed_at: number | null;
}

/** Days of the seconds from `from` to `to`, both included. */
export function daysBetween(from: number, to: number): DayWindow {
  return { first: Math.floor(from / secondsPerDay), last: Math.floor(to / secondsPerDay) };
}

/** `2026-03-10` */
export function dayName(day: number): string {
  return new Date(day * secondsPerDay * 1000).toISOString().slice(0, 10);
}

/** The first second of the day after a day's name. */
export function firstSecondAfter(name: string): number {
  return Date.parse(`${name}T00:00:00Z`) / 1000 + secondsPerDay;
}
