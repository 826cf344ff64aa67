/** Tiny nasty clusters: few addresses, quick reuse, overlaps, gaps, what a watcher misses, and a record at every boundary second. */
import fc from 'fast-check';

export interface RandomSighting {
  observedAt: string;
  type: 'LIST' | 'ADDED' | 'MODIFIED' | 'DELETED';
  object: Record<string, unknown>;
}

export interface RandomRecord {
  source: string;
  target: string;
  start: number;
  bytes: number;
  packets: number;
  zone: string;
  direction: 'egress' | 'ingress';
  verdict: 'ACCEPT' | 'REJECT' | 'NODATA' | 'SKIPDATA';
}

export type FlowLogLayout = 'plain' | 'hourly' | 'hive' | 'hive-hourly';

export interface RandomCluster {
  /** Half-open, epoch seconds; some records lie outside. */
  window: { from: number; to: number };
  sightings: RandomSighting[];
  /** As `kubectl get nodes -o json` prints it. */
  nodes: Record<string, unknown>;
  records: RandomRecord[];
  layout: FlowLogLayout;
}

/** What any answer about all traffic must add up to. */
export interface Totals {
  bytes: number;
  packets: number;
  flows: number;
  rejected: number;
  noData: number;
  skipData: number;
}

const base = 1_773_118_800;
const podAddresses = ['10.0.0.1', '10.0.0.2', '10.0.1.9', '2600:1f18:12::a', '2600:1f18:12::b'];
const nodeAddresses = ['10.0.2.1', '10.0.2.2', '10.0.2.3'];
/** Unknown inside, outside, and known ones in another spelling. */
const otherAddresses = ['10.9.9.9', '192.168.7.7', '100.64.3.3', '52.1.2.3', '2a00:1450::7', '2600:1f18:12:0:0:0:0:a'];
const zoneIds = ['use1-az1', 'use1-az4', ''];

interface RandomPod {
  namespace: string;
  workload: string;
  address: string;
  node: string;
  hostNetwork: boolean;
  created: number;
  /** Seconds to the condition PodReadyToStartContainers; null if the cluster is too old to have it. */
  readyAfter: number | null;
  livesFor: number;
  end: 'runs' | 'deleted' | 'finished' | 'finished-and-deleted' | 'vanishes';
  losesAddress: boolean;
  repeated: boolean;
  labels: Record<string, string> | undefined;
}

const randomPod = (length: number): fc.Arbitrary<RandomPod> =>
  fc.record({
    namespace: fc.constantFrom('shop', 'media'),
    workload: fc.constantFrom('web', 'cart', 'job'),
    address: fc.constantFrom(...podAddresses),
    node: fc.constantFrom('node-0', 'node-1', 'node-2', 'node-unknown'),
    hostNetwork: fc.constantFrom(false, false, false, true),
    created: fc.integer({ min: -900, max: length }).map((offset) => base + offset),
    readyAfter: fc.option(fc.integer({ min: 0, max: 90 }), { nil: null, freq: 4 }),
    livesFor: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: length })),
    end: fc.constantFrom('runs', 'deleted', 'finished', 'finished-and-deleted', 'vanishes'),
    losesAddress: fc.boolean(),
    repeated: fc.boolean(),
    labels: fc.option(fc.constantFrom<Record<string, string>>({ team: 'red' }, { app: "o'hara", team: '' }), {
      nil: undefined,
    }),
  });

const randomRecord = (length: number): fc.Arbitrary<RandomRecord> => {
  const address = fc.constantFrom(...podAddresses, ...nodeAddresses, ...otherAddresses);
  return fc.record({
    source: address,
    target: address,
    start: fc.integer({ min: -120, max: length + 120 }).map((offset) => base + offset),
    bytes: fc.constantFrom(0, 1, 1460, 65_537, 2 ** 40),
    packets: fc.integer({ min: 1, max: 1000 }),
    zone: fc.constantFrom(...zoneIds),
    direction: fc.constantFrom('egress', 'egress', 'egress', 'ingress'),
    verdict: fc.constantFrom('ACCEPT', 'ACCEPT', 'ACCEPT', 'REJECT', 'NODATA', 'SKIPDATA'),
  });
};

/** Windows of half an hour and of four hours: short ones may be joined another way than long ones. */
export const randomCluster = randomClusterOf(1800, 4 * 3600);

/** With a window of one of the lengths, in seconds. */
export function randomClusterOf(...lengths: number[]): fc.Arbitrary<RandomCluster> {
  return fc.constantFrom(...lengths).chain((length) =>
    fc
      .record({
        pods: fc.array(randomPod(length), { maxLength: 14 }),
        nodeZones: fc.array(fc.constantFrom(...zoneIds), { minLength: 3, maxLength: 3 }),
        relistAt: fc.option(fc.integer({ min: 0, max: length }), { nil: null }),
        records: fc.array(randomRecord(length), { minLength: 1, maxLength: 40 }),
        layout: fc.constantFrom<FlowLogLayout>('plain', 'hourly', 'hive', 'hive-hourly'),
      })
      .map(({ pods, nodeZones, relistAt, records, layout }) => ({
        window: { from: base, to: base + length },
        sightings: sightingsOf(pods, relistAt === null ? null : base + relistAt),
        nodes: { apiVersion: 'v1', kind: 'List', items: nodeZones.map(nodeObject) },
        records: [...records, ...boundaryRecords(pods)],
        layout,
      }))
  );
}

/** Sums over the records that count in `[from, to)`. */
export function totalsOf({ records }: RandomCluster, range: { from: number; to: number }): Totals {
  const totals: Totals = { bytes: 0, packets: 0, flows: 0, rejected: 0, noData: 0, skipData: 0 };
  for (const record of records.filter(({ start }) => start >= range.from && start < range.to)) {
    switch (record.verdict) {
      case 'ACCEPT':
        if (record.direction === 'egress') {
          totals.bytes += record.bytes;
          totals.packets += record.packets;
          totals.flows++;
        }
        break;
      case 'REJECT':
        totals.rejected += record.direction === 'egress' ? 1 : 0;
        break;
      case 'NODATA':
        totals.noData++;
        break;
      case 'SKIPDATA':
        totals.skipData++;
        break;
    }
  }
  return totals;
}

/** The seconds around each start and end, as source and as target. */
function boundaryRecords(pods: readonly RandomPod[]): RandomRecord[] {
  return pods.flatMap((pod, index) => {
    const ready = pod.created + (pod.readyAfter ?? 1);
    const ended = ready + pod.livesFor;
    return [ready - 1, ready, ended - 1, ended, ended + 59, ended + 60].map((start, place): RandomRecord => {
      const other = podAddresses[(index + place) % podAddresses.length] ?? '10.9.9.9';
      const isSource = place % 2 === 0;
      return {
        source: isSource ? pod.address : other,
        target: isSource ? other : pod.address,
        start,
        bytes: 1000 + index * 10 + place,
        packets: 1,
        zone: 'use1-az1',
        direction: 'egress',
        verdict: 'ACCEPT',
      };
    });
  });
}

/** A list at the begin, events, perhaps a list later; a pod that vanishes is told of by no event, only by lists without it. */
function sightingsOf(pods: readonly RandomPod[], relistAt: number | null): RandomSighting[] {
  const first = base - 600;
  const sightings = pods.flatMap((pod, index): RandomSighting[] => {
    const ready = pod.created + (pod.readyAfter ?? 1);
    const ended = ready + pod.livesFor;
    const events: RandomSighting[] = [
      { observedAt: time(pod.created), type: 'ADDED', object: podObject(pod, index, 'pending') },
      { observedAt: time(ready + 1), type: 'MODIFIED', object: podObject(pod, index, 'running') },
    ];
    if (pod.end === 'finished' || pod.end === 'finished-and-deleted') {
      events.push({ observedAt: time(ended + 1), type: 'MODIFIED', object: podObject(pod, index, 'finished') });
    }
    if (pod.end === 'deleted' || pod.end === 'finished-and-deleted') {
      const stage = pod.losesAddress ? 'blank' : 'running';
      events.push({ observedAt: time(ended + 2), type: 'DELETED', object: podObject(pod, index, stage) });
    }
    const seen = events.filter(({ observedAt }) => observedAt > time(first));
    return pod.repeated ? [...seen, ...seen] : seen;
  });
  const lists = [first, ...(relistAt === null ? [] : [relistAt])].map((at) => ({
    observedAt: time(at),
    type: 'LIST' as const,
    object: { apiVersion: 'v1', kind: 'PodList', metadata: {}, items: listedAt(pods, at) },
  }));
  return [...lists, ...sightings];
}

function listedAt(pods: readonly RandomPod[], at: number): Array<Record<string, unknown>> {
  return pods.flatMap((pod, index) => {
    const ready = pod.created + (pod.readyAfter ?? 1);
    const isOver = pod.end !== 'runs' && at >= ready + pod.livesFor;
    if (pod.created > at || (isOver && pod.end !== 'finished')) {
      return [];
    }
    return [podObject(pod, index, isOver ? 'finished' : at > ready ? 'running' : 'pending')];
  });
}

type Stage = 'pending' | 'running' | 'finished' | 'blank';

function podObject(pod: RandomPod, index: number, stage: Stage): Record<string, unknown> {
  const ready = pod.created + (pod.readyAfter ?? 1);
  const isOver = stage === 'finished';
  const address = pod.hostNetwork ? (nodeAddresses[Number(pod.node.at(-1))] ?? nodeAddresses[0]) : pod.address;
  const hasAddress = stage === 'running' || isOver;
  const condition = {
    type: 'PodReadyToStartContainers',
    status: stage === 'running' ? 'True' : 'False',
    lastTransitionTime: time(isOver ? ready + pod.livesFor : ready),
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${pod.workload}-${index % 5}`,
      namespace: pod.namespace,
      uid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      creationTimestamp: time(pod.created),
      ...(pod.labels === undefined ? {} : { labels: pod.labels }),
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'StatefulSet', name: pod.workload, uid: pod.workload, controller: true },
      ],
    },
    spec: { nodeName: pod.node, ...(pod.hostNetwork ? { hostNetwork: true } : {}), containers: [{ name: 'main' }] },
    status: {
      phase: stage === 'pending' ? 'Pending' : isOver ? 'Succeeded' : 'Running',
      startTime: time(pod.created),
      ...(hasAddress ? { podIP: address, podIPs: [{ ip: address }] } : {}),
      conditions: pod.readyAfter === null ? [] : [condition],
      containerStatuses: isOver
        ? [{ name: 'main', state: { terminated: { exitCode: 0, finishedAt: time(ready + pod.livesFor) } } }]
        : [],
    },
  };
}

function nodeObject(zone: string, index: number): Record<string, unknown> {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: `node-${index}`,
      uid: `00000000-0000-4000-9000-${String(index).padStart(12, '0')}`,
      creationTimestamp: time(base - 86_400),
      labels:
        zone === ''
          ? {}
          : { 'topology.k8s.aws/zone-id': zone, 'topology.kubernetes.io/zone': `us-east-1${zone.at(-1) ?? ''}` },
    },
    spec: {},
    status: { addresses: [{ type: 'InternalIP', address: nodeAddresses[index] ?? '10.0.2.9' }] },
  };
}

function time(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}
