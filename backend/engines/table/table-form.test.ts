/** Tables as AWS's own instructions and others make them: which fields they have and how a range prunes them. */
import { TableCatalog } from './catalog';
import { openFlowTable } from './flows-of-range';
import type { Partition, SqlClient, TableSchema } from './sql-client';

const { signal } = new AbortController();
const table = { database: 'vpc', table: 'logs' };
const range = { from: Date.UTC(2026, 2, 10, 10) / 1000, to: Date.UTC(2026, 2, 10, 11) / 1000 };
const hive = {
  ...{ 'aws-account-id': 'string', 'aws-service': 'string', 'aws-region': 'string' },
  ...{ year: 'string', month: 'string', day: 'string' },
};
/** The columns of the user guide's tables for custom formats. */
const columns = {
  ...{ version: 'int', account_id: 'string', interface_id: 'string', srcaddr: 'string', dstaddr: 'string' },
  ...{ srcport: 'int', dstport: 'int', protocol: 'bigint', packets: 'bigint', bytes: 'bigint', start: 'bigint' },
  ...{ end: 'bigint', action: 'string', log_status: 'string', vpc_id: 'string', subnet_id: 'string' },
  ...{ pkt_srcaddr: 'string', pkt_dstaddr: 'string', az_id: 'string', flow_direction: 'string' },
};

type Columns = Record<string, string>;

function clientOf(schema: TableSchema, sample: Partition = {}): { client: SqlClient; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    client: {
      describe: () => Promise.resolve(schema),
      partitions: (_table, limit) => {
        asked.push(`partitions ${limit}`);
        return Promise.resolve([sample]);
      },
      run: (sql) => {
        asked.push(sql);
        const values = new Map(Object.entries(sample).map(([name, value]) => [name, [value]]));
        const stats = { engineMs: 0, queueMs: 0, scannedBytes: 0, scanPrice: 0 };
        return Promise.resolve({ result: { rowCount: 1, columns: values }, stats });
      },
      close: () => Promise.resolve(),
    },
  };
}

const list = (of: Columns) => Object.entries(of).map(([name, type]) => ({ name, type }));
const schemaOf = (own: Columns, keys: Columns = {}, properties: Record<string, string> = { EXTERNAL: 'TRUE' }) => ({
  columns: list(own),
  partitionKeys: list(keys),
  properties,
});

async function opened(schema: TableSchema, sample?: Partition) {
  const { client, asked } = clientOf(schema, sample);
  const flows = await openFlowTable(table, {}, new TableCatalog(client), signal);
  const condition = / WHERE (.*)$/.exec(flows.relation(range))?.[1] ?? null;
  return { condition, notices: flows.notices.map(({ text }) => text), asked, fields: flows.fields };
}

test.each<[string, TableSchema, string]>([
  [
    'the user guide’s table with dates that a person adds',
    schemaOf(columns, { date: 'date' }),
    `"date" >= DATE '2026-03-09' AND "date" < DATE '2026-03-12'`,
  ],
  [
    'the user guide’s projected table',
    schemaOf(
      columns,
      { region: 'string', day: 'string' },
      {
        'projection.enabled': 'true',
        ...{ 'projection.day.type': 'date', 'projection.day.format': 'yyyy/MM/dd', 'projection.region.type': 'enum' },
      }
    ),
    `"day" BETWEEN '2026/03/09' AND '2026/03/11'`,
  ],
  [
    'Hive-compatible prefixes, by the day',
    schemaOf(columns, hive),
    `"aws-service" = 'vpcflowlogs' AND "year" = '2026' AND "month" IN ('03', '3') AND "day" IN ('09', '9', '10', '11')`,
  ],
  [
    'Hive-compatible prefixes, by the hour',
    schemaOf(columns, { ...hive, hour: 'string' }),
    `"aws-service" = 'vpcflowlogs' AND "year" = '2026' AND "month" IN ('03', '3') AND "day" IN ('10') AND "hour" IN ('09', '9', '10', '11')`.replace(
      `IN ('10') AND`,
      `= '10' AND`
    ),
  ],
])('%s: every field is found, a range reads its partitions', async (_, schema, condition) => {
  const flows = await opened(schema);
  expect(flows.condition).toBe(condition);
  expect(flows.notices).toEqual([]);
  expect([...flows.fields]).toEqual(
    expect.arrayContaining(['az_id', 'flow_direction', 'pkt_srcaddr', 'action', 'end'])
  );
  expect(flows.asked).toEqual([]);
});

test('partitions of a table are never listed: one of them tells the format of all', async () => {
  const flows = await opened(schemaOf(columns, { dt: 'string' }), { dt: '2026-03-01' });
  expect(flows.condition).toBe(`"dt" BETWEEN '2026-03-09' AND '2026-03-11'`);
  expect(flows.asked).toEqual(['partitions 1']);
});

test('a view is pruned through its columns, by the format that a row shows', async () => {
  const flows = await opened(schemaOf({ ...columns, day: 'varchar' }, {}, {}), { day: '2026/03/01' });
  expect(flows.condition).toBe(`"day" BETWEEN '2026/03/09' AND '2026/03/11'`);
  expect(flows.asked).toEqual(['SELECT CAST("day" AS varchar) AS "day" FROM "vpc"."logs" LIMIT 1']);
  expect(flows.notices).toEqual([]);
});

test('Athena’s mark tells a view, too; dates and parts of dates need no row', async () => {
  const view = { presto_view: 'true', comment: 'Presto View' };
  const dated = await opened(schemaOf({ ...columns, date: 'date' }, {}, view));
  expect(dated.condition).toBe(`"date" >= DATE '2026-03-09' AND "date" < DATE '2026-03-12'`);
  const parts = await opened(schemaOf({ ...columns, year: 'varchar', month: 'varchar', day: 'varchar' }, {}, view));
  expect(parts.condition).toContain(`"year" = '2026' AND "month" IN ('03', '3')`);
  expect([...dated.asked, ...parts.asked]).toEqual([]);
});

test('a view whose columns tell no day is read whole, and says so', async () => {
  const flows = await opened(schemaOf({ ...columns, day: 'varchar' }, {}, {}), { day: 'Tuesday' });
  expect(flows.condition).toBeNull();
  expect(flows.notices).toEqual([expect.stringContaining('has no partitions by time')]);
});

test.each([
  ['Glue', { table_type: 'ICEBERG' }],
  ['Trino', { key: 'format', value: 'iceberg/PARQUET' }],
])('an Iceberg table prunes by its own statistics: no warning (%s)', async (_, properties) => {
  expect(await opened(schemaOf(columns, {}, properties))).toMatchObject({ condition: null, notices: [], asked: [] });
});

test('a start as a timestamp is read as seconds', async () => {
  const { client } = clientOf(schemaOf({ ...columns, start: 'timestamp(3)' }, { date: 'date' }));
  const flows = await openFlowTable(table, {}, new TableCatalog(client), signal);
  expect(flows.relation(range)).toContain('CAST(floor(to_unixtime("start")) AS bigint) AS "start"');
});

test.each<[string, Columns, string, string]>([
  [
    'a type that holds no value',
    { ...columns, pkt_srcaddr: 'array(varchar)', bytes: 'map(varchar, varchar)' },
    'Columns of the table vpc.logs cannot be read: bytes is of type map(varchar, varchar), pkt_srcaddr is of type array(varchar)',
    '',
  ],
  ['no packet addresses', { srcaddr: 'string', start: 'bigint', bytes: 'bigint' }, 'has no column pkt_srcaddr', ''],
  [
    'records inside of log events',
    { messagetype: 'string', loggroup: 'string', logevents: 'array(row(message varchar))' },
    'is no table of flow logs: its columns are those of exported log events',
    'delivers to S3',
  ],
  [
    'the AWS sample’s results',
    { timestamp: 'timestamp', cross_az_traffic: 'string', bytes_transfered: 'bigint' },
    'is no table of flow logs: it is the results table of the AWS sample',
    'vpc-flow-logs-table',
  ],
])('%s is refused with what to do', async (_, own, message, remedy) => {
  const opening = opened(schemaOf(own));
  await expect(opening).rejects.toMatchObject({ code: 'unusable_flow_log' });
  await expect(opening).rejects.toHaveProperty('remedy', expect.stringContaining(remedy));
  await expect(opening).rejects.toThrow(message);
});
