/**
 * The shape of the join in DuckDB's plan. Ten thousand rows never show it, a hundred million do: an optimiser that joins
 * intervals with intervals, or builds its hash table of the flow records, makes the answer minutes and gigabytes slower.
 */
import { parseQuery } from '../../backend/query/parse-query';
import { planTraffic } from '../../backend/query/plan';
import { duckDbDialect } from '../../backend/sql/duckdb-dialect';
import { openMemoryData, type MemoryData } from './memory-data';

interface PlanNode {
  name: string;
  children: PlanNode[];
  extra_info: Record<string, unknown>;
}

const day = { from: 86_400 * 100, to: 86_400 * 101 };
const source = (dimension: string, value: string) => ({ side: 'source', dimension, operator: '=', values: [value] });
const target = (dimension: string, value: string) => ({ side: 'target', dimension, operator: '=', values: [value] });

let memory: MemoryData;
beforeAll(async () => {
  const pods = Array.from({ length: 50 }, (_, index) => ({
    cluster: 'prod',
    uid: `uid-${index}`,
    namespace: `ns-${index % 5}`,
    pod: `pod-${index}`,
    workload: `workload-${index % 10}`,
    node: 'node-1',
    address: `10.0.0.${index % 20}`,
    labels: {},
    started: day.from + index * 1000,
    ended: null,
  }));
  const records = Array.from({ length: 2000 }, (_, index) => ({
    pkt_srcaddr: `10.0.0.${index % 20}`,
    pkt_dstaddr: `10.0.0.${(index * 7) % 20}`,
    start: day.from + index * 40,
    bytes: 1,
    packets: 1,
    action: 'ACCEPT',
    log_status: 'OK',
    flow_direction: 'egress',
    az_id: 'az-a',
  }));
  memory = await openMemoryData({ pods, nodes: [], records });
});
afterAll(() => memory.close());

test.each([
  ['exchanges', {}],
  ['graph', { queryType: 'graph' }],
  ['graph of sides that are grouped apart', { queryType: 'graph', targetGroupBy: ['zone'] }],
  ['series', { queryType: 'timeseries', groupBy: ['namespace'], targetGroupBy: [] }],
  ['one source', { filters: [source('namespace', 'ns-1')] }],
  ['one target', { filters: [target('namespace', 'ns-1')] }],
  ['source and target', { filters: [source('namespace', 'ns-1'), target('workload', 'workload-2')] }],
  ['one zone', { filters: [source('zone', 'az-a')] }],
])('%s: records probe a hash table of segments, twice', async (_, part) => {
  const plan = planTraffic(parseQuery({ queryType: 'table', ...part }), {
    range: day,
    intervalMs: 60_000,
    maxDataPoints: 10_000,
    fields: { has: () => true, lackedBySome: () => false },
    networks: [],
    dialect: duckDbDialect,
    maxRows: 1000,
  });
  const explained = await memory.run(`EXPLAIN (FORMAT json) ${plan.sql}`);
  const root: PlanNode = {
    name: '',
    extra_info: {},
    children: JSON.parse(String(explained.columns.get('explain_value')?.[0])) as PlanNode[],
  };
  const joins = nodesOf(root).filter(
    (node) => /JOIN/.test(node.name) && JSON.stringify(node.extra_info).includes('valid_from') && readsRecords(node)
  );
  expect(joins).toHaveLength(2);
  for (const join of joins) {
    const [probed, built] = join.children;
    expect(join.name.trim()).toBe('HASH_JOIN');
    expect(probed !== undefined && readsRecords(probed)).toBe(true);
    expect(built !== undefined && readsRecords(built)).toBe(false);
  }
});

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...node.children.flatMap(nodesOf)];
}

function readsRecords(node: PlanNode): boolean {
  return nodesOf(node).some((one) => JSON.stringify(one.extra_info).includes('flow_records'));
}
