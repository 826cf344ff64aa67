/** The AWS sample's list of pods in the place of pod history, with a client that knows the sample's tables. */
import { ZoneFlowError } from '../../errors';
import { createTableEngine } from './engine';
import type { SqlClient, TableSchema } from './sql-client';

const { signal } = new AbortController();
const noon = Date.UTC(2026, 2, 10, 12) / 1000;
const range = { from: noon - 3600, to: noon };
const database = 'eks-inter-az-visibility';

const schema = (of: Record<string, string>): TableSchema => ({
  columns: Object.entries(of).map(([name, type]) => ({ name, type })),
  partitionKeys: [],
  properties: { classification: 'csv' },
});
const text = (names: string): Record<string, string> =>
  Object.fromEntries(names.split(' ').map((name) => [name, 'string']));
const tables: Record<string, TableSchema> = {
  'vpc-flow-logs-table': schema({
    ...text('az_id flow_direction pkt_srcaddr pkt_dstaddr'),
    start: 'bigint',
    bytes: 'bigint',
  }),
  'pods-table': schema(text('name ip app creation_time node az')),
};

/** @param written time of the list's file, or the error that the engine has for it */
function engineOver(written: number | ZoneFlowError) {
  const asked: string[] = [];
  const described: string[] = [];
  const client: SqlClient = {
    describe: ({ table }) => {
      described.push(table);
      return Promise.resolve(tables[table] ?? null);
    },
    partitions: () => Promise.reject(new Error('partitions are never listed')),
    run: (sql) => {
      asked.push(sql);
      const isAge = sql.includes('$file_modified_time');
      if (isAge && typeof written !== 'number') {
        return Promise.reject(written);
      }
      const row: Record<string, number> =
        isAge && typeof written === 'number'
          ? { written }
          : sql.includes('AS pods')
            ? { pods: 12, nodes: 3, without: 1, newest: noon - 9000 }
            : { newest: noon - 100 };
      const columns = new Map(Object.entries(row).map(([name, value]) => [name, [value]]));
      const stats = { engineMs: 1, queueMs: 0, scannedBytes: 0, scanPrice: 0 };
      return Promise.resolve({ result: { rowCount: 1, columns }, stats });
    },
    close: () => Promise.resolve(),
  };
  const engine = createTableEngine({
    name: 'athena',
    client,
    tables: { flows: { database, table: 'vpc-flow-logs-table' }, history: { database, table: 'pods-table' } },
    cluster: 'cross-az',
    mostStatementBytes: 100_000,
    now: () => noon * 1000,
  });
  return { engine, asked, described };
}

test('relations are made of the list, with quoted names and the settings’ cluster', async () => {
  const { engine, asked } = engineOver(noon);
  const opened = await engine.open(range, signal);
  await opened.run('SELECT * FROM flow_records, pod_history, node_history', signal);
  const [sql = ''] = asked.filter((each) => each.includes('flow_records'));
  expect(sql).toContain(`FROM "${database}"."vpc-flow-logs-table"`);
  expect(sql).toContain(`pod_history AS (SELECT 'cross-az' AS cluster`);
  expect(sql).toContain(`FROM "${database}"."pods-table"`);
  expect(sql).toContain(`node_history AS (SELECT 'cross-az' AS cluster`);
  expect(sql).not.toContain('pods-table_nodes');
  expect(opened.notices.map(({ text: said }) => said.split(/[:,]/)[0])).toEqual([
    `The table ${database}.vpc-flow-logs-table has no partitions by time`,
    `${database}.pods-table lists the pods of one moment`,
    `${database}.pods-table tells neither namespaces nor controllers nor UIDs`,
  ]);
});

test('a range after the list’s time is told where it ends', async () => {
  const { engine } = engineOver(noon - 7200);
  const opened = await engine.open(range, signal);
  await opened.run('SELECT 1 FROM flow_records', signal);
  expect(opened.notices.at(-1)?.text).toBe(
    'The pod history of cluster cross-az ends at 2026-03-10T10:00:00Z: pods alive then are taken to hold their addresses still, newer ones are unknown.'
  );
  expect(opened.newest).toBe(noon - 7200);
});

test('for lists and events a node is there from ever on: nothing says when it came', async () => {
  const { engine, asked } = engineOver(noon);
  const opened = await engine.openHistory(range, signal);
  await opened.run('SELECT * FROM node_history, history_observations', signal);
  expect(asked[0]).toContain('CAST(0 AS bigint) AS started');
  expect(asked[0]).toContain('history_observations AS (SELECT CAST(NULL AS varchar) AS cluster');
});

test.each<[string, number | ZoneFlowError, number, string]>([
  ['the time of its file', noon - 60, noon - 60, 'lists 12 pods, as of 2026-03-10T11:59:00Z'],
  [
    'its newest pod, where the engine tells no times of files',
    new ZoneFlowError('engine_failed', `COLUMN_NOT_FOUND: "$file_modified_time"`),
    noon - 9000,
    'lists 12 pods, the newest ready since 2026-03-10T09:30:00Z',
  ],
])('the list is as fresh as %s', async (_, written, newest, finding) => {
  const { engine } = engineOver(written);
  const rows = await engine.freshness(signal);
  expect(rows.map((row) => [row.source, row.cluster, row.newest])).toEqual([
    ['flows', '', noon - 100],
    ['history', 'cross-az', newest],
    ['nodes', 'cross-az', newest],
  ]);
  expect(rows[1]?.finding).toContain(finding);
  expect(rows[2]?.finding).toContain('names 3 nodes, all but 1 with the name of a zone');
});

test('other failures than an unknown column are told', async () => {
  const { engine } = engineOver(new ZoneFlowError('throttled', 'slow down'));
  const opened = await engine.open(range, signal);
  await opened.run('SELECT 1 FROM flow_records', signal);
  expect(opened.notices.at(-1)?.text).toBe('How far the pod history reaches could not be read: slow down');
  await expect(engine.freshness(signal)).rejects.toMatchObject({ code: 'throttled' });
});
