/** Calendar units in UTC, in which partitions are cut. Times are epoch seconds. Pure. */

/** Coarsest first. */
export const calendarUnits = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const;
export type CalendarUnit = (typeof calendarUnits)[number];

/** The start of the unit that holds the time. */
export function startOf(unit: CalendarUnit, time: number): number {
  return later(unit, time, 0);
}

/** The start of the unit that lies `count` units after (or, negative, before) the one that holds the time. */
export function later(unit: CalendarUnit, time: number, count: number): number {
  const date = new Date(time * 1000);
  const parts = [
    date.getUTCFullYear(),
    date.getUTCMonth(),
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
  const depth = calendarUnits.indexOf(unit);
  const [year = 1970, month = 0, day = 1, hour = 0, minute = 0, second = 0] = parts
    .slice(0, depth + 1)
    .map((part, index) => (index === depth ? part + count : part));
  return Date.UTC(year, month, day, hour, minute, second) / 1000;
}

/** The number that a calendar shows for a unit: 2026, 3 for March, 10, 5. */
export function calendarPart(unit: CalendarUnit, time: number): number {
  const date = new Date(time * 1000);
  switch (unit) {
    case 'year':
      return date.getUTCFullYear();
    case 'month':
      return date.getUTCMonth() + 1;
    case 'day':
      return date.getUTCDate();
    case 'hour':
      return date.getUTCHours();
    case 'minute':
      return date.getUTCMinutes();
    case 'second':
      return date.getUTCSeconds();
  }
}

/** Starts of the units that overlap `[from, to)`. */
export function unitsBetween(unit: CalendarUnit, from: number, to: number): number[] {
  const starts: number[] = [];
  for (let start = startOf(unit, from); start < to; start = later(unit, start, 1)) {
    starts.push(start);
  }
  return starts;
}
