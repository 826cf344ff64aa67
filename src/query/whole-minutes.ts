/** Ranges that end now, cut to whole minutes: what is asked again within a minute is then the same question. */
import { dateTime, type DateTime, type TimeRange } from '@grafana/data';

const minuteMs = 60_000;

/**
 * Panels of a dashboard, its refreshes and its other viewers ask a moment apart. Flow records are of minutes and the last of
 * them is never whole, so nothing is lost; caches and Athena's reuse of results have something to find. Fixed ends stay as
 * they are, and so does a range that would be empty.
 */
export function inWholeMinutes(range: TimeRange): TimeRange {
  const from = isRelative(range.raw.from) ? wholeMinute(range.from) : range.from;
  const to = isRelative(range.raw.to) ? wholeMinute(range.to) : range.to;
  return from.valueOf() < to.valueOf() ? { ...range, from, to } : range;
}

function isRelative(end: DateTime | string): boolean {
  return typeof end === 'string' && end.includes('now');
}

function wholeMinute(time: DateTime): DateTime {
  return dateTime(Math.floor(time.valueOf() / minuteMs) * minuteMs);
}
