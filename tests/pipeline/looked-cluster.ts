/** A cluster with known truth behind an API server, looked at by the once-collector at the times of a schedule. */
import { collectOnce, type CollectedOnce } from '../../backend/kubernetes/collect/collect-once';
import { isRecord, recordsIn, textIn, type JsonRecord } from '../../backend/kubernetes/json-record';
import { openLiveHistory } from '../../backend/history/store/live';
import type { AwsSettings } from '../../backend/aws/aws-settings';
import type { Node, Pod } from '../../demo/cluster/inventory';
import { watchNodes, watchPods, type Sighting } from '../../demo/kube/watch';
import { accessToDouble } from '../kubernetes-double/access';
import { KubernetesDouble } from '../kubernetes-double/api-server';
import type { Resource } from '../kubernetes-double/object-store';

export interface LookedOptions {
  nodes: readonly Node[];
  pods: readonly Pod[];
  /** Epoch seconds of the first state and of the last event. */
  from: number;
  to: number;
  history: { location: string; aws: () => AwsSettings };
}

export class LookedCluster {
  readonly double: KubernetesDouble;
  /** Epoch milliseconds: the clock of server and collector. */
  private now: number;
  private readonly sightings: Sighting[];
  private readonly history: LookedOptions['history'];

  private constructor(double: KubernetesDouble, { nodes, pods, history, ...watch }: LookedOptions, clock: Clock) {
    this.double = double;
    this.history = history;
    this.now = watch.from * 1000;
    clock.now = () => this.now;
    this.sightings = [...watchNodes(nodes, watch), ...watchPods(pods, { ...watch, unbroken: true })].sort((a, b) =>
      a.observedAt < b.observedAt ? -1 : 1
    );
  }

  static async start(options: LookedOptions): Promise<LookedCluster> {
    const clock: Clock = { now: () => 0 };
    const double = await KubernetesDouble.start({ now: () => clock.now() });
    return new LookedCluster(double, options, clock);
  }

  /** What the schedule starts: all that happened before that second is there, and the lists are of that second. */
  async look(second: number, signal: AbortSignal): Promise<CollectedOnce> {
    this.bring(second * 1000);
    // A collector lists in the second after the one in which it began. Time goes on with each look at the clock.
    this.now = second * 1000 - 15;
    const now = (): number => (this.now += 3);
    return collectOnce(
      {
        access: accessToDouble(this.double, 'demo'),
        openHistory: (within) => openLiveHistory({ ...this.history, cluster: 'demo', now }, within),
        now,
        pageSize: 50,
        backoff: { firstMs: 5 },
      },
      signal
    );
  }

  stop(): Promise<void> {
    return this.double.stop();
  }

  private bring(until: number): void {
    for (let next = this.sightings[0]; next !== undefined; next = this.sightings[0]) {
      if (Date.parse(next.observedAt) >= until) {
        return;
      }
      this.sightings.shift();
      const { type, object } = next;
      const objects = type === 'LIST' ? recordsOf(object) : [object];
      objects.forEach((item) => this.double.apply(type === 'LIST' ? 'ADDED' : type, resourceOf(item), item));
    }
  }
}

interface Clock {
  now: () => number;
}

function recordsOf(list: unknown): JsonRecord[] {
  return isRecord(list) ? recordsIn(list, 'items') : [];
}

function resourceOf(object: JsonRecord): Resource {
  return textIn(object, 'kind') === 'Node' ? 'nodes' : 'pods';
}
