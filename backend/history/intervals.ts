/** Facts become intervals: who held which address from when to when (design.md §4 rule 1). Pure. */
import { familyOf } from './address-family';
import { earliest } from './bounds';
import type { DerivedNodeFacts, NodeFacts } from './node-ledger';
import type { Observations } from './observations';
import type { AddressFacts, PodFacts } from './pod-ledger';
import type { NodeRow, PodRow } from './row';

/** One row an address; one with the empty address while none was seen, so that later imports find what is known. */
export function podRows(cluster: string, pod: PodFacts, observations: Observations): PodRow[] {
  const end = podEnd(pod, observations);
  if (pod.addresses.length === 0) {
    const started = Math.min(pod.startTime ?? pod.firstSeen, pod.firstSeen);
    return [podRow(cluster, pod, { address: '', firstSeen: pod.firstSeen, readyAt: null, started, end })];
  }
  const turns = addressTurns(pod);
  return turns.map((turn) => {
    // A sandbox made anew with another address of the family ends the former one.
    const next = turns.find((other) => follows(other, turn));
    return podRow(cluster, pod, { ...turn, end: earliest(end, next?.started ?? null) });
  });
}

/** Nodes hold their addresses from creation to deletion. */
export function nodeRows(cluster: string, node: NodeFacts, observations: Observations): NodeRow[] {
  const started = Math.min(node.started, node.firstSeen);
  const end = earliest(node.deletedAt, observations.firstListAfter('nodes', node.lastSeen));
  const addresses = node.addresses.size === 0 ? [['', node.firstSeen] as const] : [...node.addresses];
  return addresses.map(([address, firstSeen]) => ({
    cluster,
    node: node.node,
    uid: node.uid,
    address,
    zone_id: node.zoneId,
    zone_name: node.zoneName,
    region: node.region,
    instance_id: node.instanceId,
    started,
    ended: notBefore(started, end),
    followed_at: null,
    first_seen: firstSeen,
    last_seen: node.lastSeen,
    deleted_at: node.deletedAt,
  }));
}

/** Ends with the first complete list, of nodes or of all pods, that shows neither the node nor a pod on it. */
export function derivedNodeRow(cluster: string, facts: DerivedNodeFacts, observations: Observations): NodeRow {
  const end = earliest(
    facts.goneAt,
    earliest(observations.firstListAfter('nodes', facts.lastSeen), observations.firstListAfter('pods', facts.lastSeen))
  );
  return {
    cluster,
    node: facts.node,
    uid: '',
    address: facts.address,
    zone_id: '',
    zone_name: '',
    region: '',
    instance_id: '',
    started: facts.started,
    ended: notBefore(facts.started, end),
    followed_at: null,
    first_seen: facts.firstSeen,
    last_seen: facts.lastSeen,
    deleted_at: facts.goneAt,
  };
}

interface Turn extends AddressFacts {
  started: number;
}

/** The addresses in the order in which the pod got them, each with its start. */
function addressTurns(pod: PodFacts): Turn[] {
  const ordered = [...pod.addresses].sort((a, b) => a.firstSeen - b.firstSeen || (a.address < b.address ? -1 : 1));
  return ordered.map((facts) => {
    const former = ordered.findLast(
      (other) => other.firstSeen < facts.firstSeen && familyOf(other.address) === familyOf(facts.address)
    );
    return { ...facts, started: former ? laterStart(facts, former) : firstStart(facts, pod) };
  });
}

function firstStart({ firstSeen, readyAt }: AddressFacts, pod: PodFacts): number {
  return Math.min(firstSeen, readyAt ?? pod.startTime ?? firstSeen);
}

/** The pod's startTime is not the second address's; its ready time is, if it came after the former address was seen. */
function laterStart({ firstSeen, readyAt }: AddressFacts, former: AddressFacts): number {
  return readyAt !== null && readyAt > former.firstSeen ? Math.min(readyAt, firstSeen) : firstSeen;
}

function follows(other: Turn, turn: Turn): boolean {
  return other.firstSeen > turn.firstSeen && familyOf(other.address) === familyOf(turn.address);
}

/** The earliest known of: containers finished, DELETED, first complete list without the pod; deletionTimestamp bounds it. */
function podEnd(pod: PodFacts, observations: Observations): number | null {
  const listed = observations.firstListAfter('pods', pod.lastSeen, pod.namespace);
  return [pod.finishedAt, pod.deletedAt, pod.deletionTimestamp].reduce(earliest, listed);
}

function podRow(cluster: string, pod: PodFacts, turn: Turn & { end: number | null }): PodRow {
  return {
    cluster,
    uid: pod.uid,
    namespace: pod.namespace,
    pod: pod.pod,
    workload: pod.workload,
    workload_kind: pod.workloadKind,
    node: pod.node,
    address: turn.address,
    host_network: false,
    labels: pod.labels,
    started: turn.started,
    ended: notBefore(turn.started, turn.end),
    followed_at: null,
    first_seen: turn.firstSeen,
    last_seen: pod.lastSeen,
    ready_at: turn.readyAt,
    start_time: pod.startTime,
    finished_at: pod.finishedAt,
    deleted_at: pod.deletedAt,
    deletion_timestamp: pod.deletionTimestamp,
  };
}

function notBefore(started: number, end: number | null): number | null {
  return end === null ? null : Math.max(started, end);
}
