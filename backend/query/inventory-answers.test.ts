/** What questions answer where AWS resources and subnets are known: who an address is, and in which zone. */
import {
  openMemoryData,
  type FlowRecord,
  type InterfaceHolding,
  type MemoryData,
  type NodeHolding,
  type PodHolding,
  type SubnetFact,
} from '../../tests/sql/memory-data';
import { exchangeRows } from './shape/table';

const hour = { from: 36_000, to: 39_600 };
/** Long enough for the join to use buckets. */
const day = { from: 0, to: 86_400 };

const pod = (part: Partial<PodHolding>): PodHolding => ({
  cluster: 'prod',
  uid: 'uid-web',
  namespace: 'shop',
  pod: 'web-1',
  workload: 'web',
  node: 'node-a',
  address: '10.0.0.1',
  labels: {},
  started: 0,
  ended: null,
  ...part,
});

const node = (letter: string, part: Partial<NodeHolding> = {}): NodeHolding => ({
  cluster: 'prod',
  node: `node-${letter}`,
  address: `10.0.9.${letter.charCodeAt(0) - 96}`,
  zone_id: `az-${letter}`,
  zone_name: '',
  started: 0,
  ended: null,
  ...part,
});

const nat: InterfaceHolding = {
  interface_id: 'eni-nat',
  cluster: '',
  address: '10.0.5.9',
  kind: 'nat-gateway',
  name: 'nat-1',
  zone_id: 'az-b',
  started: 0,
  ended: null,
};

const record = (from: string, to: string, start: number, part: Partial<FlowRecord> = {}): FlowRecord => ({
  pkt_srcaddr: from,
  pkt_dstaddr: to,
  start,
  bytes: 100,
  packets: 1,
  action: 'ACCEPT',
  log_status: 'OK',
  flow_direction: 'egress',
  az_id: null,
  ...part,
});

const subnet = (cidr: string, zone_id: string): SubnetFact => ({ subnet_id: `subnet-${cidr}`, cidr, zone_id });

interface Data {
  pods: PodHolding[];
  nodes: NodeHolding[];
  interfaces: InterfaceHolding[];
  subnets: SubnetFact[];
  records: FlowRecord[];
}

const opened: MemoryData[] = [];
const open = async (data: Partial<Data>): Promise<MemoryData> => {
  const memory = await openMemoryData({ pods: [pod({})], nodes: [node('a')], records: [], ...data });
  opened.push(memory);
  return memory;
};
afterEach(() => opened.splice(0).forEach((memory) => memory.close()));

const ask = (memory: MemoryData, query: Record<string, unknown>, range = hour) =>
  memory.ask({ queryType: 'table', traffic: 'all', limit: 0, ...query }, range);

const targetsOf = async (memory: MemoryData, groupBy: string[], range = hour): Promise<unknown[]> => {
  const { rows } = exchangeRows(await ask(memory, { groupBy: [], targetGroupBy: groupBy }, range));
  return rows.map((row) => row.slice(0, groupBy.length)).sort();
};

test('an AWS resource has its kind, its name as workload, its zone, and counts as attributed', async () => {
  const memory = await open({ interfaces: [nat], records: [record('10.0.0.1', '10.0.5.9', 36_100)] });
  expect(await targetsOf(memory, ['kind', 'cluster', 'namespace', 'workload', 'pod', 'node', 'zone'])).toEqual([
    ['nat-gateway', '', '', 'nat-1', '', '', 'az-b'],
  ]);
  const { coverage } = await ask(memory, {});
  expect(coverage).toMatchObject({ bytes: 100, attributedBytes: 100, ambiguousBytes: 0, unknownZoneBytes: 0 });
});

test('the interface of a control plane belongs to its cluster', async () => {
  const plane = { ...nat, kind: 'eks-control-plane', name: 'Amazon EKS prod', cluster: 'prod' };
  const memory = await open({ interfaces: [plane], records: [record('10.0.0.1', '10.0.5.9', 36_100)] });
  expect(await targetsOf(memory, ['cluster', 'kind'])).toEqual([['prod', 'eks-control-plane']]);
});

describe.each([
  ['without buckets', { from: 0, to: 3600 }],
  ['with buckets', day],
])('pods and nodes come first, %s', (_, range) => {
  test.each<[string, number, string]>([
    ['the interface, before the pod', 999, 'nat-gateway'],
    ['the pod', 1000, 'pod'],
    ['the pod, though the interface began after it', 1999, 'pod'],
    ['the interface, from the pod’s end on', 2000, 'nat-gateway'],
    ['the interface, long after', 3500, 'nat-gateway'],
  ])('%s', async (_name, second, kind) => {
    const address = '10.0.5.9';
    const memory = await open({
      pods: [pod({ address, started: 1000, ended: 2000 })],
      interfaces: [
        { ...nat, started: 100, ended: 1500 },
        { ...nat, interface_id: 'eni-later', started: 1600 },
      ],
      records: [record('10.0.9.1', address, second)],
    });
    expect(await targetsOf(memory, ['kind'], range)).toEqual([[kind]]);
  });

  test('a node that is still there leaves nothing to the interface', async () => {
    const memory = await open({
      nodes: [node('a', { address: '10.0.5.9', started: 500 })],
      interfaces: [{ ...nat, started: 600 }],
      records: [record('10.0.0.1', '10.0.5.9', 900), record('10.0.0.1', '10.0.5.9', 3000)],
    });
    expect(await targetsOf(memory, ['kind'], range)).toEqual([['node']]);
  });

  test('after its end, and the record lag, the address is nobody’s', async () => {
    const memory = await open({
      interfaces: [{ ...nat, started: 100, ended: 1000 }],
      records: [
        record('10.0.0.1', '10.0.5.9', 50),
        record('10.0.0.1', '10.0.5.9', 1059),
        record('10.0.0.1', '10.0.5.9', 1060),
      ],
    });
    const { rows } = exchangeRows(await ask(memory, { groupBy: [], targetGroupBy: ['kind'] }, range));
    expect(rows.map(([kind, bytes]) => [kind, bytes]).sort()).toEqual([
      ['nat-gateway', 100],
      ['unattributed', 200],
    ]);
    const { coverage } = await ask(memory, {}, range);
    expect(coverage).toMatchObject({ attributedBytes: 100, ambiguousBytes: 100, unattributedBytes: 200 });
  });
});

describe('the zone of a subnet', () => {
  const zoneless = node('c', { zone_id: '', address: '10.0.9.3' });
  const zoneOf = async (address: string, data: Partial<Data>): Promise<string> => {
    const memory = await open({
      subnets: [subnet('10.0.0.0/20', 'az-b')],
      ...data,
      records: [record('10.0.9.1', address, 36_100), ...(data.records ?? [])],
    });
    const rows = await targetsOf(memory, ['workload', 'zone']);
    return rows.map((row) => (Array.isArray(row) ? String(row[1]) : '')).join();
  };
  const speaking = record('10.0.7.7', '8.8.8.8', 36_200, { az_id: 'az-c', flow_direction: 'ingress' });
  const spoken = record('10.0.7.7', '10.0.9.1', 36_200, { az_id: 'az-c' });

  test.each<[string, string, Partial<Data>, string]>([
    ['is told after the node’s own', '10.0.0.1', {}, 'az-a'],
    [
      'is a pod’s whose node has none',
      '10.0.0.1',
      { nodes: [node('a'), zoneless], pods: [pod({ node: 'node-c' })] },
      'az-b',
    ],
    ['is a node’s that has none', '10.0.9.3', { nodes: [node('a'), zoneless] }, 'az-b'],
    ['is that of an address that nobody is known to hold', '10.0.7.7', { records: [speaking] }, 'az-b'],
    ['is told after the interface’s own', '10.0.5.9', { interfaces: [{ ...nat, zone_id: 'az-c' }] }, 'az-c'],
    ['is an interface’s that has none', '10.0.5.9', { interfaces: [{ ...nat, zone_id: '' }] }, 'az-b'],
    ['is none of an address beside it', '10.0.16.1', {}, ''],
    [
      'is not told where subnets of several zones overlap',
      '10.0.7.7',
      { subnets: [subnet('10.0.0.0/20', 'az-b'), subnet('10.0.7.0/24', 'az-c')] },
      '',
    ],
    [
      'is told where several subnets of one zone do',
      '10.0.7.7',
      { subnets: [subnet('10.0.0.0/20', 'az-b'), subnet('10.0.7.0/24', 'az-b')] },
      'az-b',
    ],
    [
      'is that of an IPv6 pod',
      'fd00:0:0:1::7',
      {
        subnets: [subnet('fd00:0:0:1::/64', 'az-c')],
        nodes: [node('a'), zoneless],
        pods: [pod({ address: 'fd00:0:0:1::7', node: 'node-c' })],
      },
      'az-c',
    ],
  ])('%s', async (_name, address, data, zone) => {
    expect(await zoneOf(address, data)).toBe(zone);
  });

  test('comes before what the address’s own egress shows', async () => {
    const memory = await open({
      subnets: [subnet('10.0.7.0/24', 'az-b')],
      records: [record('10.0.9.1', '10.0.7.7', 36_100), spoken],
    });
    expect(await targetsOf(memory, ['kind', 'zone'])).toEqual([
      ['node', 'az-a'],
      ['unattributed', 'az-b'],
    ]);
  });

  test('leaves what no subnet holds to the address’s own egress', async () => {
    const memory = await open({
      subnets: [subnet('10.0.8.0/24', 'az-b')],
      records: [record('10.0.9.1', '10.0.7.7', 36_100), spoken],
    });
    expect(await targetsOf(memory, ['kind', 'zone'])).toEqual([
      ['node', 'az-a'],
      ['unattributed', 'az-c'],
    ]);
  });

  test('holds where the logs show no zones at all', async () => {
    const memory = await open({
      subnets: [subnet('10.0.7.0/24', 'az-b')],
      records: [record('10.0.9.1', '10.0.7.7', 36_100, { az_id: undefined })],
    });
    expect(await targetsOf(memory, ['kind', 'zone'])).toEqual([['unattributed', 'az-b']]);
  });
});

test('a filter finds a resource by its name', async () => {
  const memory = await open({
    interfaces: [nat, { ...nat, interface_id: 'eni-2', address: '10.0.5.10', name: 'nat-2' }],
    records: [record('10.0.0.1', '10.0.5.9', 36_100), record('10.0.0.1', '10.0.5.10', 36_100, { bytes: 7 })],
  });
  const filters = [{ side: 'target', dimension: 'workload', operator: '=', values: ['nat-2'] }];
  const { coverage } = await ask(memory, { filters });
  expect(coverage).toMatchObject({ bytes: 7, attributedBytes: 7 });
});
