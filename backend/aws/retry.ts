/** Tries AWS calls again for what passes: throttling, server failures, cut connections. One place for all clients. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isPassing, isThrottling } from './aws-error';

export interface RetryOptions {
  /** All attempts, the first included. */
  attempts?: number;
  /** Longest wait before the second attempt; doubles from then on. For tests. */
  firstWaitMs?: number;
}

const mostWaitMs = 8_000;

/**
 * Runs the work until it succeeds, fails for good or has failed `attempts` times; the last failure is thrown as it is. Each
 * wait is a random part of its longest (full jitter), so that many callers do not come back together. An abort ends a wait.
 */
export async function withRetries<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  { attempts = 6, firstWaitMs = 100 }: RetryOptions = {}
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      // An abort's own reason tells a time limit from a closed panel; clients only say that they were aborted.
      signal.throwIfAborted();
      if (attempt >= attempts || !isPassing(error)) {
        throw error;
      }
      const longest = firstWaitMs * 2 ** (attempt - 1) * (isThrottling(error) ? throttledFactor : 1);
      await sleep(Math.random() * Math.min(mostWaitMs, longest), undefined, { signal }).catch(() => undefined);
    }
  }
}

const throttledFactor = 4;
