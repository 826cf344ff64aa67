/**
 * What a join with the hourly pod list says of the same data: the method of aws-samples/amazon-eks-inter-az-traffic-visibility.
 * Its semantics (get_pods.py, cross_az_traffic_by_app.sql): once an hour all pods are listed with their addresses; egress
 * records of the last 60 minutes are joined with that list on the address alone, both ends, no time; the target's zone is
 * that of egress records its address sent in the window, and rows without one are dropped; REJECT rows are not told apart.
 * To its favour every pod has a name here (there: only pods with label `app`), pods on the host network are left out (there
 * they multiply the bytes of their node), and no record is late.
 */
import type { Cluster } from '../cluster/cluster';
import type { Pod } from '../cluster/inventory';

const hour = 3600;

export interface PodListJoin {
  /** Cross-zone bytes between pods in truth. */
  truth: number;
  /** Of these: bytes the join gives to the right pair of workloads. */
  found: number;
  /** Bytes it gives to a pair that did not exchange them. */
  wrong: number;
}

export function joinWithPodLists(cluster: Cluster): PodListJoin {
  const truth = truePairs(cluster);
  const answer = new Map<string, number>();
  const { from, to } = cluster.options;
  for (let end = to; end > from; end -= hour) {
    addWindow(cluster, { from: Math.max(from, end - hour), to: end }, answer);
  }
  let found = 0;
  let wrong = 0;
  for (const [pair, bytes] of answer) {
    found += Math.min(bytes, truth.get(pair) ?? 0);
    wrong += Math.max(0, bytes - (truth.get(pair) ?? 0));
  }
  return { truth: [...truth.values()].reduce((sum, bytes) => sum + bytes, 0), found, wrong };
}

function truePairs({ truth }: Cluster): Map<string, number> {
  const pairs = new Map<string, number>();
  for (const { source, target, bytes } of truth.exchanges) {
    const [from, to] = [truth.ends[source], truth.ends[target]];
    if (from?.kind === 'pod' && to?.kind === 'pod' && from.zone !== to.zone) {
      addTo(pairs, `${from.namespace}/${from.workload} ${to.namespace}/${to.workload}`, bytes);
    }
  }
  return pairs;
}

function addWindow(
  { records, interfaces, addresses, pods }: Cluster,
  window: { from: number; to: number },
  pairs: Map<string, number>
): void {
  const listed = podsByAddress(pods, window.to);
  const zones = new Map<string, Set<string>>();
  const sent: Array<{ source: string; target: string; zone: string; bytes: number }> = [];
  for (let row = 0; row < records.length; row++) {
    const record = records.record(row);
    const hasAddresses = record.kind === 'accept' || record.kind === 'reject';
    if (!record.egress || !hasAddresses || record.start < window.from || record.start >= window.to) {
      continue;
    }
    const source = addresses[record.packetSource] ?? '';
    const zone = interfaces[record.networkInterface]?.zone.id ?? '';
    const seen = zones.get(source) ?? new Set();
    zones.set(source, seen.add(zone));
    sent.push({ source, target: addresses[record.packetTarget] ?? '', zone, bytes: record.bytes });
  }
  for (const { source, target, zone, bytes } of sent) {
    const crossings = [...(zones.get(target) ?? [])].filter((other) => other !== zone).length;
    for (const from of listed.get(source) ?? []) {
      for (const to of listed.get(target) ?? []) {
        addTo(pairs, `${from} ${to}`, bytes * crossings);
      }
    }
  }
}

/** Every listed pod that shows an address, finished ones included: they keep showing the one they had. */
function podsByAddress(pods: readonly Pod[], time: number): Map<string, string[]> {
  const listed = new Map<string, string[]>();
  for (const pod of pods) {
    const isListed = pod.ready < time && (pod.removed === null || pod.removed > time);
    if (isListed && pod.workload.hostNetwork !== true) {
      const names = listed.get(pod.address) ?? [];
      names.push(`${pod.workload.namespace}/${pod.workload.name}`);
      listed.set(pod.address, names);
    }
  }
  return listed;
}

function addTo(pairs: Map<string, number>, pair: string, bytes: number): void {
  if (bytes > 0) {
    pairs.set(pair, (pairs.get(pair) ?? 0) + bytes);
  }
}
