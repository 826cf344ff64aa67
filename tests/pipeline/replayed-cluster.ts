/** A cluster with known truth behind an API server: its state is that of the time by a clock that the test sets. */
import { isRecord, recordsIn, textIn, type JsonRecord } from '../../backend/kubernetes/json-record';
import type { Node, Pod } from '../../demo/cluster/inventory';
import { watchNodes, watchPods, type Sighting } from '../../demo/kube/watch';
import { KubernetesDouble } from '../kubernetes-double/api-server';
import type { Resource } from '../kubernetes-double/object-store';
import { SimulatedClock } from './simulated-clock';

export interface ReplayOptions {
  nodes: readonly Node[];
  pods: readonly Pod[];
  /** Epoch seconds of the first state and of the last event. */
  from: number;
  to: number;
}

export class ReplayedCluster {
  readonly clock: SimulatedClock;
  readonly double: KubernetesDouble;
  private readonly sightings: Sighting[];

  private constructor(double: KubernetesDouble, sightings: Sighting[], clock: SimulatedClock) {
    this.double = double;
    this.sightings = sightings;
    this.clock = clock;
  }

  static async start({ nodes, pods, ...watch }: ReplayOptions): Promise<ReplayedCluster> {
    const clock = new SimulatedClock(watch.from);
    const sightings = [...watchNodes(nodes, watch), ...watchPods(pods, { ...watch, unbroken: true })].sort((a, b) =>
      a.observedAt < b.observedAt ? -1 : 1
    );
    // Asked for the date of each answer.
    const now = (): number => {
      const ms = clock.now();
      cluster.bring(ms);
      return ms;
    };
    const cluster = new ReplayedCluster(await KubernetesDouble.start({ now }), sightings, clock);
    return cluster;
  }

  stop(): Promise<void> {
    return this.double.stop();
  }

  /** All that happened before that millisecond is there. */
  private bring(ms: number): void {
    for (let next = this.sightings[0]; next !== undefined; next = this.sightings[0]) {
      if (Date.parse(next.observedAt) >= ms) {
        return;
      }
      this.sightings.shift();
      const { type, object } = next;
      const objects = type === 'LIST' ? recordsOf(object) : [object];
      objects.forEach((item) => this.double.apply(type === 'LIST' ? 'ADDED' : type, resourceOf(item), item));
    }
  }
}

function recordsOf(list: unknown): JsonRecord[] {
  return isRecord(list) ? recordsIn(list, 'items') : [];
}

function resourceOf(object: JsonRecord): Resource {
  return textIn(object, 'kind') === 'Node' ? 'nodes' : 'pods';
}
