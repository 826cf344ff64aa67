/** What questions answer where several VPCs use the same addresses. */
import { openMemoryData, type FlowRecord, type MemoryData, type PodHolding } from '../../tests/sql/memory-data';
import { sharedAddressStatement } from '../sql/vpcs';
import { exchangeRows } from './shape/table';

const hour = { from: 36_000, to: 39_600 };
const vpcs = new Map([
  ['red', 'vpc-red'],
  ['blue', 'vpc-blue'],
]);

const pod = (cluster: string, address: string, part: Partial<PodHolding> = {}): PodHolding => ({
  ...{ cluster, address, uid: `${cluster}-${address}`, namespace: 'shop', pod: 'web-1', workload: 'web' },
  ...{ node: 'node-a', labels: {}, started: 0, ended: null },
  ...part,
});

const record = (vpc: string, from: string, to: string, start = 36_100): FlowRecord => ({
  ...{ vpc_id: vpc, pkt_srcaddr: from, pkt_dstaddr: to, start, bytes: 100, packets: 1 },
  ...{ action: 'ACCEPT', log_status: 'OK', flow_direction: 'egress' },
});

const shared = [pod('red', '10.0.0.1'), pod('blue', '10.0.0.1'), pod('red', '10.0.0.2'), pod('blue', '10.0.0.3')];

let memory: MemoryData | null = null;
afterEach(() => memory?.close());

async function clustersOf(pods: PodHolding[], records: FlowRecord[], known = vpcs): Promise<unknown[]> {
  memory = await openMemoryData({ pods, nodes: [], records });
  const query = { queryType: 'table', traffic: 'all', limit: 0, groupBy: ['cluster'] };
  return exchangeRows(await memory.ask(query, hour, { vpcs: known }))
    .rows.map((row) => row.slice(0, 3))
    .sort();
}

test('a record means the owner in its own VPC', async () => {
  const records = [record('vpc-red', '10.0.0.2', '10.0.0.1'), record('vpc-blue', '10.0.0.3', '10.0.0.1')];
  expect(await clustersOf(shared, records)).toEqual([
    ['blue', 'blue', 100],
    ['red', 'red', 100],
  ]);
});

test('an address that one VPC alone uses may be reached from others, but what they send is not from it', async () => {
  const records = [record('vpc-red', '10.0.0.2', '10.0.0.3'), record('vpc-other', '10.0.0.3', '10.0.0.2')];
  expect(await clustersOf(shared, records)).toEqual([
    ['', 'red', 100],
    ['red', 'blue', 100],
  ]);
});

test('a third VPC has neither of the owners', async () => {
  expect(await clustersOf(shared, [record('vpc-other', '10.0.0.1', '10.0.0.1')])).toEqual([['', '', 100]]);
});

test('each VPC has its own owners in turn', async () => {
  const pods = [
    pod('red', '10.0.0.1', { started: 0 }),
    pod('blue', '10.0.0.1', { started: 36_500, ended: 37_000 }),
    pod('red', '10.0.0.2'),
  ];
  const records = [36_100, 36_600, 37_100].map((start) => record('vpc-red', '10.0.0.2', '10.0.0.1', start));
  expect(await clustersOf(pods, records)).toEqual([['red', 'red', 300]]);
});

test('where a cluster’s VPC is not known, the later start wins as ever, and nothing counts twice', async () => {
  const known = new Map([['red', 'vpc-red']]);
  const pods = [pod('red', '10.0.0.1'), pod('blue', '10.0.0.1', { started: 36_050 }), pod('red', '10.0.0.2')];
  expect(await clustersOf(pods, [record('vpc-red', '10.0.0.2', '10.0.0.1')], known)).toEqual([['red', 'blue', 100]]);
});

test.each<[string, PodHolding[], number]>([
  ['pods of two VPCs at a time', shared, 1],
  ['pods of two VPCs, one after the other', [pod('red', '10.0.0.1', { ended: 36_000 }), pod('blue', '10.0.0.1')], 1],
  ['another address in each', [pod('red', '10.0.0.2'), pod('blue', '10.0.0.3')], 0],
  ['a pod of a VPC that is not known', [pod('red', '10.0.0.1'), pod('green', '10.0.0.1')], 0],
  ['a pod that ended long before', [pod('red', '10.0.0.1', { ended: 35_000 }), pod('blue', '10.0.0.1')], 0],
])('whether VPCs share an address: %s', async (_, pods, rows) => {
  memory = await openMemoryData({ pods, nodes: [], records: [] });
  expect(await memory.run(sharedAddressStatement(hour, vpcs, 60))).toMatchObject({ rowCount: rows });
});
