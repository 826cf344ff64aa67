import { simulateCluster, type Cluster } from './cluster';
import { reuseAfterSeconds } from './address-pool';
import type { Pod } from './inventory';

const from = 1_773_118_800;
const options = { seed: 11, from, to: from + 3600 };
const cluster = simulateCluster(options);
const podsOfOwnAddress = cluster.pods.filter((pod) => pod.workload.hostNetwork !== true);
let owners: Map<string, Pod[]> | undefined;

describe('a simulated cluster', () => {
  it('is the same for the same seed and window, another for another seed', () => {
    const again = simulateCluster(options);
    expect(again.truth).toEqual(cluster.truth);
    expect(Buffer.compare(Buffer.from(again.records.rows()), Buffer.from(cluster.records.rows()))).toBe(0);
    expect(again.pods.map((pod) => pod.uid)).toEqual(cluster.pods.map((pod) => pod.uid));
    expect(simulateCluster({ ...options, seed: 12 }).truth).not.toEqual(cluster.truth);
  });

  it('gives an address to a next owner only after the cool-down', () => {
    for (const owners of ownersByAddress().values()) {
      owners.slice(1).forEach((pod, index) => {
        const before = owners[index];
        expect(before?.ended).not.toBeNull();
        expect(pod.created - (before?.ended ?? Infinity)).toBeGreaterThanOrEqual(reuseAfterSeconds);
      });
    }
  });

  it('has the trouble it is made for', () => {
    const owners = [...ownersByAddress().values()].map((pods) => pods.length);
    const names = podsOfOwnAddress.map((pod) => `${pod.workload.namespace}/${pod.name}`);
    expect(Math.max(...owners)).toBeGreaterThan(3);
    expect(new Set(names).size).toBeLessThan(names.length);
    expect(cluster.nodes.filter((node) => node.deleted !== null)).toHaveLength(1);
    expect(podsOfOwnAddress.some((pod) => pod.outcome === 'succeeded' && pod.removed === null)).toBe(true);
    expect(podsOfOwnAddress.some((pod) => pod.outcome === 'failed')).toBe(true);
    expect(Object.keys(countKinds()).sort()).toEqual(['accept', 'no-data', 'reject', 'skip-data']);
  });

  it('has a receiver that never sends', () => {
    const isStatsd = (end: number): boolean => cluster.truth.ends[end]?.workload === 'statsd';
    expect(cluster.truth.exchanges.some(({ target }) => isStatsd(target))).toBe(true);
    expect(cluster.truth.exchanges.some(({ source }) => isStatsd(source))).toBe(false);
  });

  it('logs no traffic that stays on a node', () => {
    const staysOnNode = cluster.truth.exchanges.filter(({ source, target }) => {
      const node = cluster.truth.ends[source]?.node;
      return node !== '' && node === cluster.truth.ends[target]?.node;
    });
    expect(staysOnNode).toEqual([]);
  });

  it('tells as truth what its accepted egress records say when each is given to the owner of its time', () => {
    const sums = new Map<string, number>();
    for (let row = 0; row < cluster.records.length; row++) {
      const record = cluster.records.record(row);
      if (record.kind === 'accept' && record.egress) {
        const source = ownerAt(cluster, cluster.addresses[record.packetSource] ?? '', record.start);
        const target = ownerAt(cluster, cluster.addresses[record.packetTarget] ?? '', record.start);
        const key = `${record.start - (record.start % 60)} ${source} ${target}`;
        sums.set(key, (sums.get(key) ?? 0) + record.bytes);
      }
    }
    const truth = new Map(
      cluster.truth.exchanges.map(({ minute, source, target, bytes }) => [
        `${minute} ${nameOf(cluster, source)} ${nameOf(cluster, target)}`,
        bytes,
      ])
    );
    expect(sums.size).toBeGreaterThan(1_000);
    expect(sums).toEqual(truth);
  });

  it('has records that begin in the gap after their owner’s end', () => {
    let late = 0;
    for (let row = 0; row < cluster.records.length; row++) {
      const record = cluster.records.record(row);
      const address = cluster.addresses[record.packetSource] ?? '';
      const owners = ownersByAddress().get(address) ?? [];
      late +=
        record.kind === 'accept' && owners.length > 0 && !owners.some((pod) => holds(pod, record.start, 0)) ? 1 : 0;
      row += 10;
    }
    expect(late).toBeGreaterThan(0);
  });
});

function ownersByAddress(): Map<string, Pod[]> {
  const grouped = owners ?? new Map<string, Pod[]>();
  if (owners === undefined) {
    for (const pod of podsOfOwnAddress.toSorted((a, b) => a.ready - b.ready)) {
      grouped.set(pod.address, [...(grouped.get(pod.address) ?? []), pod]);
    }
    owners = grouped;
  }
  return grouped;
}

function holds(pod: Pod, time: number, lag: number): boolean {
  return pod.ready <= time && (pod.ended === null || time < pod.ended + lag);
}

/** The straightforward way: the last owner that began before the time and ended at most a minute before. */
function ownerAt({ nodes, truth }: Cluster, address: string, time: number): string {
  const pod = ownersByAddress()
    .get(address)
    ?.findLast((candidate) => holds(candidate, time, 60));
  const node = nodes.find((candidate) => candidate.address === address);
  return pod?.uid ?? node?.uid ?? truth.ends.find((end) => end.address === address)?.address ?? '';
}

function nameOf({ truth }: Cluster, end: number): string {
  return truth.ends[end]?.uid || (truth.ends[end]?.address ?? '');
}

function countKinds(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (let row = 0; row < cluster.records.length; row++) {
    const { kind } = cluster.records.record(row);
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
