/** Collects the history of one cluster for as long as it may: follows pods and nodes, writes at intervals and at the end. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../log';
import type { Resource } from '../../history/row';
import { ApiClient } from '../api/api-client';
import type { ApiAccess } from '../api/api-access';
import { Backoff, type BackoffOptions } from '../api/backoff';
import { followResource } from '../api/follow-resource';
import { ReadingContext } from '../reading-context';
import { ClusterRecorder } from './cluster-recorder';
import { StatusBoard, type CollectorStatus, type Part } from './collector-status';
import type { LiveHistory } from '../../history/store/live';
import { timeLimit } from '../../time-limit';

export interface CollectOptions {
  access: ApiAccess;
  openHistory: (signal: AbortSignal) => Promise<LiveHistory>;
  /** Seconds between writes. */
  intervalSeconds: number;
  log: Logger;
  /** Longest time of the last write, at the end. */
  lastWriteMs?: number;
  /** For tests. */
  now?: () => number;
  pageSize?: number;
  watchSeconds?: number;
  backoff?: BackoffOptions;
}

export interface ClusterCollector {
  /** Ends after the signal, when the last write is done; never rejects. */
  run(signal: AbortSignal): Promise<void>;
  status(): CollectorStatus;
}

/** Ended pods are kept this long after they are written, for what is told late. */
const keepSeconds = 600;
const compactEveryMs = 15 * 60_000;
/** The first list is written soon: whoever set it up is waiting to see something. */
const firstWriteMs = 5_000;
/** Who stops a process waits a little longer than this before killing it (Kubernetes 30 s, systemd 90 s). */
const defaultLastWriteMs = 20_000;

export function createCollector(options: CollectOptions): ClusterCollector {
  const { access, openHistory, intervalSeconds } = options;
  const { cluster } = access;
  const log = options.log.with({ cluster });
  const client = new ApiClient(access, { ...(options.now && { now: options.now }) });
  const now = (): number => client.now();
  const board = new StatusBoard(now);
  const counts = { writes: 0, rows: 0, bytes: 0, files: 0 };
  let recorder: ClusterRecorder | null = null;
  let lastList: number | null = null;
  let lastWrite: number | null = null;

  const failed = (part: Part, error: unknown): void => {
    const failure = board.failed(part, error);
    if (failure) {
      const { code, message, remedy, times } = failure;
      log.warn(`Collecting ${part} of ${cluster} fails: ${message}. ${remedy}`, { code, times });
    }
  };
  const working = (part: Part): void => {
    const failure = board.working(part);
    if (failure) {
      const minutes = Math.round((now() - failure.since) / 60_000);
      log.info(`Collecting ${part} of ${cluster} works again after ${minutes} min`, { code: failure.code });
    }
  };

  async function opened(signal: AbortSignal): Promise<LiveHistory | null> {
    const backoff = new Backoff(options.backoff);
    while (!signal.aborted) {
      try {
        const history = await openHistory(signal);
        working('history');
        return history;
      } catch (error) {
        if (!signal.aborted) {
          failed('history', error);
          await backoff.wait(signal, error);
        }
      }
    }
    return null;
  }

  async function write(history: LiveHistory, signal: AbortSignal): Promise<void> {
    try {
      recorder?.note();
      const written = await history.write(signal);
      history.forget(Math.floor(now() / 1000) - keepSeconds);
      lastWrite = now();
      counts.writes++;
      counts.rows += written.rows;
      counts.bytes += written.bytes;
      counts.files += written.files;
      // The first one is what whoever set it up is waiting for.
      log[counts.writes === 1 ? 'info' : 'debug'](`Wrote ${written.rows} rows of ${cluster}`, { ...written });
      working('history');
    } catch (error) {
      if (!signal.aborted) {
        failed('history', error); // nothing is lost: the ledger has it, and the next write writes it
      }
    }
  }

  async function writeAtIntervals(history: LiveHistory, signal: AbortSignal): Promise<void> {
    let compactedAt = now();
    let wait = Math.min(firstWriteMs, intervalSeconds * 1000);
    while (!signal.aborted) {
      await sleep(wait, undefined, { signal }).catch(() => undefined);
      wait = intervalSeconds * 1000;
      if (signal.aborted) {
        return; // the last write is made when nothing is seen any more
      }
      await write(history, signal);
      if (now() - compactedAt > compactEveryMs) {
        compactedAt = now();
        await history.compact(signal).catch((error: unknown) => {
          if (!signal.aborted) {
            failed('history', error);
          }
        });
      }
    }
  }

  return {
    async run(signal) {
      const history = await opened(signal);
      if (history === null) {
        return;
      }
      recorder = new ClusterRecorder({
        ledger: history.ledger,
        context: new ReadingContext(),
        now,
        sleep: (ms) => sleep(ms, undefined, { signal }).catch(() => undefined),
        onFailed: failed,
        onWorking: working,
        onListed: (resource, objects) => {
          lastList = now();
          log.info(`Listed ${objects} ${resource} of ${cluster}`, { resource, objects });
        },
      });
      const seen = recorder;
      const follow = (resource: Resource): Promise<void> => {
        const { pageSize, watchSeconds, backoff } = options;
        return followResource(
          {
            client,
            resource,
            follower: seen.follower(resource),
            ...(pageSize !== undefined && { pageSize }),
            ...(watchSeconds !== undefined && { watchSeconds }),
            ...(backoff !== undefined && { backoff }),
          },
          signal
        );
      };
      await Promise.all([follow('pods'), follow('nodes'), writeAtIntervals(history, signal)]);
      client.close();
      await write(history, timeLimit(options.lastWriteMs ?? defaultLastWriteMs));
      await history.close().catch((error: unknown) => log.warn('The history did not close cleanly', { error }));
      log.info(`Stopped collecting ${cluster}`, { ...counts });
    },

    status() {
      const pods = recorder?.counts.pods;
      const nodes = recorder?.counts.nodes;
      return {
        cluster,
        failures: board.all(),
        lastList,
        lastWrite,
        counts: {
          lists: (pods?.lists ?? 0) + (nodes?.lists ?? 0),
          events: (pods?.events ?? 0) + (nodes?.events ?? 0),
          pods: pods?.objects ?? 0,
          nodes: nodes?.objects ?? 0,
          ...client.counts,
          ...counts,
        },
      };
    },
  };
}
