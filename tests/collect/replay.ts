/** Plays what somebody saw of the synthetic cluster to a collector, through an API server, at the times at which it happened. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../../demo/cluster/cluster';
import { watchNodes, watchPods, type Sighting } from '../../demo/kube/watch';
import { isRecord, recordIn, recordsIn, textIn, type JsonRecord } from '../../backend/kubernetes/json-record';
import type { KubernetesDouble } from '../kubernetes-double/api-server';
import type { Resource } from '../kubernetes-double/object-store';

/** What is read of a collector: how many events and lists it has taken in. */
export interface Progress {
  events: number;
  lists: number;
}

/** Seconds before the first flow record from which the cluster is watched. */
const watchedBefore = 600;

export class Replay {
  /** Epoch milliseconds: the clock of server and collector. */
  now: number;
  private readonly sightings: Sighting[];
  private readonly double: KubernetesDouble;

  constructor(cluster: Cluster, double: (now: () => number) => KubernetesDouble) {
    const watch = { from: cluster.options.from - watchedBefore, to: cluster.options.to };
    this.sightings = [...watchNodes(cluster.nodes, watch), ...watchPods(cluster.pods, watch)].sort((a, b) =>
      a.observedAt < b.observedAt ? -1 : 1
    );
    this.now = Date.parse(this.sightings[0]?.observedAt ?? '') - 5000;
    this.double = double(() => this.now);
  }

  /** Sets up what the first lists show. */
  begin(): void {
    while (this.sightings[0]?.type === 'LIST') {
      const list = this.sightings.shift();
      recordsOf(list?.object).forEach((item) => this.double.apply('ADDED', resourceOf(item), item));
    }
  }

  /**
   * Each event when the one before was taken in. A list in the middle means that the watch was away: it is cut off, what it
   * would have told is forgotten, and the collector has to list.
   * @param between called now and then, for what is to happen on the way
   */
  async play(
    progress: () => Progress,
    between: (part: number) => Promise<void> = () => Promise.resolve()
  ): Promise<void> {
    const all = this.sightings.length;
    let sent = progress().events;
    for (const [index, { observedAt, type, object }] of this.sightings.entries()) {
      this.now = Date.parse(observedAt);
      if (type === 'LIST') {
        await this.missUntilList(recordsOf(object), progress);
        sent = progress().events;
      } else if (isRecord(object)) {
        this.double.apply(type, resourceOf(object), object);
        sent++;
        await until(() => progress().events >= sent);
      }
      if (index % 50 === 0) {
        const before = progress().events;
        await between(index / all);
        sent += progress().events - before;
      }
    }
  }

  private async missUntilList(items: JsonRecord[], progress: () => Progress): Promise<void> {
    const { lists } = progress();
    this.double.endWatches('cut');
    const shown = new Set(items.map((item) => textIn(recordIn(item, 'metadata'), 'uid')));
    for (const json of this.double.store.list('pods', 0, '').items) {
      const known: unknown = JSON.parse(json);
      if (isRecord(known) && !shown.has(textIn(recordIn(known, 'metadata'), 'uid'))) {
        this.double.apply('DELETED', 'pods', known);
      }
    }
    items.forEach((item) => this.double.apply('MODIFIED', 'pods', item));
    this.double.store.compact();
    await until(() => progress().lists >= lists + 2 && this.double.openWatches === 2);
  }
}

export async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (!condition()) {
    if (Date.now() > deadline) {
      throw new Error(`never: ${condition.toString()}`);
    }
    await sleep(1);
  }
}

function recordsOf(list: unknown): JsonRecord[] {
  return isRecord(list) ? recordsIn(list, 'items') : [];
}

function resourceOf(object: JsonRecord): Resource {
  return textIn(object, 'kind') === 'Node' ? 'nodes' : 'pods';
}
