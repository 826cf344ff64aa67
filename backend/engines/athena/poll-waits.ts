/** When to ask next whether a query is done: by the time it has run and by how long such queries ran before. Pure. */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/**
 * Milliseconds to wait. A wait in proportion to the time already run costs a query at most that share of its time, and a
 * long one few calls: at 15 ms a call 25 for 20 s where nothing is known. Queries that were done within seconds before are
 * asked for more often from the start; those that never were, seldom until they have run most of their shortest time.
 * @param earlier how long the same kind of query ran, milliseconds
 */
export function waitMs(elapsedMs: number, earlier: readonly number[]): number {
  return Math.min(elapsedMs < longMs ? most.usual : most.long, share(elapsedMs, earlier));
}

function share(elapsedMs: number, earlier: readonly number[]): number {
  const soonest = Math.min(...earlier);
  if (earlier.length > 0 && soonest > shortMs && elapsedMs < soonest) {
    const untilLikely = soonest * likelyShare - elapsedMs;
    return untilLikely > firstMs
      ? Math.min(untilLikely, Math.max(firstMs, elapsedMs * early.unknown))
      : Math.max(firstMs, elapsedMs * late.expected);
  }
  const isShort = soonest <= shortMs;
  if (elapsedMs < shortMs) {
    return isShort ? Math.max(soonMs, elapsedMs * early.short) : Math.max(firstMs, elapsedMs * early.unknown);
  }
  return elapsedMs * (isShort ? late.short : late.unknown);
}

const shortMs = 2_000;
const firstMs = 80;
const soonMs = 40;
/** Grafana gives an alert 30 s: an end at 27 s must not be seen after that. */
const most = { usual: 2_200, long: 10_000 };
const longMs = 60_000;
/** From here on of its shortest time a query may well be done. */
const likelyShare = 0.7;
const early = { unknown: 0.4, short: 0.08 };
const late = { unknown: 0.145, short: 0.115, expected: 0.05 };

interface Earlier {
  ms: number[];
  hasPages: boolean;
}

const mostShapes = 500;
const mostTimes = 6;

/** What became of earlier statements that differ only in their values: how long they ran, and whether they gave much. */
export class EarlierRuns {
  private readonly byShape = new LRUCache<string, Earlier>({ max: mostShapes });

  of(sql: string): Readonly<Earlier> {
    return this.byShape.get(shapeOf(sql)) ?? { ms: [], hasPages: false };
  }

  add(sql: string, ms: number, hasPages: boolean): void {
    const { ms: times } = this.of(sql);
    this.byShape.set(shapeOf(sql), { ms: [ms, ...times].slice(0, mostTimes), hasPages });
  }
}

/** A digest of the statement without its numbers and texts. */
function shapeOf(sql: string): string {
  return createHash('sha256')
    .update(sql.replaceAll(/'(?:[^']|'')*'|\b\d+\b/g, '?'))
    .digest('base64');
}
