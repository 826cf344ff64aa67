/** The engine over tables with a client that knows some tables: what is asked of it, and what is not asked again. */
import { networksStatement } from '../../sql/inside-address';
import type { ResultColumns } from '../engine';
import { createTableEngine } from './engine';
import type { SqlClient, TableName, TableSchema } from './sql-client';

const { signal } = new AbortController();
const noon = Date.UTC(2026, 2, 10, 12) / 1000;
const range = { from: noon - 3600, to: noon };

const schema = (columns: string[], keys: string[], properties: Record<string, string> = {}): TableSchema => ({
  columns: columns.map((name) => ({
    name,
    type: name === 'labels' ? 'map(varchar, varchar)' : isNumber(name) ? 'bigint' : 'varchar',
  })),
  partitionKeys: keys.map((name) => ({ name, type: 'varchar' })),
  properties,
});
const isNumber = (name: string): boolean =>
  ['start', 'bytes', 'started', 'ended', 'last_seen', 'from', 'to'].includes(name);

const flowColumns = ['pkt_srcaddr', 'pkt_dstaddr', 'start', 'bytes'];
const podColumns = [
  'uid',
  'namespace',
  'pod',
  'workload',
  'node',
  'address',
  'labels',
  'host_network',
  'started',
  'ended',
  'last_seen',
];
const usual: Record<string, TableSchema> = {
  flows: schema(flowColumns, ['year', 'month', 'day']),
  pods: schema(podColumns, ['cluster', 'day']),
  pods_nodes: schema(['node', 'address', 'zone_id', 'zone_name', 'started', 'ended', 'last_seen'], ['cluster', 'day']),
  pods_observations: schema(['resource', 'from', 'to'], ['cluster', 'day']),
};

interface Asked {
  described: string[];
  statements: string[];
}

/** @param newest epoch seconds that any question about the newest sight is answered with */
function engineOver(
  tables: Record<string, TableSchema> = usual,
  { days = ['2026-03-09', '2026-03-10'], newest = noon, fails = (_sql: string): boolean => false, flows = true } = {}
) {
  const asked: Asked = { described: [], statements: [] };
  const client: SqlClient = {
    describe: async ({ table }: TableName) => {
      asked.described.push(table);
      return tables[table] ?? null;
    },
    partitions: async () => days.map((day) => ({ cluster: 'prod', day })),
    run: async (sql) => {
      asked.statements.push(sql);
      if (fails(sql)) {
        throw new Error('it failed');
      }
      const columns: ResultColumns['columns'] = sql.includes('AS newest')
        ? new Map<string, Array<string | number>>([
            ['cluster', ['prod']],
            ['newest', flows || !sql.includes('"flows"') ? [newest] : []],
          ])
        : new Map([['network', []]]);
      return { result: { rowCount: 1, columns }, stats: { engineMs: 1, queueMs: 0, scannedBytes: 0, scanPrice: 0 } };
    },
    close: async () => undefined,
  };
  const engine = createTableEngine({
    name: 'trino',
    client,
    tables: { flows: { database: 'vpc', table: 'flows' }, history: { database: 'zoneflow', table: 'pods' } },
    mostStatementBytes: 5000,
    now: () => noon * 1000,
  });
  return { engine, asked };
}

test('a statement gets the relations that it reads before it, pruned', async () => {
  const { engine, asked } = engineOver();
  const opened = await engine.open(range, signal);
  await opened.run('WITH a AS (SELECT 1) SELECT * FROM a, flow_records, pod_history', signal);
  const [sql = ''] = asked.statements;
  expect(sql).toMatch(/^WITH flow_records AS \(SELECT .* FROM "vpc"\."flows" WHERE "year" = '2026' AND /);
  expect(sql).toContain(`pod_history AS (SELECT "cluster" AS cluster, "uid" AS uid`);
  expect(sql).toContain(
    `FROM "zoneflow"."pods" WHERE NOT host_network AND address <> '' AND day BETWEEN '2026-03-09' AND '2026-03-11')`
  );
  expect(sql).not.toContain('node_history');
  expect(sql).toMatch(/a AS \(SELECT 1\) SELECT \* FROM a, flow_records, pod_history$/);
});

test('tables are described once, networks asked for once, for every range of the same days', async () => {
  const { engine, asked } = engineOver();
  for (const from of [range.from, range.from + 60]) {
    const opened = await engine.open({ from, to: from + 600 }, signal);
    await opened.run(networksStatement, signal);
  }
  expect(asked.described.sort()).toEqual(['flows', 'pods', 'pods_interfaces', 'pods_nodes', 'pods_subnets']);
  expect(asked.statements).toHaveLength(1);
});

test('questions that name flow records are asked each time', async () => {
  const { engine, asked } = engineOver(usual, { days: ['2026-03-10', '2026-04-01'] });
  const opened = await engine.open(range, signal);
  await opened.run('SELECT count(*) FROM flow_records', signal);
  await opened.run('SELECT count(*) FROM flow_records', signal);
  expect(asked.statements).toHaveLength(2);
  expect(opened.notices).toEqual([]);
});

test('where history ends before the range does, its newest day is read and the answer says so', async () => {
  const sight = Date.UTC(2026, 2, 5, 8) / 1000;
  const { engine, asked } = engineOver(usual, { days: ['2026-03-04', '2026-03-05'], newest: sight });
  const opened = await engine.open(range, signal);
  await opened.run('SELECT 1 FROM flow_records, pod_history', signal);
  expect(asked.statements.find((sql) => sql.includes('flow_records'))).toContain(
    `(day BETWEEN '2026-03-09' AND '2026-03-11' OR (cluster = 'prod' AND day = '2026-03-05'))`
  );
  expect(opened.notices.map(({ text }) => text)).toEqual([
    'The pod history of cluster prod ends at 2026-03-05T08:00:00Z: pods alive then are taken to hold their addresses still, newer ones are unknown.',
  ]);
  expect(opened.newest).toBe(sight);
});

test('a failure to see how far history reaches takes no answer away', async () => {
  const { engine } = engineOver(usual, { fails: (sql) => sql.includes('last_seen') && !sql.includes('flow_records') });
  const opened = await engine.open(range, signal);
  await opened.run('SELECT 1 FROM flow_records', signal);
  expect(opened.notices.map(({ text }) => text)).toEqual([
    'How far the pod history reaches could not be read: it failed',
  ]);
});

test.each<[string, Record<string, TableSchema>, string[]]>([
  ['no nodes', { ...usual, pods_nodes: undefined as never }, ['There is no table zoneflow.pods_nodes']],
  ['no partitions', { ...usual, flows: schema(flowColumns, []) }, ['has no partitions by time']],
  [
    'partitions of another kind',
    { ...usual, flows: schema(flowColumns, ['team']) },
    ['is partitioned by team, which tells no time'],
  ],
])('%s: the answer says what that means', async (_, tables, texts) => {
  const { engine } = engineOver(tables);
  const { notices } = await engine.open(range, signal);
  expect(notices).toHaveLength(texts.length);
  texts.forEach((part, index) => expect(notices[index]?.text).toContain(part));
});

test.each<[string, Record<string, TableSchema>, string, string]>([
  ['no flow table', { pods: usual.pods ?? schema([], []) }, 'table_missing', 'There is no table vpc.flows'],
  ['no history', { flows: usual.flows ?? schema([], []) }, 'table_missing', 'There is no table zoneflow.pods'],
  [
    'no packet addresses',
    { ...usual, flows: schema(['srcaddr', 'start', 'bytes'], []) },
    'unusable_flow_log',
    'The table vpc.flows has no column pkt_srcaddr, pkt_dstaddr',
  ],
  [
    'another table as history',
    { ...usual, pods: schema(['name', 'ip'], []) },
    'bad_settings',
    'The table zoneflow.pods is no pod history: it has no column cluster, uid',
  ],
])('%s is refused', async (_, tables, code, message) => {
  const { engine } = engineOver(tables);
  const opening = engine.open(range, signal);
  await expect(opening).rejects.toMatchObject({ code });
  await expect(opening).rejects.toThrow(message);
});

test('a statement longer than the engine takes is refused before it is sent', async () => {
  const { engine, asked } = engineOver();
  const opened = await engine.open(range, signal);
  const running = opened.run(`SELECT '${'ü'.repeat(2500)}' FROM flow_records`, signal);
  await expect(running).rejects.toMatchObject({ code: 'bad_query' });
  await expect(running).rejects.toThrow(/^The question’s statement is \d+ bytes long, the engine takes 5000/);
  expect(asked.statements).toEqual([]);
});

test('freshness: the newest record, sight and look, from the newest partitions', async () => {
  const { engine, asked } = engineOver();
  const rows = await engine.freshness(signal);
  expect(rows.map(({ source, cluster, newest }) => [source, cluster, newest])).toEqual([
    ['flows', '', noon],
    ['history', 'prod', noon],
    ['nodes', 'prod', noon],
  ]);
  const [flows = '', ...more] = asked.statements.filter((sql) => sql.includes('"vpc"."flows"'));
  expect(flows).toContain(`"day" IN ('09', '9', '10', '11')`);
  expect(flows).toContain(`"start" >= CAST(${noon - 7200} AS bigint)`);
  expect(more).toEqual([]);
});

test('freshness looks back further and further for a record, and no further than five weeks', async () => {
  const { engine, asked } = engineOver(usual, { flows: false });
  const [flows] = await engine.freshness(signal);
  expect(flows).toMatchObject({ newest: null, finding: 'The table vpc.flows has no flow record of the last 35 days.' });
  expect(asked.statements.filter((sql) => sql.includes('"vpc"."flows"'))).toHaveLength(3);
});
