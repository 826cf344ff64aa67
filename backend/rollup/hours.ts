/** Hours and stretches of time: which whole hours a range has, and what remains of it beside them. Pure. */
import type { TimeRange } from '../engines/engine';

export const hourSeconds = 3600;

/**
 * The objects of an hour are those whose name is at most an hour off; with 15 minutes for delivery an hour is closed two
 * hours and a quarter after its start. Made earlier, it would be made again as soon as the next object arrives.
 */
export const closedAfterSeconds = 2 * hourSeconds + 900;

/** Starts of the whole hours in a range. */
export function wholeHours({ from, to }: TimeRange): number[] {
  const hours: number[] = [];
  for (let hour = hourOf(from + hourSeconds - 1); hour + hourSeconds <= to; hour += hourSeconds) {
    hours.push(hour);
  }
  return hours;
}

/** Start of the hour in which a second lies. */
export function hourOf(second: number): number {
  return Math.floor(second / hourSeconds) * hourSeconds;
}

/** The stretches of `length` seconds that begin at `starts` (ascending), joined where one follows the other. */
export function joined(starts: readonly number[], length = hourSeconds): TimeRange[] {
  const runs: TimeRange[] = [];
  for (const start of starts) {
    const last = runs.at(-1);
    if (last?.to === start) {
      last.to = start + length;
    } else {
      runs.push({ from: start, to: start + length });
    }
  }
  return runs;
}

/** What remains of a range without `taken`, which are disjoint and ascending. */
export function without(range: TimeRange, taken: readonly TimeRange[]): TimeRange[] {
  const rest: TimeRange[] = [];
  let from = range.from;
  for (const part of taken) {
    if (part.to <= from || part.from >= range.to) {
      continue;
    }
    if (part.from > from) {
      rest.push({ from, to: part.from });
    }
    from = part.to;
  }
  if (from < range.to) {
    rest.push({ from, to: range.to });
  }
  return rest;
}

/** The time whose records may show zones to a question about a range: half an hour around it, too; every engine opens an hour. */
export function evidenceTime({ from, to }: TimeRange): TimeRange {
  return { from: from - hourSeconds / 2, to: to + hourSeconds / 2 };
}

/** The range's hours and those whose records show zones. */
export function hoursAround(range: TimeRange): TimeRange {
  const around = evidenceTime(range);
  return { from: hourOf(around.from), to: hourOf(around.to + hourSeconds - 1) };
}
