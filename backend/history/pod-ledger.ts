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
  private readonly pods = new Map<string, PodFacts>();

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
      mergeAddress(pod, { address, firstSeen: at, readyAt: sighting.readyAt });
    }
    pod.startTime = earliest(pod.startTime, sighting.startTime);
    pod.deletionTimestamp = earliest(pod.deletionTimestamp, sighting.deletionTimestamp);
    if (sighting.terminal) {
      // An evicted pod has no containers that could tell when it ended.
      pod.finishedAt = earliest(pod.finishedAt, sighting.containersEndedAt ?? Math.ceil(moment.at / 1000));
    }
    return pod;
  }

  deleted(sighting: PodSighting, moment: Moment): void {
    const pod = this.seen(sighting, moment);
    pod.deletedAt = earliest(pod.deletedAt, deletionOf(sighting, moment));
  }

  restore(row: PodRow): void {
    const pod = this.merged({ ...row, workloadKind: row.workload_kind }, row.first_seen, row.last_seen);
    if (row.address !== '') {
      mergeAddress(pod, { address: row.address, firstSeen: row.first_seen, readyAt: row.ready_at });
    }
    pod.startTime = earliest(pod.startTime, row.start_time);
    pod.finishedAt = earliest(pod.finishedAt, row.finished_at);
    pod.deletedAt = earliest(pod.deletedAt, row.deleted_at);
    pod.deletionTimestamp = earliest(pod.deletionTimestamp, row.deletion_timestamp);
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
      return facts;
    }
    if (lastSeen > known.lastSeen || (lastSeen === known.lastSeen && isGreater(texts, known))) {
      Object.assign(known, { namespace, pod, workload, workloadKind, labels });
    }
    // A pod is bound to one node for good; only the sightings before that lack it.
    known.node = node > known.node ? node : known.node;
    known.firstSeen = Math.min(known.firstSeen, firstSeen);
    known.lastSeen = Math.max(known.lastSeen, lastSeen);
    return known;
  }
}

type PodTexts = Pick<PodSighting, 'uid' | 'namespace' | 'pod' | 'workload' | 'workloadKind' | 'node' | 'labels'>;

/** Two sightings of one second: any rule will do that does not depend on which came first. */
function isGreater(a: PodTexts, b: PodTexts): boolean {
  const first = [a.labels, a.workload, a.workloadKind, a.namespace, a.pod];
  const second = [b.labels, b.workload, b.workloadKind, b.namespace, b.pod];
  const different = first.findIndex((text, index) => text !== second[index]);
  return different >= 0 && (first[different] ?? '') > (second[different] ?? '');
}

function mergeAddress(pod: PodFacts, facts: AddressFacts): void {
  const known = pod.addresses.find(({ address }) => address === facts.address);
  if (known) {
    known.firstSeen = Math.min(known.firstSeen, facts.firstSeen);
    known.readyAt = earliest(known.readyAt, facts.readyAt);
  } else {
    pod.addresses.push(facts);
  }
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
