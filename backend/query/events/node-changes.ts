/** Finds nodes that joined or left a cluster. Pure. */

/** A stretch of time in which a node had an address; times in epoch seconds. */
export interface NodeLife {
  cluster: string;
  node: string;
  zone: string;
  started: number;
  ended: number | null;
}

export interface NodeChange {
  kind: 'node-arrival' | 'node-departure';
  cluster: string;
  node: string;
  zone: string;
  time: number;
  /** Of a node that left: when it had joined. */
  joined: number;
}

/**
 * Arrivals and departures, in no particular order. A node has a life for each address, and some are known only from their
 * pods: overlapping lives of one name are one.
 * @param firstLooks epoch seconds by cluster: who was there at the first look at the cluster did not arrive.
 */
export function findNodeChanges(lives: readonly NodeLife[], firstLooks: ReadonlyMap<string, number>): NodeChange[] {
  return joinedLives(lives).flatMap(({ cluster, node, zone, started, ended }): NodeChange[] => {
    const change = { cluster, node, zone, joined: started };
    return [
      ...(started > (firstLooks.get(cluster) ?? -Infinity)
        ? [{ ...change, kind: 'node-arrival' as const, time: started }]
        : []),
      ...(ended === null ? [] : [{ ...change, kind: 'node-departure' as const, time: ended }]),
    ];
  });
}

function joinedLives(lives: readonly NodeLife[]): NodeLife[] {
  const byNode = new Map<string, NodeLife>();
  const joined: NodeLife[] = [];
  for (const life of lives.toSorted((a, b) => a.started - b.started)) {
    const key = JSON.stringify([life.cluster, life.node]);
    const last = byNode.get(key);
    if (last !== undefined && life.started <= (last.ended ?? Infinity)) {
      last.ended = last.ended === null || life.ended === null ? null : Math.max(last.ended, life.ended);
      last.zone ||= life.zone;
    } else {
      const next = { ...life };
      byNode.set(key, next);
      joined.push(next);
    }
  }
  return joined;
}
