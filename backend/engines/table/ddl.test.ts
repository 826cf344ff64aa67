import { flowLogDdl, historyDdl, type FlowLogFiles } from './ddl';
import { partitionCondition } from './partition-condition';
import { partitionScheme } from './partition-keys';
import type { TableSchema } from './sql-client';

const table = { database: 'vpc', table: 'flow_logs' };
const log: FlowLogFiles = {
  location: 's3://logs/prefix/',
  fields: ['az-id', 'pkt-srcaddr', 'srcport', 'bytes', 'start', 'end'],
  files: 'parquet',
  hive: false,
  hourly: false,
  accounts: ['123456789012'],
  regions: ['us-east-1', 'us-west-2'],
  firstDay: '2026-01-31',
};

test('a flow log by day for Athena', () => {
  expect(flowLogDdl('athena', table, log)).toBe(`CREATE EXTERNAL TABLE IF NOT EXISTS \`vpc\`.\`flow_logs\` (
  \`az_id\` string,
  \`pkt_srcaddr\` string,
  \`srcport\` int,
  \`bytes\` bigint,
  \`start\` bigint,
  \`end\` bigint
)
PARTITIONED BY (
  \`aws_account_id\` string,
  \`aws_region\` string,
  \`day\` string
)
STORED AS PARQUET
LOCATION 's3://logs/prefix/AWSLogs/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.aws_account_id.type' = 'enum',
  'projection.aws_account_id.values' = '123456789012',
  'projection.aws_region.type' = 'enum',
  'projection.aws_region.values' = 'us-east-1,us-west-2',
  'projection.day.type' = 'date',
  'projection.day.format' = 'yyyy/MM/dd',
  'projection.day.range' = '2026/01/31,NOW',
  'projection.day.interval' = '1',
  'projection.day.interval.unit' = 'DAYS',
  'storage.location.template' = 's3://logs/prefix/AWSLogs/\${aws_account_id}/vpcflowlogs/\${aws_region}/\${day}/'
)`);
});

test('text in Hive prefixes by the hour for Athena', () => {
  const ddl = flowLogDdl('athena', table, { ...log, files: 'text', hive: true, hourly: true });
  expect(ddl).toContain('`srcport` bigint');
  expect(ddl).toContain("ROW FORMAT DELIMITED FIELDS TERMINATED BY ' '\nSTORED AS TEXTFILE");
  expect(ddl).toContain("'skip.header.line.count' = '1'");
  expect(ddl).toContain(
    "'projection.month.type' = 'integer',\n  'projection.month.range' = '1,12',\n  'projection.month.digits' = '2'"
  );
  expect(ddl).toContain(
    "AWSLogs/aws-account-id=${aws_account_id}/aws-service=vpcflowlogs/aws-region=${aws_region}/year=${year}/month=${month}/day=${day}/hour=${hour}/'"
  );
});

/** What the engine reads of a table that was made by the statement. */
function schemaOf(ddl: string): TableSchema {
  const pairs = (text: string): Array<[string, string]> =>
    [...text.matchAll(/^ {2}(`[^`]+`|'[^']+')(?: =)? (.+?),?$/gm)].map(([, name = '', value = '']) => [
      name.slice(1, -1),
      value.replaceAll(/^'|'$/g, ''),
    ]);
  const [columns = '', keys = '', properties = ''] = ddl.split(/PARTITIONED BY|TBLPROPERTIES/);
  const list = (text: string) => pairs(text).map(([name, type]) => ({ name, type }));
  return { columns: list(columns), partitionKeys: list(keys), properties: Object.fromEntries(pairs(properties)) };
}

const range = { from: Date.UTC(2026, 2, 10, 10) / 1000, to: Date.UTC(2026, 2, 10, 11) / 1000 };

test.each([
  [false, false, `"day" BETWEEN '2026/03/09' AND '2026/03/11'`],
  [false, true, `"hour" BETWEEN '2026/03/10/09' AND '2026/03/10/11'`],
  [true, false, `"year" = 2026 AND "month" = 3 AND "day" IN (9, 10, 11)`],
  [true, true, `"year" = 2026 AND "month" = 3 AND "day" = 10 AND "hour" IN (9, 10, 11)`],
])('every layout (Hive: %s, by the hour: %s) is pruned by time', (hive, hourly, condition) => {
  const schema = schemaOf(flowLogDdl('athena', table, { ...log, hive, hourly }));
  expect(partitionCondition(partitionScheme(schema, {}, null, 't'), range)).toBe(condition);
});

test('history: tables of the stored columns, partitioned by cluster and day, and those of AWS resources without partitions', () => {
  const statements = historyDdl(
    'athena',
    { database: 'zoneflow', table: 'pods' },
    {
      location: 's3://history',
      clusters: ['prod', 'test'],
      firstDay: '2026-01-31',
    }
  );
  expect(statements.map((sql) => /EXISTS (.*) \(/.exec(sql)?.[1])).toEqual([
    '`zoneflow`.`pods`',
    '`zoneflow`.`pods_nodes`',
    '`zoneflow`.`pods_observations`',
    '`zoneflow`.`pods_interfaces`',
    '`zoneflow`.`pods_subnets`',
  ]);
  expect(statements[4]).toMatch(/\n  `last_seen` bigint\n\)\nSTORED AS PARQUET\nLOCATION 's3:\/\/history\/subnets\/'$/);
  expect(statements[0]).toContain('`labels` map<string,string>');
  expect(statements[0]).toContain('`host_network` boolean');
  expect(statements[2]).toContain('`from` bigint');
  for (const [index, kind] of ['pods', 'nodes', 'observations'].entries()) {
    const sql = statements[index] ?? '';
    expect(sql).toContain(`'storage.location.template' = 's3://history/${kind}/cluster=\${cluster}/day=\${day}/'`);
    expect(sql).toContain(`'projection.cluster.values' = 'prod,test'`);
    // The folder tells the cluster; a column of the same name would be refused.
    expect(sql.match(/`cluster`/g)).toHaveLength(1);
  }
});

test('AWS resources for Trino: no partitions', () => {
  const [, , , interfaces] = historyDdl(
    'trino',
    { database: 'zoneflow', table: 'pods' },
    { location: 's3://history', clusters: ['prod'], firstDay: '2026-01-31' }
  );
  expect(interfaces).toContain('"interface_id" varchar');
  expect(interfaces).toMatch(
    /WITH \(\n  external_location = 's3:\/\/history\/interfaces\/',\n  format = 'PARQUET'\n\)$/
  );
});

test.each([{ accounts: [] }, { regions: [''] }, { fields: [] }])('%j is not enough', (part) => {
  expect(() => flowLogDdl('athena', table, { ...log, ...part })).toThrow('cannot be described');
});
