/** Time-series buckets: whole minutes, aligned to the epoch, no more than the panel can show. */
import type { TimeRange } from '../engines/engine';

/** Flow records are sums over up to a minute: narrower buckets would show the recording, not the traffic. */
const narrowestSeconds = 60;

/** Width of a bucket in seconds: the wished interval rounded up to whole minutes, wider if that makes too many buckets. */
export function bucketSeconds(range: TimeRange, intervalMs: number, maxDataPoints: number): number {
  const wished = Math.ceil(Math.max(intervalMs, 1) / 1000 / narrowestSeconds) * narrowestSeconds;
  const fewEnough =
    Math.ceil((range.to - range.from) / Math.max(maxDataPoints, 1) / narrowestSeconds) * narrowestSeconds;
  return Math.max(narrowestSeconds, wished, fewEnough);
}

/** Seconds of a bucket that lie in the range: what a rate is divided by. */
export function secondsInRange(bucket: number, width: number, range: TimeRange): number {
  return Math.max(1, Math.min(bucket + width, range.to) - Math.max(bucket, range.from));
}
