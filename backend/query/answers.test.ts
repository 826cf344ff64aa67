/** What questions answer, on a small cluster in memory: each rule of a right number as a case. */
import {
  openMemoryData,
  type FlowRecord,
  type MemoryData,
  type NodeHolding,
  type PodHolding,
} from '../../tests/sql/memory-data';
import { exchangeRows, matrixRows } from './shape/table';

const hour = { from: 36_000, to: 39_600 };

const pod = (part: Partial<PodHolding> & Pick<PodHolding, 'pod' | 'address'>): PodHolding => ({
  cluster: 'prod',
  uid: `uid-${part.pod}`,
  namespace: 'shop',
  workload: part.pod.replace(/-\d+$/, ''),
  node: 'node-a',
  labels: {},
  started: 0,
  ended: null,
  ...part,
});

const nodes: NodeHolding[] = (['a', 'b'] as const).map((letter, index) => ({
  cluster: 'prod',
  node: `node-${letter}`,
  address: `10.0.9.${index + 1}`,
  zone_id: `az-${letter}`,
  zone_name: `zone-${letter}`,
  started: 0,
  ended: null,
}));

const record = (
  from: string,
  to: string,
  start: number,
  bytes: number,
  part: Partial<FlowRecord> = {}
): FlowRecord => ({
  pkt_srcaddr: from,
  pkt_dstaddr: to,
  start,
  bytes,
  packets: 1,
  action: 'ACCEPT',
  log_status: 'OK',
  flow_direction: 'egress',
  az_id: null,
  ...part,
});

const web = pod({ pod: 'web-1', address: '10.0.0.1' });
const db = pod({
  pod: 'db-1',
  address: '10.0.0.2',
  node: 'node-b',
  namespace: 'data',
  labels: { app: 'db', 'x.y/z': 'ü"\'' },
});

let opened: MemoryData[] = [];
const open = async (
  data: Partial<{ pods: PodHolding[]; records: FlowRecord[]; nodes: NodeHolding[] }>
): Promise<MemoryData> => {
  const memory = await openMemoryData({ pods: [web, db], nodes, records: [], ...data });
  opened.push(memory);
  return memory;
};
afterEach(() => {
  opened.forEach((memory) => memory.close());
  opened = [];
});

const rowsOf = async (memory: MemoryData, query: Record<string, unknown>, range = hour) =>
  exchangeRows(await memory.ask({ queryType: 'table', traffic: 'all', ...query }, range)).rows;

test('counts what was sent, accepted and complete, in [from, to)', async () => {
  const memory = await open({
    records: [
      record(web.address, db.address, hour.from, 1),
      record(web.address, db.address, hour.to - 1, 2),
      record(web.address, db.address, hour.from - 1, 4),
      record(web.address, db.address, hour.to, 8),
      record(web.address, db.address, hour.from, 16, { flow_direction: 'ingress' }),
      record(web.address, db.address, hour.from, 32, { action: 'REJECT' }),
      record('-', '-', hour.from, 0, { log_status: 'NODATA', action: null, flow_direction: null, bytes: null }),
      record('-', '-', hour.from, 0, { log_status: 'SKIPDATA', action: null, flow_direction: null, bytes: null }),
    ],
  });
  const result = await memory.ask({ queryType: 'table', groupBy: ['pod'] }, hour);
  expect(exchangeRows(result)).toEqual({
    columns: ['source_pod', 'target_pod', 'bytes', 'packets', 'flows', 'cost'],
    rows: [['web-1', 'db-1', 3, 2, 2, (3 / 2 ** 30) * 0.02]],
  });
  expect(result.coverage.records).toEqual({ counted: 2, rejected: 1, noData: 1, skipData: 1 });
});

test.each<[string, number, string, number]>([
  ['at its start', 36_100, 'a-1', 0],
  ['before its end', 36_199, 'a-1', 0],
  ['in the 60 s after its end', 36_200, 'a-1', 1],
  ['at the last of them', 36_259, 'a-1', 1],
  ['after them: nobody', 36_260, '', 0],
  ['before any owner: nobody', 36_099, '', 0],
  ['at the next owner’s start', 36_400, 'b-1', 0],
  ['while both claim it: the later start', 36_520, 'c-1', 1],
  ['after the earlier’s known end', 36_550, 'c-1', 0],
])('an address belongs %s', async (_, start, owner, ambiguous) => {
  const memory = await open({
    pods: [
      web,
      pod({ pod: 'a-1', address: '10.0.0.7', started: 36_100, ended: 36_200 }),
      pod({ pod: 'b-1', address: '10.0.0.7', started: 36_400, ended: 36_550 }),
      pod({ pod: 'c-1', address: '10.0.0.7', started: 36_500 }),
    ],
    records: [record(web.address, '10.0.0.7', start, 5)],
  });
  const result = await memory.ask({ queryType: 'table', traffic: 'all', groupBy: ['pod'] }, hour);
  expect(result.rows.map((row) => [row.values[1], row.bytes])).toEqual([[owner, 5]]);
  expect(result.coverage).toMatchObject({
    bytes: 5,
    ambiguousBytes: ambiguous * 5,
    unattributedBytes: owner === '' ? 5 : 0,
    attributedBytes: owner === '' ? 0 : 5,
  });
});

test('the 60 s after an end never reach into the next owner’s time', async () => {
  const memory = await open({
    pods: [
      web,
      pod({ pod: 'a-1', address: '10.0.0.7', ended: 36_200 }),
      pod({ pod: 'b-1', address: '10.0.0.7', started: 36_230 }),
    ],
    records: [record(web.address, '10.0.0.7', 36_229, 1), record(web.address, '10.0.0.7', 36_230, 2)],
  });
  expect(await rowsOf(memory, { groupBy: ['pod'], targetGroupBy: ['pod'] })).toEqual([
    ['web-1', 'b-1', 2, 1, 1, 0],
    ['web-1', 'a-1', 1, 1, 1, 0],
  ]);
});

test('ends are pods, nodes, unattributed or external', async () => {
  const memory = await open({
    records: [
      '10.0.0.2',
      '10.0.9.2',
      '10.7.7.7',
      '172.31.0.1',
      '100.64.0.9',
      '172.32.0.1',
      '100.128.0.1',
      '8.8.8.8',
      'fd00::1',
      '2600::1',
    ].map((target, index) => record(web.address, target, hour.from, 2 ** index)),
  });
  expect(await rowsOf(memory, { groupBy: [], targetGroupBy: ['kind'], limit: 0 })).toEqual([
    ['external', 32 + 64 + 128 + 512, 4, 4, 0],
    ['unattributed', 4 + 8 + 16 + 256, 4, 4, 0],
    ['node', 2, 1, 1, expect.any(Number)],
    ['pod', 1, 1, 1, expect.any(Number)],
  ]);
});

test('public addresses beside the cluster’s own are inside', async () => {
  const memory = await open({
    pods: [pod({ pod: 'six-1', address: '2600:1f18:1:2::5' }), pod({ pod: 'public-1', address: '52.1.2.3' })],
    records: [
      record('2600:1f18:1:2::5', '2600:1f18:1:2:0:1:2:3', hour.from, 1),
      record('2600:1f18:1:2::5', '2600:1f18:1:3::1', hour.from, 2),
      record('2600:1F18:0001:0002:0000:0000:0000:0005', '52.1.2.9', hour.from, 4),
      record('2600:1f18:1:2::5', '52.1.3.9', hour.from, 8),
    ],
  });
  expect(await rowsOf(memory, { groupBy: ['pod'], targetGroupBy: ['kind'] })).toEqual([
    ['six-1', 'external', 10, 2, 2, 0],
    ['six-1', 'unattributed', 5, 2, 2, 0],
  ]);
});

test('a zone comes from the node, its zone’s name, or the address’s own egress, in this order', async () => {
  const memory = await open({
    nodes: [
      ...nodes,
      {
        ...nodes[1],
        cluster: 'prod',
        node: 'node-c',
        address: '10.0.9.3',
        zone_id: '',
        zone_name: 'zone-b',
        started: 0,
        ended: null,
      },
    ],
    pods: [
      web,
      pod({ pod: 'named-1', address: '10.0.0.3', node: 'node-c' }),
      pod({ pod: 'seen-1', address: '10.0.0.4', node: 'gone' }),
      pod({ pod: 'silent-1', address: '10.0.0.5', node: 'gone' }),
    ],
    records: [
      record(web.address, '10.0.0.3', hour.from, 1),
      record(web.address, '10.0.0.4', hour.from, 2),
      record(web.address, '10.0.0.5', hour.from, 4),
      record(web.address, '10.0.0.99', hour.from, 8),
      // Spoken outside the range, and more often from az-x than from az-y.
      record('10.0.0.4', web.address, hour.from - 50, 1, { az_id: 'az-x' }),
      record('10.0.0.4', web.address, hour.from - 50, 1, { az_id: 'az-x' }),
      record('10.0.0.4', web.address, hour.from - 50, 1, { az_id: 'az-y' }),
      record('10.0.0.99', web.address, hour.to + 50, 1, { az_id: 'az-z' }),
    ],
  });
  const result = await memory.ask({ queryType: 'table', traffic: 'all', groupBy: ['zone'] }, hour);
  expect(result.rows.map((row) => [...row.values, row.bytes])).toEqual([
    ['az-a', 'az-z', 8],
    ['az-a', '', 4],
    ['az-a', 'az-x', 2],
    ['az-a', 'az-b', 1],
  ]);
  expect(result.coverage.unknownZoneBytes).toBe(4);
});

test('a zone name that no node tells the ID of has the zone that its speaking pods show', async () => {
  const named = (index: number): NodeHolding => ({
    cluster: 'prod',
    node: `old-${index}`,
    address: `10.0.8.${index}`,
    zone_id: '',
    zone_name: 'us-east-1c',
    started: 0,
    ended: null,
  });
  const memory = await open({
    nodes: [...nodes, named(1), named(2)],
    pods: [
      web,
      pod({ pod: 'speaks-1', address: '10.0.0.21', node: 'old-1' }),
      pod({ pod: 'silent-1', address: '10.0.0.22', node: 'old-2' }),
    ],
    records: [
      record(web.address, '10.0.0.22', hour.from, 1),
      record('10.0.0.21', web.address, hour.from, 2, { az_id: 'az-c' }),
    ],
  });
  expect(await rowsOf(memory, { groupBy: ['pod', 'zone'] })).toEqual([
    ['speaks-1', 'az-c', 'web-1', 'az-a', 2, 1, 1, expect.any(Number)],
    ['web-1', 'az-a', 'silent-1', 'az-c', 1, 1, 1, expect.any(Number)],
  ]);
});

test('a Fargate pod has the zone of its node, whose address is the pod’s', async () => {
  const fargate: NodeHolding = {
    cluster: 'prod',
    node: 'fargate-1',
    address: '',
    zone_id: 'az-b',
    zone_name: '',
    started: 0,
    ended: null,
  };
  const memory = await open({
    nodes: [...nodes, fargate],
    pods: [web, pod({ pod: 'job-1', address: '10.0.0.6', node: 'fargate-1' })],
    records: [record(web.address, '10.0.0.6', hour.from, 1)],
  });
  expect(await rowsOf(memory, { groupBy: ['pod', 'zone'] })).toEqual([
    ['web-1', 'az-a', 'job-1', 'az-b', 1, 1, 1, expect.any(Number)],
  ]);
});

describe('filters', () => {
  const records = [
    record(web.address, db.address, hour.from, 1),
    record(db.address, web.address, hour.from, 2),
    record(web.address, '8.8.8.8', hour.from, 4),
    record('10.0.0.77', web.address, hour.from, 8),
  ];
  const total = async (filters: unknown[], bidirectional = false): Promise<number> => {
    const memory = await open({ records });
    const result = await memory.ask({ queryType: 'table', traffic: 'all', filters, bidirectional }, hour);
    expect(result.rows.reduce((sum, row) => sum + row.bytes, 0)).toBe(result.coverage.bytes);
    return result.coverage.bytes;
  };
  const filter = (side: string, dimension: string, operator: string, ...values: string[]) => ({
    side,
    dimension,
    operator,
    values,
  });

  test.each<[string, unknown[], number]>([
    ['source is', [filter('source', 'namespace', '=', 'shop')], 5],
    ['source is not', [filter('source', 'namespace', '!=', 'shop')], 10],
    ['target is one of', [filter('target', 'workload', '=|', 'web', 'db')], 11],
    ['target is none of', [filter('target', 'workload', '!=|', 'web', 'db')], 4],
    ['either', [filter('either', 'namespace', '=', 'data')], 3],
    ['either, not', [filter('either', 'namespace', '!=', 'shop')], 15],
    ['pattern, whole value', [filter('source', 'pod', '=~', 'we')], 0],
    ['pattern', [filter('source', 'pod', '=~', 'we.*')], 5],
    ['not the pattern', [filter('source', 'pod', '!~', 'we.*|db.*')], 8],
    ['pattern of every text', [filter('source', 'pod', '=~', '.*')], 15],
    ['pattern for missing', [filter('source', 'pod', '=~', '')], 8],
    ['missing is the empty string', [filter('source', 'namespace', '=', '')], 8],
    ['kind', [filter('target', 'kind', '=', 'external')], 4],
    ['zone', [filter('target', 'zone', '=', 'az-a')], 10],
    ['label', [filter('source', 'label:x.y/z', '=', 'ü"\'')], 2],
    ['label that no pod has', [filter('source', 'label:none', '=', 'x')], 0],
    ['all must hold', [filter('source', 'namespace', '=', 'shop'), filter('target', 'namespace', '=', 'data')], 1],
    ['without values it restricts nothing', [filter('source', 'namespace', '=')], 15],
    ['SQL is text', [filter('source', 'namespace', '=', "shop' OR 1=1 --")], 0],
  ])('%s', async (_, filters, expected) => {
    expect(await total(filters)).toBe(expected);
  });

  test('bidirectional matches either way round', async () => {
    const pair = [filter('source', 'namespace', '=', 'shop'), filter('target', 'namespace', '=', 'data')];
    expect(await total(pair, true)).toBe(3);
  });

  test('ten thousand values', async () => {
    const values = Array.from({ length: 10_000 }, (_, index) => `none-${index}`);
    expect(await total([filter('source', 'workload', '=|', ...values, 'db')])).toBe(2);
  });
});

test('the most, the rest, and the same total', async () => {
  const records = Array.from({ length: 6 }, (_, index) =>
    record(web.address, `10.0.1.${index}`, hour.from + index * 60, 10 ** index)
  );
  const pods = [
    web,
    ...records.map((_, index) => pod({ pod: `p-${index}`, address: `10.0.1.${index}`, node: 'node-b' })),
  ];
  const memory = await open({ pods, records });
  expect(await rowsOf(memory, { groupBy: ['pod'], limit: 2 })).toEqual([
    ['web-1', 'p-5', 100_000, 1, 1, expect.any(Number)],
    ['web-1', 'p-4', 10_000, 1, 1, expect.any(Number)],
    ['other', 'other', 1111, 4, 4, (1111 / 2 ** 30) * 0.02],
  ]);
  expect(await rowsOf(memory, { groupBy: ['pod'], limit: 2, other: false })).toHaveLength(2);
  expect(await rowsOf(memory, { groupBy: ['pod'], limit: 0 })).toHaveLength(6);
  const series = await memory.ask({ queryType: 'timeseries', groupBy: ['pod'], limit: 1 }, hour);
  expect(series.rows.map((row) => [row.values[1], row.bucket, row.bytes])).toEqual([
    ['p-5', 36_300, 100_000],
    ['other', 36_000, 1],
    ['other', 36_060, 10],
    ['other', 36_120, 100],
    ['other', 36_180, 1000],
    ['other', 36_240, 10_000],
  ]);
});

test('a matrix has a row a source zone and a column a target zone', async () => {
  const memory = await open({
    records: [
      record(web.address, db.address, hour.from, 1),
      record(db.address, web.address, hour.from, 2),
      record(web.address, '8.8.8.8', hour.from, 4),
    ],
  });
  expect(matrixRows(await memory.ask({ queryType: 'matrix', traffic: 'all' }, hour))).toEqual({
    columns: ['source_zone', 'az-a', 'az-b', 'unknown'],
    rows: [
      ['az-a', null, 1, 4],
      ['az-b', 2, null, null],
    ],
  });
});

test.each<[string, string, number]>([
  ['flow-direction', 'flow_direction', 3],
  ['action', 'action', 5],
  ['az-id', 'az_id', 1],
  ['packets', 'packets', 1],
])('a log without %s is answered all the same', async (_, field, expected) => {
  const all = [
    record(web.address, db.address, hour.from, 1),
    record(web.address, db.address, hour.from, 2, { flow_direction: 'ingress' }),
    record(web.address, db.address, hour.from, 4, { action: 'REJECT' }),
  ];
  const records = all.map((one) => Object.fromEntries(Object.entries(one).filter(([name]) => name !== field)));
  const memory = await open({ records });
  expect((await memory.ask({ queryType: 'table' }, hour)).coverage.bytes).toBe(expected);
});

test('without flow-direction, traffic-path tells what was sent', async () => {
  const { flow_direction: _, ...plain } = record(web.address, db.address, hour.from, 1, { traffic_path: 1 });
  const memory = await open({ records: [plain, { ...plain, bytes: 2, traffic_path: null }] });
  expect((await memory.ask({ queryType: 'table' }, hour)).coverage.bytes).toBe(1);
});

test('without a status, windows without traffic show by having no bytes', async () => {
  const { log_status: _, ...plain } = record(web.address, db.address, hour.from, 1);
  const memory = await open({ records: [plain, { ...plain, pkt_srcaddr: '-', pkt_dstaddr: '-', bytes: null }] });
  expect((await memory.ask({ queryType: 'table' }, hour)).coverage.records.counted).toBe(1);
});

test('without action and status there is coverage still', async () => {
  const memory = await open({
    records: [record(web.address, db.address, hour.from, 5, { action: undefined, log_status: undefined })],
  });
  const { coverage } = await memory.ask({ queryType: 'table', traffic: 'all' }, hour);
  expect(coverage).toMatchObject({ bytes: 5, attributedBytes: 5, records: { counted: 1, rejected: 0, noData: 0 } });
});
