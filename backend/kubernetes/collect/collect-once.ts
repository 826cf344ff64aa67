/** One look at a cluster, written into its history: for a schedule, or a function that runs every few minutes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { toZoneFlowError } from '../../errors';
import type { Resource } from '../../history/row';
import { ApiClient } from '../api/api-client';
import type { ApiAccess } from '../api/api-access';
import type { BackoffOptions } from '../api/backoff';
import { isGone } from '../api/api-failure';
import { listResource } from '../api/list-resource';
import { ReadingContext } from '../reading-context';
import { ClusterRecorder } from './cluster-recorder';
import type { LiveHistory } from '../../history/store/live';

export interface CollectOnceOptions {
  access: ApiAccess;
  openHistory: (signal: AbortSignal) => Promise<LiveHistory>;
  /** For tests. */
  now?: () => number;
  pageSize?: number;
  backoff?: BackoffOptions;
}

export interface CollectedOnce {
  cluster: string;
  pods: number;
  nodes: number;
  rows: number;
  files: number;
  bytes: number;
  requests: number;
  seconds: number;
  warnings: string[];
}

/** A list that takes longer than its continue token lives (about five minutes) is begun anew this often. */
const attemptsOfList = 3;

/**
 * Lists pods and nodes, writes them, and merges files where there are many. Without the right to list nodes it goes on and says so: zones then come from the
 * subnets. Errors: cluster_missing, cluster_denied, cluster_unreachable, cluster_failed, throttled, those of AWS and of the
 * history.
 */
export async function collectOnce(options: CollectOnceOptions, signal: AbortSignal): Promise<CollectedOnce> {
  const { access, openHistory, pageSize, backoff } = options;
  const began = performance.now();
  const warnings: string[] = [];
  const client = new ApiClient(access, { ...(options.now && { now: options.now }) });
  const history = await openHistory(signal);
  try {
    const recorder = new ClusterRecorder({
      ledger: history.ledger,
      context: new ReadingContext(),
      now: () => client.now(),
      sleep: (ms) => sleep(ms, undefined, { signal }),
      onFailed: () => undefined,
      onWorking: () => undefined,
      onListed: () => undefined,
    });
    const list = async (resource: Resource): Promise<number> => {
      const follower = recorder.follower(resource);
      for (let attempt = 1; ; attempt++) {
        const at = await follower.listing();
        try {
          const { objects } = await listResource(
            {
              client,
              resource,
              onItem: (item) => follower.item(item, at),
              ...(pageSize !== undefined && { pageSize }),
              ...(backoff !== undefined && { backoff }),
            },
            signal
          );
          follower.listed(at, objects);
          return objects;
        } catch (error) {
          if (!isGone(error) || attempt >= attemptsOfList) {
            throw error;
          }
        }
      }
    };
    const pods = await list('pods');
    const nodes = await list('nodes').catch((error: unknown) => {
      const failure = toZoneFlowError(error);
      if (failure.code !== 'cluster_denied') {
        throw error;
      }
      warnings.push(`Nodes are not in this look, so zones come from subnets alone: ${failure.sentence}`);
      return 0;
    });
    const written = await history.write(signal);
    // A look a minute is a file a minute. What was seen is written: a merge that fails is made by a later look.
    await history.compact(signal).catch((error: unknown) => {
      warnings.push(`Files of the history were not merged: ${toZoneFlowError(error).sentence}`);
    });
    return {
      cluster: access.cluster,
      pods,
      nodes,
      ...written,
      requests: client.counts.requests,
      seconds: (performance.now() - began) / 1000,
      warnings,
    };
  } finally {
    client.close();
    await history.close();
  }
}
