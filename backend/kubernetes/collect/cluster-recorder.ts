/**
 * Writes down in a cluster's ledger what its API server tells: who was seen when, which lists were complete, and during
 * which time a watch would have shown every change. Times without a watch stay gaps.
 */
import type { HistoryLedger } from '../../history/ledger';
import type { Resource } from '../../history/row';
import type { Follower } from '../api/follow-resource';
import type { JsonRecord } from '../json-record';
import { nodeSighting } from '../node-facts';
import { podSighting } from '../pod-facts';
import type { ReadingContext } from '../reading-context';

export interface RecorderOptions {
  ledger: HistoryLedger;
  context: ReadingContext;
  /** Epoch milliseconds. */
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  /** Told of every failure, and that all is well (again). */
  onFailed: (resource: Resource, error: unknown) => void;
  onWorking: (resource: Resource) => void;
  /** A list is complete. */
  onListed: (resource: Resource, objects: number) => void;
}

export interface RecorderCounts {
  lists: number;
  events: number;
  /** Objects of the last complete list. */
  objects: number;
  /** Objects without name or UID. */
  ignored: number;
}

export class ClusterRecorder {
  readonly counts: Record<Resource, RecorderCounts> = { pods: noCounts(), nodes: noCounts() };
  private readonly options: RecorderOptions;
  private readonly stretches = new Map<Resource, { from: number; to: number }>();
  /** Of the newest sighting or list of each resource: time does not run backwards, whatever a clock does. */
  private readonly newest: Record<Resource, number>;

  constructor(options: RecorderOptions) {
    this.options = options;
    // Whoever collected before may have written what he saw in this very second.
    this.newest = { pods: options.now(), nodes: options.now() };
  }

  follower(resource: Resource): Follower {
    return {
      listing: () => this.listing(resource),
      item: (item, at) => this.sighted(resource, item, { at, exact: true }, 'seen'),
      listed: (at, objects) => this.listed(resource, at, objects),
      event: (type, object, exact) => this.event(resource, object, exact, type === 'DELETED' ? 'deleted' : 'seen'),
      caughtUp: () => this.caughtUp(resource),
      failed: (error) => this.options.onFailed(resource, error),
      working: () => this.options.onWorking(resource),
    };
  }

  /** When a watch last told something of a resource, epoch milliseconds; null while none does. */
  watchedUntil(resource: Resource): number | null {
    return this.stretches.get(resource)?.to ?? null;
  }

  /** To be called before the ledger is written: puts down how far the watches have come. */
  note(): void {
    this.noteStretch('pods');
    this.noteStretch('nodes');
  }

  /**
   * A list ends what it lacks and was last seen in an earlier second. What went between the last event and the list must
   * not fall into the same second, or nothing would ever end it.
   */
  private async listing(resource: Resource): Promise<number> {
    this.noteStretch(resource);
    this.stretches.delete(resource);
    const { now, sleep } = this.options;
    const after = (Math.floor(this.newest[resource] / 1000) + 1) * 1000;
    while (now() < after) {
      await sleep(Math.min(1000, after - now()));
    }
    this.newest[resource] = Math.max(this.newest[resource], now());
    return this.newest[resource];
  }

  private listed(resource: Resource, at: number, objects: number): void {
    this.options.ledger.observations.listed(resource, Math.floor(at / 1000));
    this.counts[resource].lists++;
    this.counts[resource].objects = objects;
    this.stretches.set(resource, { from: at, to: at });
    this.options.onListed(resource, objects);
  }

  private event(resource: Resource, object: JsonRecord, exact: boolean, how: 'seen' | 'deleted'): void {
    const at = Math.max(this.newest[resource], this.options.now());
    this.newest[resource] = at;
    this.counts[resource].events++;
    this.sighted(resource, object, { at, exact }, how);
  }

  private noteStretch(resource: Resource): void {
    const stretch = this.stretches.get(resource);
    if (stretch) {
      // Whole seconds within the stretch: two with a moment between them must not become one.
      const [from, to] = [Math.ceil(stretch.from / 1000), Math.floor(stretch.to / 1000)];
      if (to > from) {
        this.options.ledger.observations.watched(resource, from, to);
        // What was written need not be written again: a stretch of days would lie in every one of them.
        stretch.from = to * 1000;
      }
    }
  }

  private caughtUp(resource: Resource): void {
    const stretch = this.stretches.get(resource);
    if (stretch) {
      stretch.to = Math.max(stretch.to, this.options.now());
    }
  }

  private sighted(
    resource: Resource,
    object: JsonRecord,
    moment: { at: number; exact: boolean },
    how: 'seen' | 'deleted'
  ): void {
    const { ledger, context } = this.options;
    if (resource === 'nodes') {
      const node = nodeSighting(object, context);
      if (node) {
        ledger.nodes[how](node, moment);
        return;
      }
    } else {
      const pod = podSighting(object, context);
      if (pod && how === 'deleted') {
        ledger.podDeleted(pod, moment);
        return;
      }
      if (pod) {
        ledger.podSeen(pod, moment);
        return;
      }
    }
    this.counts[resource].ignored++;
  }
}

function noCounts(): RecorderCounts {
  return { lists: 0, events: 0, objects: 0, ignored: 0 };
}
