/** A cluster with known truth, looked at by the once-collector at the times of a schedule. */
import { collectOnce, type CollectedOnce } from '../../backend/kubernetes/collect/collect-once';
import { openLiveHistory } from '../../backend/history/store/live';
import type { AwsSettings } from '../../backend/aws/aws-settings';
import { accessToDouble } from '../kubernetes-double/access';
import { ReplayedCluster, type ReplayOptions } from './replayed-cluster';

export interface LookedOptions extends ReplayOptions {
  history: { location: string; aws: () => AwsSettings };
}

export class LookedCluster {
  private readonly cluster: ReplayedCluster;
  private readonly history: LookedOptions['history'];

  private constructor(cluster: ReplayedCluster, history: LookedOptions['history']) {
    this.cluster = cluster;
    this.history = history;
  }

  static async start({ history, ...replay }: LookedOptions): Promise<LookedCluster> {
    return new LookedCluster(await ReplayedCluster.start(replay), history);
  }

  /** What the schedule starts. */
  look(second: number, signal: AbortSignal): Promise<CollectedOnce> {
    const { clock } = this.cluster;
    // A collector lists in the second after the one in which it began.
    clock.set(second * 1000 - 15);
    const now = (): number => clock.now();
    return collectOnce(
      {
        access: accessToDouble(this.cluster.double, 'demo'),
        openHistory: (within) => openLiveHistory({ ...this.history, cluster: 'demo', now }, within),
        now,
        pageSize: 50,
        backoff: { firstMs: 5 },
      },
      signal
    );
  }

  stop(): Promise<void> {
    return this.cluster.stop();
  }
}
