/**
 * Folds sightings of pods, by UID, into facts that merge by minimum and maximum: whatever is seen twice, or in another
 * order, or read back from stored rows, gives the same facts and so the same intervals.
 */
import { earliest } from './bounds';
import type { PodRow } from './row';
import type { Moment, PodSighting } from './sighting';

export interface AddressFacts {
  address: string;
  firstSeen: number;
  readyAt: number | null;
}

export interface PodFacts {
  uid: string;
  namespace: string;
  pod: string;
  workload: string;
  workloadKind: string;
  node: string;
  labels: string;
  addresses: AddressFacts[];
  firstSeen: number;
  lastSeen: number;
  startTime: number | null;
  finishedAt: number | null;
  deletedAt: number | null;
  deletionTimestamp: number | null;
}

export class PodLedger {
  /** Pods of which more is known than when they were last taken; empty unless changes are tracked. */
  readonly changed = new Set<PodFacts>();
  private readonly pods = new Map<string, PodFacts>();
  private readonly tracksChanges: boolean;

  constructor(tracksChanges = false) {
    this.tracksChanges = tracksChanges;
  }

  get size(): number {
    return this.pods.size;
  }

  facts(): IterableIterator<PodFacts> {
    return this.pods.values();
  }

  seen(sighting: PodSighting, moment: Moment): PodFacts {
    const at = Math.floor(moment.at / 1000);
    const pod = this.merged(sighting, at, at);
    for (const address of sighting.addresses) {
      this.mergeAddress(pod, { address, firstSeen: at, readyAt: sighting.readyAt });
    }
    this.lower(pod, 'startTime', sighting.startTime);
    this.lower(pod, 'deletionTimestamp', sighting.deletionTimestamp);
    if (sighting.terminal) {
      // An evicted pod has no containers that could tell when it ended.
      this.lower(pod, 'finishedAt', sighting.containersEndedAt ?? Math.ceil(moment.at / 1000));
    }
    return pod;
  }

  deleted(sighting: PodSighting, moment: Moment): void {
    this.goneBy(this.seen(sighting, moment), deletionOf(sighting, moment));
  }

  /** A complete list or an event showed that the pod was gone at that second. */
  goneBy(pod: PodFacts, second: number): void {
    this.lower(pod, 'deletedAt', second);
  }

  restore(row: PodRow): PodFacts {
    const pod = this.merged({ ...row, workloadKind: row.workload_kind }, row.first_seen, row.last_seen);
    if (row.address !== '') {
      this.mergeAddress(pod, { address: row.address, firstSeen: row.first_seen, readyAt: row.ready_at });
    }
    this.lower(pod, 'startTime', row.start_time);
    this.lower(pod, 'finishedAt', row.finished_at);
    this.lower(pod, 'deletedAt', row.deleted_at);
    this.lower(pod, 'deletionTimestamp', row.deletion_timestamp);
    return pod;
  }

  /** Of no use to the rows of others any more. */
  forget(pod: PodFacts): void {
    this.pods.delete(pod.uid);
    this.changed.delete(pod);
  }

  private note(pod: PodFacts): void {
    if (this.tracksChanges) {
      this.changed.add(pod);
    }
  }

  private lower(pod: PodFacts, fact: LoweredFact, value: number | null): void {
    const lowest = earliest(pod[fact], value);
    if (lowest !== pod[fact]) {
      pod[fact] = lowest;
      this.note(pod);
    }
  }

  private mergeAddress(pod: PodFacts, facts: AddressFacts): void {
    const known = pod.addresses.find(({ address }) => address === facts.address);
    if (known === undefined) {
      pod.addresses.push(facts);
      this.note(pod);
      return;
    }
    const readyAt = earliest(known.readyAt, facts.readyAt);
    if (facts.firstSeen < known.firstSeen || readyAt !== known.readyAt) {
      known.firstSeen = Math.min(known.firstSeen, facts.firstSeen);
      known.readyAt = readyAt;
      this.note(pod);
    }
  }

  private merged(texts: PodTexts, firstSeen: number, lastSeen: number): PodFacts {
    const { uid, namespace, pod, workload, workloadKind, node, labels } = texts;
    const known = this.pods.get(uid);
    if (!known) {
      const facts: PodFacts = {
        uid,
        namespace,
        pod,
        workload,
        workloadKind,
        node,
        labels,
        addresses: [],
        firstSeen,
        lastSeen,
        startTime: null,
        finishedAt: null,
        deletedAt: null,
        deletionTimestamp: null,
      };
      this.pods.set(uid, facts);
      this.note(facts);
      return facts;
    }
    const difference = lastSeen < known.lastSeen ? 0 : firstDifference(texts, known);
    if (difference > 0 || (difference < 0 && lastSeen > known.lastSeen)) {
      Object.assign(known, { namespace, pod, workload, workloadKind, labels });
      this.note(known);
    }
    if (node > known.node || firstSeen < known.firstSeen) {
      // A pod is bound to one node for good; only the sightings before that lack it.
      known.node = node > known.node ? node : known.node;
      known.firstSeen = Math.min(known.firstSeen, firstSeen);
      this.note(known);
    }
    known.lastSeen = Math.max(known.lastSeen, lastSeen);
    return known;
  }
}

type PodTexts = Pick<PodSighting, 'uid' | 'namespace' | 'pod' | 'workload' | 'workloadKind' | 'node' | 'labels'>;

type LoweredFact = 'startTime' | 'finishedAt' | 'deletedAt' | 'deletionTimestamp';

/**
 * Below 0, 0 or above 0 as texts that are compared one by one. Of two sightings of one second the greater holds: any rule
 * will do that does not depend on which came first.
 */
function firstDifference(a: PodTexts, b: PodTexts): number {
  for (const name of ['labels', 'workload', 'workloadKind', 'namespace', 'pod'] as const) {
    if (a[name] !== b[name]) {
      return a[name] > b[name] ? 1 : -1;
    }
  }
  return 0;
}

/**
 * A DELETED event that carries no time (kubectl's watch) came at or after the newest time in its stream. The last
 * container's end is nearest to the truth; then deletionTimestamp, because an end that is late is cut by the address's
 * next owner while one that is early loses traffic; then the stream's newest time.
 */
function deletionOf(sighting: PodSighting, moment: Moment): number {
  const observed = Math.ceil(moment.at / 1000);
  return moment.exact ? observed : (sighting.containersEndedAt ?? sighting.deletionTimestamp ?? observed);
}
