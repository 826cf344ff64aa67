import { flowColumns, flowRelation } from './flow-relation';
import type { TableSchema } from './sql-client';

const table = { catalog: 'hive', database: 'vpc', table: 'flow"logs' };

function schema(columns: Record<string, string>, keys: Record<string, string> = {}): TableSchema {
  const list = (of: Record<string, string>) => Object.entries(of).map(([name, type]) => ({ name, type }));
  return { columns: list(columns), partitionKeys: list(keys), properties: {} };
}

test.each([
  ['pkt_srcaddr', 'pkt_srcaddr'],
  ['pkt-srcaddr', 'pkt_srcaddr'],
  ['pktSrcAddr', 'pkt_srcaddr'],
  ['PKT_SRCADDR', 'pkt_srcaddr'],
  ['logstatus', 'log_status'],
  ['starttime', 'start'],
  ['start', 'start'],
  ['numbytes', 'bytes'],
  ['next-hop-az-id', 'next_hop_az_id'],
])('the column %s is the field %s', (name, field) => {
  expect([...flowColumns(schema({ [name]: 'varchar' })).byField.keys()]).toEqual([field]);
});

test.each([
  ['start', 'bigint', '"start"'],
  ['start', 'int', 'CAST("start" AS bigint)'],
  ['bytes', 'varchar', 'TRY_CAST("bytes" AS bigint)'],
  ['bytes', 'decimal(20,0)', 'CAST("bytes" AS bigint)'],
  ['action', 'varchar', '"action"'],
  ['action', 'string', '"action"'],
  ['action', 'varchar(10)', 'CAST("action" AS varchar)'],
  ['action', 'char(6)', 'CAST("action" AS varchar)'],
  ['az_id', 'varbinary', 'from_utf8("az_id")'],
  ['vpc_id', 'varchar', `CASE WHEN "vpc_id" IN ('-', '') THEN NULL ELSE "vpc_id" END`],
  ['account_id', 'bigint', 'CAST("account_id" AS varchar)'],
])('%s as %s is read as %s', (name, type, value) => {
  const columns = flowColumns(schema({ [name]: type }));
  expect(flowRelation(table, columns, null)).toContain(`${value} AS "${name}"`);
});

test('absent fields are NULL of their type; names of tables are quoted; the condition prunes', () => {
  const sql = flowRelation(table, flowColumns(schema({ bytes: 'bigint' }, { day: 'varchar' })), `"day" = '2026/03/10'`);
  expect(sql).toContain('CAST(NULL AS varchar) AS "pkt_srcaddr"');
  expect(sql).toContain('CAST(NULL AS bigint) AS "start"');
  expect(sql).toMatch(/ FROM "hive"\."vpc"\."flow""logs" WHERE "day" = '2026\/03\/10'$/);
});

test('a data column comes before a partition key of the same field; types that hold no value are told', () => {
  const columns = flowColumns(
    schema({ region: 'array(varchar)', 'account-id': 'varchar' }, { region: 'varchar', account: 'varchar' })
  );
  expect([...columns.byField].map(([field, { name }]) => [field, name])).toEqual([
    ['account_id', 'account-id'],
    ['region', 'region'],
  ]);
  expect(columns.unusable.map(({ field }) => field)).toEqual(['region']);
});
