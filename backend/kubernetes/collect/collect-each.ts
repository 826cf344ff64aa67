/** One look at each of several clusters, one after another: one that fails does not keep the others from being written. */
import { toZoneFlowError, ZoneFlowError } from '../../errors';
import { limitedTo } from '../../time-limit';
import { accessTo, historyOf, type ClusterSource } from './cluster-source';
import { collectOnce, type CollectedOnce } from './collect-once';

export interface CollectEachOptions {
  signal: AbortSignal;
  /** Milliseconds for all of them. Each gets its share of what is left, so that one that is silent does not take all. */
  timeMs?: number;
}

export interface CollectedEach {
  looks: CollectedOnce[];
  failures: Array<{ cluster: string; failure: ZoneFlowError }>;
}

/** Fails only with the signal's reason; what fails for one cluster is among the failures (timed_out, those of collectOnce). */
export async function collectEach(
  sources: readonly ClusterSource[],
  { signal, timeMs }: CollectEachOptions
): Promise<CollectedEach> {
  const began = performance.now();
  const collected: CollectedEach = { looks: [], failures: [] };
  for (const [index, source] of sources.entries()) {
    signal.throwIfAborted();
    const left = timeMs === undefined ? undefined : timeMs - (performance.now() - began);
    const share = left === undefined ? undefined : Math.max(1, Math.floor(left / (sources.length - index)));
    const inTime = share === undefined ? signal : limitedTo(share, signal);
    try {
      const access = accessTo(source);
      collected.looks.push(await collectOnce({ access, openHistory: historyOf(source) }, inTime));
    } catch (error) {
      signal.throwIfAborted();
      const failure =
        share !== undefined && inTime.aborted ? outOfTime(source.cluster, share, error) : toZoneFlowError(error);
      collected.failures.push({ cluster: source.cluster, failure });
    }
  }
  return collected;
}

function outOfTime(cluster: string, ms: number, cause: unknown): ZoneFlowError {
  return new ZoneFlowError('timed_out', `The look at ${cluster} was not done after ${(ms / 1000).toFixed(1)} s`, {
    remedy:
      'Nothing of it was lost but this look; give it more time, or find out why the cluster or the bucket is slow.',
    cause,
  });
}
