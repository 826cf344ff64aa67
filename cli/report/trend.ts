/** Cross-zone traffic by sender in time, and what it would come to in a month. Pure. */
import type { Dimension } from '../../src/shared/dimensions';
import type { Answer } from '../../backend/traffic/service';
import { answerRows, endOf } from './answer-rows';

/** One sender of cross-zone traffic, or the rest of them. */
export interface Sender {
  name: string;
  isRest: boolean;
  bytes: number;
  cost: number;
  /** Bytes of each bucket of the trend. */
  buckets: number[];
}

export interface Trend {
  bucketMs: number;
  /** Starts of all buckets of the range, epoch milliseconds. */
  times: number[];
  /** The most bytes first, the rest beyond the listed ones last. */
  senders: Sender[];
}

/** A month by what was seen. */
export interface MonthEstimate {
  cost: number;
  /** What it is taken from: hours of the range that are complete. */
  hours: number;
  /** First and last instant of traffic, if the range has more than a bucket without any at an end. */
  seenOnly: { from: number; to: number } | null;
}

/** 365 days of 24 hours in 12 months. */
export const hoursAMonth = 730;
const hour = 3_600_000;

export function trendOf(
  answer: Answer,
  sender: Dimension,
  { range, bucketMs }: { range: { from: number; to: number }; bucketMs: number }
): Trend {
  const first = Math.floor(range.from / bucketMs);
  const count = Math.max(1, Math.ceil(range.to / bucketMs) - first);
  const senders = new Map<string, Sender>();
  for (const row of answerRows(answer)) {
    const { name, isRest } = endOf(row, 'source', [sender]);
    const known = senders.get(name);
    const entry = known ?? { name, isRest, bytes: 0, cost: 0, buckets: new Array<number>(count).fill(0) };
    senders.set(name, entry);
    const bytes = row.number('bytes');
    const bucket = Math.floor(row.number('time') / bucketMs) - first;
    entry.bytes += bytes;
    entry.cost += row.number('cost');
    entry.buckets[bucket] = (entry.buckets[bucket] ?? 0) + bytes;
  }
  const most = (left: Sender, right: Sender): number =>
    Number(left.isRest) - Number(right.isRest) || right.bytes - left.bytes;
  return {
    bucketMs,
    times: Array.from({ length: count }, (_, index) => (first + index) * bucketMs),
    senders: [...senders.values()].sort(most),
  };
}

/** Cross-zone bytes of each bucket. */
export function bucketTotals({ senders, times }: Trend): number[] {
  return times.map((_, index) => senders.reduce((sum, { buckets }) => sum + (buckets[index] ?? 0), 0));
}

/**
 * The cost of 730 hours like the complete ones of the range; buckets that still fill up would make it too low. Null if no
 * bucket is complete or nothing crossed zones.
 * @param incompleteSince epoch milliseconds, or null
 */
export function monthEstimate(
  trend: Trend,
  range: { from: number; to: number },
  { cost, bytes, incompleteSince }: { cost: number; bytes: number; incompleteSince: number | null }
): MonthEstimate | null {
  const { times, bucketMs } = trend;
  const totals = bucketTotals(trend);
  const end = (index: number): number => Math.min((times[index] ?? 0) + bucketMs, range.to);
  const isComplete = times.map((_, index) => incompleteSince === null || end(index) <= incompleteSince);
  const completeBytes = totals.reduce((sum, total, index) => sum + (isComplete[index] ? total : 0), 0);
  const last = isComplete.lastIndexOf(true);
  if (last < 0 || bytes === 0) {
    return null;
  }
  const hours = (end(last) - range.from) / hour;
  const filled = totals.flatMap((total, index) => (total > 0 && isComplete[index] ? [index] : []));
  const [firstFilled = 0, lastFilled = last] = [filled[0], filled.at(-1)];
  const isGappy = firstFilled > 1 || lastFilled < last - 1;
  return {
    cost: (cost * (completeBytes / bytes) * hoursAMonth) / hours,
    hours,
    seenOnly: isGappy ? { from: Math.max(times[firstFilled] ?? 0, range.from), to: end(lastFilled) } : null,
  };
}
