/** One table of the partition layouts there are: which condition prunes a range on each of them. */
import { DuckDBInstance } from '@duckdb/node-api';
import { partitionCondition } from './partition-condition';
import { needsSample, partitionScheme, type PartitionValues } from './partition-keys';
import type { Partition, TableSchema } from './sql-client';

const second = (iso: string): number => Date.parse(`${iso}Z`) / 1000;
const range = (from: string, to: string) => ({ from: second(from), to: second(to) });
const tenToEleven = range('2026-03-10T10:00', '2026-03-10T11:00');

function schema(keys: Record<string, string>, properties: Record<string, string> = {}): TableSchema {
  return {
    columns: [],
    partitionKeys: Object.entries(keys).map(([name, type]) => ({ name, type })),
    properties,
  };
}

const projected = (properties: Record<string, string>): Record<string, string> => ({
  'projection.enabled': 'true',
  ...Object.fromEntries(Object.entries(properties).map(([name, value]) => [`projection.${name}`, value])),
});

const byDay = schema(
  { region: 'string', day: 'string' },
  projected({ 'region.type': 'enum', 'day.type': 'date', 'day.format': 'yyyy/MM/dd' })
);
const byHour = schema({ hour: 'varchar' }, projected({ 'hour.type': 'date', 'hour.format': 'yyyy/MM/dd/HH' }));
const hive = schema({
  'aws-account-id': 'varchar',
  'aws-service': 'varchar',
  'aws-region': 'varchar',
  year: 'varchar',
  month: 'varchar',
  day: 'varchar',
});
const hiveByHour = schema({ year: 'varchar', month: 'varchar', day: 'varchar', hour: 'varchar' });
const numbers = schema(
  { year: 'int', month: 'int', day: 'int', hour: 'int' },
  projected({ 'year.type': 'integer', 'month.type': 'integer', 'month.digits': '2' })
);

interface Case {
  name: string;
  table: TableSchema;
  at?: { from: number; to: number };
  given?: PartitionValues;
  sample?: Partition;
  sql: string | null;
  unknown?: string[];
}

const cases: Case[] = [
  {
    name: 'a projected day, padded by a day',
    table: byDay,
    sql: `"day" BETWEEN '2026/03/09' AND '2026/03/11'`,
  },
  {
    name: 'a day at the edge of a month',
    table: byDay,
    at: range('2026-02-28T23:00', '2026-03-01T00:00'),
    sql: `"day" BETWEEN '2026/02/27' AND '2026/03/01'`,
  },
  {
    name: 'a day at the edge of a leap year’s February',
    table: byDay,
    at: range('2028-02-29T00:00', '2028-02-29T00:01'),
    sql: `"day" BETWEEN '2028/02/28' AND '2028/03/01'`,
  },
  {
    name: 'days at the edge of a year',
    table: byDay,
    at: range('2025-12-31T12:00', '2026-01-01T12:00'),
    sql: `"day" BETWEEN '2025/12/30' AND '2026/01/02'`,
  },
  {
    name: 'a projected hour, padded by an hour',
    table: byHour,
    sql: `"hour" BETWEEN '2026/03/10/09' AND '2026/03/10/11'`,
  },
  {
    name: 'an hour from one second before midnight to one after',
    table: byHour,
    at: range('2026-03-09T23:59:59', '2026-03-10T00:00:01'),
    sql: `"hour" BETWEEN '2026/03/09/22' AND '2026/03/10/01'`,
  },
  {
    name: 'a format with its folder names in it',
    table: schema(
      { date: 'string' },
      projected({ 'date.type': 'date', 'date.format': `'year='yyyy'/month='MM'/day='dd` })
    ),
    sql: `"date" BETWEEN 'year=2026/month=03/day=09' AND 'year=2026/month=03/day=11'`,
  },
  {
    name: 'a format whose values do not sort, one by one',
    table: schema({ day: 'string' }, projected({ 'day.type': 'date', 'day.format': 'dd-MM-yyyy' })),
    sql: `"day" IN ('09-03-2026', '10-03-2026', '11-03-2026')`,
  },
  {
    name: 'partitions of six hours',
    table: schema(
      { hour: 'string' },
      projected({
        'hour.type': 'date',
        'hour.format': 'yyyy-MM-dd-HH',
        'hour.interval': '6',
        'hour.interval.unit': 'HOURS',
      })
    ),
    sql: `"hour" BETWEEN '2026-03-09-22' AND '2026-03-10-16'`,
  },
  {
    name: 'partitions of a week',
    table: schema(
      { week: 'string' },
      projected({
        'week.type': 'date',
        'week.format': 'yyyy-MM-dd',
        'week.interval': '1',
        'week.interval.unit': 'WEEKS',
      })
    ),
    sql: `"week" BETWEEN '2026-02-24' AND '2026-03-17'`,
  },
  {
    name: 'partitions of a month',
    table: schema({ month: 'string' }, projected({ 'month.type': 'date', 'month.format': 'yyyy/MM' })),
    sql: `"month" BETWEEN '2026/02' AND '2026/04'`,
  },
  {
    name: 'a projected date column',
    table: schema(
      { dt: 'date' },
      projected({ 'dt.type': 'date', 'dt.format': 'yyyy-MM-dd', 'dt.interval': '1', 'dt.interval.unit': 'DAYS' })
    ),
    sql: `"dt" >= DATE '2026-03-09' AND "dt" < DATE '2026-03-12'`,
  },
  {
    name: 'a date column with partitions that were added',
    table: schema({ date: 'date' }),
    sql: `"date" >= DATE '2026-03-09' AND "date" < DATE '2026-03-12'`,
  },
  {
    name: 'a timestamp column',
    table: schema({ at: 'timestamp(3)' }),
    sql: `"at" >= TIMESTAMP '2026-03-09 00:00:00' AND "at" < TIMESTAMP '2026-03-12 00:00:00'`,
  },
  {
    name: 'AWS’s Hive prefixes by day',
    table: hive,
    sql: `"aws-service" = 'vpcflowlogs' AND "year" = '2026' AND "month" IN ('03', '3') AND "day" IN ('09', '9', '10', '11')`,
  },
  {
    name: 'AWS’s Hive prefixes at the edge of a month',
    table: hive,
    at: range('2026-03-31T12:00', '2026-03-31T13:00'),
    sql: `"aws-service" = 'vpcflowlogs' AND "year" = '2026' AND (("month" IN ('03', '3') AND "day" IN ('30', '31')) OR ("month" IN ('04', '4') AND "day" IN ('01', '1')))`,
  },
  {
    name: 'Hive hours within a day',
    table: hiveByHour,
    sql: `"year" = '2026' AND "month" IN ('03', '3') AND "day" = '10' AND "hour" IN ('09', '9', '10', '11')`,
  },
  {
    name: 'Hive hours over midnight',
    table: hiveByHour,
    at: range('2026-03-10T23:00', '2026-03-11T01:00'),
    sql: `"year" = '2026' AND "month" IN ('03', '3') AND (("day" = '10' AND "hour" IN ('22', '23')) OR ("day" = '11' AND "hour" IN ('00', '0', '01', '1')))`,
  },
  {
    name: 'numbers over the turn of a year: whole days need no hours',
    table: numbers,
    at: range('2025-12-31T00:00', '2026-01-02T00:00'),
    sql: `(("year" = 2025 AND "month" = 12 AND (("day" = 30 AND "hour" = 23) OR ("day" = 31))) OR ("year" = 2026 AND "month" = 1 AND (("day" = 2 AND "hour" = 0) OR ("day" = 1))))`,
  },
  {
    name: 'numbers over years: whole months and years need no days',
    table: numbers,
    at: range('2024-11-01T01:00', '2026-02-01T00:00'),
    sql: `(("year" = 2024 AND "month" IN (11, 12)) OR ("year" = 2026 AND (("month" = 2 AND "day" = 1 AND "hour" = 0) OR ("month" = 1))) OR ("year" = 2025))`,
  },
  {
    name: 'a year alone',
    table: schema({ year: 'int' }),
    sql: `"year" IN (2025, 2026, 2027)`,
  },
  {
    name: 'a year and a day without the month between them: the year',
    table: schema({ year: 'int', day: 'int' }),
    sql: `"year" IN (2025, 2026, 2027)`,
  },
  {
    name: 'a projected day and an hour beside it',
    table: schema({ day: 'string', hour: 'string' }, projected({ 'day.type': 'date', 'day.format': 'yyyy/MM/dd' })),
    sql: `"day" IN ('2026/03/10') AND "hour" IN ('09', '9', '10', '11')`,
  },
  {
    name: 'a text day, told by a value',
    table: schema({ day: 'varchar' }),
    sample: { day: '2025-01-31' },
    sql: `"day" BETWEEN '2026-03-09' AND '2026-03-11'`,
  },
  {
    name: 'a number as 20260310',
    table: schema({ dt: 'integer' }),
    sample: { dt: '20250131' },
    sql: `"dt" BETWEEN 20260309 AND 20260311`,
  },
  {
    name: 'a text with the hour, told by a value',
    table: schema({ region: 'varchar', datehour: 'varchar' }),
    sample: { region: 'us-east-1', datehour: '2025/01/31/07' },
    sql: `"datehour" BETWEEN '2026/03/10/09' AND '2026/03/10/11'`,
  },
  {
    name: 'a text that is no date',
    table: schema({ team: 'varchar' }),
    sample: { team: 'media' },
    sql: null,
    unknown: ['team'],
  },
  { name: 'a text of which there is no value', table: schema({ day: 'varchar' }), sql: null, unknown: ['day'] },
  { name: 'an hour without its day', table: schema({ hour: 'int' }), sql: null, unknown: ['hour'] },
  { name: 'no partitions', table: schema({}), sql: null },
  {
    name: 'one account',
    table: schema(
      { account: 'string', day: 'string' },
      projected({ 'account.type': 'injected', 'day.type': 'date', 'day.format': 'yyyy/MM/dd' })
    ),
    given: { Account: ['123456789012'] },
    sql: `"account" = '123456789012' AND "day" BETWEEN '2026/03/09' AND '2026/03/11'`,
  },
  {
    name: 'several regions, and quotes in a value',
    table: schema({ region: 'string', year: 'int' }),
    given: { region: ['us-east-1', `o'hara`] },
    sql: `"region" IN ('us-east-1', 'o''hara') AND "year" IN (2025, 2026, 2027)`,
  },
  {
    name: 'a range before the epoch',
    table: byDay,
    at: { from: -1e9, to: -9e8 },
    sql: `"day" IN ('1970/01/01')`,
  },
];

test.each(cases)('$name', ({ table, at = tenToEleven, given = {}, sample = null, sql, unknown = [] }) => {
  const scheme = partitionScheme(table, given, sample, 'logs.flows');
  expect({ sql: partitionCondition(scheme, at), unknown: scheme.unknown }).toEqual({ sql, unknown });
});

test('an injected key needs a value', () => {
  const table = schema({ account: 'string' }, projected({ 'account.type': 'injected' }));
  expect(() => partitionScheme(table, {}, null, 'logs.flows')).toThrow(
    'The table logs.flows cannot be read without a value for its partition key account'
  );
});

test.each<[boolean, TableSchema]>([
  [false, byDay],
  [false, hive],
  [false, numbers],
  [false, schema({ date: 'date' })],
  [true, schema({ day: 'varchar' })],
  [true, schema({ region: 'varchar', dt: 'int' })],
])('whether a value must be looked at: %s', (expected, table) => {
  expect(needsSample(table, {})).toBe(expected);
});

/** Every hour of the padded range satisfies the condition and no other does: evaluated by an engine. */
test.each([
  ['2025-12-30T05:10', '2026-03-01T00:00'],
  ['2026-02-28T23:59', '2026-03-01T00:01'],
  ['2026-01-01T00:00', '2026-12-31T23:00'],
  ['2026-05-05T05:00', '2026-05-05T05:01'],
])('numbers from %s to %s: each hour of two years is in or out as it must be', async (from, to) => {
  const at = range(from, to);
  const condition = partitionCondition(partitionScheme(numbers, {}, null, 't'), at) ?? '';
  const [begin, end] = [second('2025-11-01T00:00'), second('2027-02-01T00:00')];
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(
    `SELECT hour_start FROM (SELECT s AS hour_start, year(t) AS "year", month(t) AS "month", day(t) AS "day", hour(t) AS "hour"
     FROM (SELECT s, make_timestamp(s * 1000000) AS t FROM range(${begin}, ${end}, 3600) r(s)) x) y WHERE ${condition} ORDER BY 1`
  );
  connection.closeSync();
  instance.closeSync();
  const first = Math.floor(at.from / 3600) * 3600 - 3600;
  const last = Math.floor((at.to - 1) / 3600) * 3600 + 3600;
  const wanted = Array.from({ length: (last - first) / 3600 + 1 }, (_, index) => first + index * 3600);
  expect(reader.getRowsJson().map(([hour]) => Number(hour))).toEqual(wanted);
});
