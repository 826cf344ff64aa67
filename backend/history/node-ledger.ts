/**
 * Folds sightings of nodes, by UID, into facts that merge by minimum and maximum; and the node addresses that pods tell
 * of (spec.nodeName with status.hostIP), which stand in where no node object was ever seen.
 */
import { earliest } from './bounds';
import type { NodeRow } from './row';
import type { Moment, NodeSighting, PodSighting } from './sighting';

export interface NodeFacts {
  uid: string;
  node: string;
  zoneId: string;
  zoneName: string;
  region: string;
  instanceId: string;
  addresses: Map<string, number>;
  started: number;
  firstSeen: number;
  lastSeen: number;
  deletedAt: number | null;
}

/** A node known only from its pods. */
export interface DerivedNodeFacts {
  node: string;
  address: string;
  started: number;
  firstSeen: number;
  lastSeen: number;
  /** A complete list after the last sight lacked it; void with the next sight, for names and addresses come again. */
  goneAt: number | null;
}

export class NodeLedger {
  /** Of which more is known than when they were last taken; empty unless changes are tracked. */
  readonly changed = new Set<NodeFacts | DerivedNodeFacts>();
  private readonly nodes = new Map<string, NodeFacts>();
  private readonly derived = new Map<string, DerivedNodeFacts>();
  private readonly tracksChanges: boolean;

  constructor(tracksChanges = false) {
    this.tracksChanges = tracksChanges;
  }

  get size(): number {
    return this.nodes.size;
  }

  facts(): IterableIterator<NodeFacts> {
    return this.nodes.values();
  }

  /** Only of the addresses that no node object was seen with. */
  *derivedFacts(): Generator<DerivedNodeFacts> {
    const real = new Set<string>();
    for (const { node, addresses } of this.nodes.values()) {
      for (const address of addresses.keys()) {
        real.add(derivedKey(node, address));
      }
    }
    for (const [key, facts] of this.derived) {
      if (!real.has(key)) {
        yield facts;
      }
    }
  }

  seen(sighting: NodeSighting, moment: Moment): NodeFacts {
    const at = Math.floor(moment.at / 1000);
    const node = this.merged(sighting, { started: sighting.createdAt ?? at, firstSeen: at, lastSeen: at });
    for (const address of sighting.addresses) {
      this.mergeAddress(node, address, at);
    }
    return node;
  }

  /** Without a time of its own the event came at or after the newest time in its stream; a node has no grace period. */
  deleted(sighting: NodeSighting, moment: Moment): void {
    const observed = Math.ceil(moment.at / 1000);
    this.goneBy(this.seen(sighting, moment), moment.exact ? observed : (sighting.deletionTimestamp ?? observed));
  }

  /** A complete list or an event showed that the node was gone at that second. */
  goneBy(node: NodeFacts | DerivedNodeFacts, second: number): void {
    if ('uid' in node) {
      this.lowerEnd(node, second);
    } else if (node.goneAt === null || second < node.goneAt) {
      node.goneAt = second;
      this.note(node);
    }
  }

  /** Of no use to the rows of others any more. */
  forget(node: NodeFacts | DerivedNodeFacts): void {
    if ('uid' in node) {
      this.nodes.delete(node.uid);
    } else {
      this.derived.delete(derivedKey(node.node, node.address));
    }
    this.changed.delete(node);
  }

  seenByPod(pod: PodSighting, moment: Moment): void {
    if (pod.node === '') {
      return;
    }
    const at = Math.floor(moment.at / 1000);
    const started = Math.min(pod.startTime ?? at, at);
    for (const address of pod.hostAddresses) {
      this.mergeDerived({ node: pod.node, address, started, firstSeen: at, lastSeen: at, goneAt: null });
    }
  }

  restore(row: NodeRow): NodeFacts | DerivedNodeFacts {
    const times = { started: row.started, firstSeen: row.first_seen, lastSeen: row.last_seen };
    if (row.uid === '') {
      return this.mergeDerived({ node: row.node, address: row.address, ...times, goneAt: row.deleted_at });
    }
    const { uid, node, zone_id: zoneId, zone_name: zoneName, region, instance_id: instanceId } = row;
    const facts = this.merged({ uid, node, zoneId, zoneName, region, instanceId }, times);
    if (row.address !== '') {
      this.mergeAddress(facts, row.address, row.first_seen);
    }
    this.lowerEnd(facts, row.deleted_at);
    return facts;
  }

  private note(node: NodeFacts | DerivedNodeFacts): void {
    if (this.tracksChanges) {
      this.changed.add(node);
    }
  }

  private lowerEnd(node: NodeFacts, second: number | null): void {
    const end = earliest(node.deletedAt, second);
    if (end !== node.deletedAt) {
      node.deletedAt = end;
      this.note(node);
    }
  }

  private mergeAddress(node: NodeFacts, address: string, firstSeen: number): void {
    const known = node.addresses.get(address);
    if (known === undefined || firstSeen < known) {
      node.addresses.set(address, firstSeen);
      this.note(node);
    }
  }

  private merged(texts: NodeTexts, times: NodeTimes): NodeFacts {
    const known = this.nodes.get(texts.uid);
    if (!known) {
      const { uid, node, zoneId, zoneName, region, instanceId } = texts;
      const facts = {
        uid,
        node,
        zoneId,
        zoneName,
        region,
        instanceId,
        ...times,
        addresses: new Map(),
        deletedAt: null,
      };
      this.nodes.set(uid, facts);
      this.note(facts);
      return facts;
    }
    // Zone, region and instance never change in a node's life; at first the cloud controller has not set them yet.
    for (const name of ['node', 'zoneId', 'zoneName', 'region', 'instanceId'] as const) {
      if (texts[name] > known[name]) {
        known[name] = texts[name];
        this.note(known);
      }
    }
    this.mergeTimes(known, times);
    return known;
  }

  private mergeDerived(facts: DerivedNodeFacts): DerivedNodeFacts {
    const key = derivedKey(facts.node, facts.address);
    const known = this.derived.get(key);
    if (known === undefined) {
      this.derived.set(key, facts);
      this.note(facts);
      return facts;
    }
    const goneAt = goneAtOf(known, facts);
    if (goneAt !== known.goneAt) {
      known.goneAt = goneAt;
      this.note(known);
    }
    this.mergeTimes(known, facts);
    return known;
  }

  private mergeTimes(known: NodeTimes & (NodeFacts | DerivedNodeFacts), times: NodeTimes): void {
    if (times.started < known.started || times.firstSeen < known.firstSeen) {
      known.started = Math.min(known.started, times.started);
      known.firstSeen = Math.min(known.firstSeen, times.firstSeen);
      this.note(known);
    }
    known.lastSeen = Math.max(known.lastSeen, times.lastSeen);
  }
}

type NodeTexts = Pick<NodeSighting, 'uid' | 'node' | 'zoneId' | 'zoneName' | 'region' | 'instanceId'>;

interface NodeTimes {
  started: number;
  firstSeen: number;
  lastSeen: number;
}

/** What the later sight says holds; of sights of one second, that it is gone. */
function goneAtOf(known: DerivedNodeFacts, other: DerivedNodeFacts): number | null {
  if (known.lastSeen === other.lastSeen) {
    return earliest(known.goneAt, other.goneAt);
  }
  return known.lastSeen > other.lastSeen ? known.goneAt : other.goneAt;
}

function derivedKey(node: string, address: string): string {
  return `${node}/${address}`;
}
