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
}

export class NodeLedger {
  private readonly nodes = new Map<string, NodeFacts>();
  private readonly derived = new Map<string, DerivedNodeFacts>();

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
      node.addresses.set(address, Math.min(node.addresses.get(address) ?? at, at));
    }
    return node;
  }

  /** Without a time of its own the event came at or after the newest time in its stream; a node has no grace period. */
  deleted(sighting: NodeSighting, moment: Moment): void {
    const node = this.seen(sighting, moment);
    const observed = Math.ceil(moment.at / 1000);
    node.deletedAt = earliest(node.deletedAt, moment.exact ? observed : (sighting.deletionTimestamp ?? observed));
  }

  seenByPod(pod: PodSighting, moment: Moment): void {
    if (pod.node === '') {
      return;
    }
    const at = Math.floor(moment.at / 1000);
    const started = Math.min(pod.startTime ?? at, at);
    for (const address of pod.hostAddresses) {
      this.mergeDerived({ node: pod.node, address, started, firstSeen: at, lastSeen: at });
    }
  }

  restore(row: NodeRow): void {
    const times = { started: row.started, firstSeen: row.first_seen, lastSeen: row.last_seen };
    if (row.uid === '') {
      this.mergeDerived({ node: row.node, address: row.address, ...times });
      return;
    }
    const { uid, node, zone_id: zoneId, zone_name: zoneName, region, instance_id: instanceId } = row;
    const facts = this.merged({ uid, node, zoneId, zoneName, region, instanceId }, times);
    if (row.address !== '') {
      facts.addresses.set(row.address, Math.min(facts.addresses.get(row.address) ?? row.first_seen, row.first_seen));
    }
    facts.deletedAt = earliest(facts.deletedAt, row.deleted_at);
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
      return facts;
    }
    // Zone, region and instance never change in a node's life; at first the cloud controller has not set them yet.
    known.node = greater(known.node, texts.node);
    known.zoneId = greater(known.zoneId, texts.zoneId);
    known.zoneName = greater(known.zoneName, texts.zoneName);
    known.region = greater(known.region, texts.region);
    known.instanceId = greater(known.instanceId, texts.instanceId);
    mergeTimes(known, times);
    return known;
  }

  private mergeDerived(facts: DerivedNodeFacts): void {
    const key = derivedKey(facts.node, facts.address);
    const known = this.derived.get(key);
    if (known) {
      mergeTimes(known, facts);
    } else {
      this.derived.set(key, facts);
    }
  }
}

type NodeTexts = Pick<NodeSighting, 'uid' | 'node' | 'zoneId' | 'zoneName' | 'region' | 'instanceId'>;

interface NodeTimes {
  started: number;
  firstSeen: number;
  lastSeen: number;
}

function mergeTimes(known: NodeTimes, times: NodeTimes): void {
  known.started = Math.min(known.started, times.started);
  known.firstSeen = Math.min(known.firstSeen, times.firstSeen);
  known.lastSeen = Math.max(known.lastSeen, times.lastSeen);
}

function greater(a: string, b: string): string {
  return a > b ? a : b;
}

function derivedKey(node: string, address: string): string {
  return `${node}/${address}`;
}
