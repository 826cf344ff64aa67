/** Starts a query so that its ID is learned even when answers get lost: the same token names the same query. */
import type { StartQueryExecutionCommandInput } from '@aws-sdk/client-athena';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isPassing, isThrottling } from '../../aws/aws-error';
import type { AthenaApi } from './api';

/** Tries of which no answer came are repeated this long after nobody waits any more. */
const afterAbortMs = 30_000;
const mostTries = 10;
const firstWaitMs = 200;
const mostWaitMs = 8_000;

/**
 * An abort ends the trying as soon as it is sure that no query was started; until then the ID is still looked for, so
 * that the query can be stopped. Errors: as AthenaApi.failure; the abort's reason.
 */
export async function startQuery(
  api: Pick<AthenaApi, 'start' | 'failure'>,
  input: StartQueryExecutionCommandInput,
  signal: AbortSignal
): Promise<string> {
  const withToken = { ...input, ClientRequestToken: randomUUID() };
  /** True if a try may have started the query without telling. */
  let uncertain = false;
  let abortedAt: number | null = null;
  for (let tries = 1; ; tries += 1) {
    if (!uncertain) {
      signal.throwIfAborted();
    }
    try {
      return await api.start(withToken);
    } catch (error) {
      uncertain ||= isPassing(error) && !isThrottling(error);
      abortedAt ??= signal.aborted ? performance.now() : null;
      const isLate = abortedAt !== null && (!uncertain || performance.now() - abortedAt > afterAbortMs);
      if (isLate || !isPassing(error) || (abortedAt === null && tries >= mostTries)) {
        if (!uncertain) {
          signal.throwIfAborted();
        }
        throw api.failure(error, { action: 'athena:StartQueryExecution', of: input.WorkGroup });
      }
      const longest = Math.min(mostWaitMs, firstWaitMs * 2 ** (tries - 1));
      const pause = longest * (0.25 + 0.75 * Math.random());
      await sleep(pause, undefined, uncertain ? {} : { signal }).catch(() => undefined);
    }
  }
}
