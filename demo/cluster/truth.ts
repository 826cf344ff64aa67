/** The known truth: every exchange a minute and pair of ends, each byte once, as it left its source. */
import type { ZoneBlueprint } from './blueprint';
import type { Node, Pod } from './inventory';

/** An end as the data source must name it; empty text where a member does not apply. */
export interface TruthEnd {
  kind: 'pod' | 'node' | 'unattributed' | 'external';
  namespace: string;
  workload: string;
  pod: string;
  node: string;
  /** Zone ID; empty outside the network. */
  zone: string;
  address: string;
  uid: string;
}

export interface TruthExchange {
  /** Epoch seconds of the minute in which the record starts. */
  minute: number;
  source: number;
  target: number;
  bytes: number;
  packets: number;
  /** Flow records (egress, accepted). */
  records: number;
}

export interface Truth {
  readonly ends: readonly TruthEnd[];
  readonly exchanges: readonly TruthExchange[];
}

export interface TruthRecorder {
  /** Number of an end, for `add`. */
  end(end: TruthEnd): number;
  add(source: number, target: number, sent: { start: number; bytes: number; packets: number }): void;
  truth(): Truth;
}

const maxEnds = 10_000;

export function createTruthRecorder(): TruthRecorder {
  const ends: TruthEnd[] = [];
  const exchanges = new Map<number, TruthExchange>();
  return {
    end: (end) => ends.push(end) - 1,
    add: (source, target, { start, bytes, packets }) => {
      const minute = start - (start % 60);
      // Three numbers as one exact integer: below 2^53 for fewer than 10,000 ends and any time before the year 2140.
      const key = ((minute / 60) * maxEnds + source) * maxEnds + target;
      const known = exchanges.get(key);
      if (known === undefined) {
        exchanges.set(key, { minute, source, target, bytes, packets, records: 1 });
        return;
      }
      known.bytes += bytes;
      known.packets += packets;
      known.records++;
    },
    truth: () => ({ ends, exchanges: [...exchanges.values()] }),
  };
}

const nothing = { namespace: '', workload: '', pod: '', node: '', zone: '', uid: '' };

export function podEnd(pod: Pod): TruthEnd {
  return {
    kind: 'pod',
    namespace: pod.workload.namespace,
    workload: pod.workload.name,
    pod: pod.name,
    node: pod.node.name,
    zone: pod.node.zone.id,
    address: pod.address,
    uid: pod.uid,
  };
}

export function nodeEnd(node: Node): TruthEnd {
  return { ...nothing, kind: 'node', node: node.name, zone: node.zone.id, address: node.address, uid: node.uid };
}

/** An address of the VPC that no pod or node owns: its zone is that of its interface. */
export function unattributedEnd(address: string, zone: ZoneBlueprint): TruthEnd {
  return { ...nothing, kind: 'unattributed', zone: zone.id, address };
}

export function externalEnd(address: string): TruthEnd {
  return { ...nothing, kind: 'external', address };
}
