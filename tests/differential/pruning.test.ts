/**
 * Partition pruning on a real Trino: of tables in every layout, partitions beyond the padded range hold a file that is no
 * Parquet, so that reading any of them fails; and each partition within it has a record, so that leaving one out shows.
 */
import { DuckDBInstance } from '@duckdb/node-api';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TableCatalog } from '../../backend/engines/table/catalog';
import { openFlowTable } from '../../backend/engines/table/flows-of-range';
import { catalog, clientOf, database } from './engines';
import { describeWithTrino } from './shared-server';

const { signal } = new AbortController();
const day = 86_400;
const hour = 3600;
/** Half past midnight to half past two on the first of March. */
const range = { from: Date.UTC(2026, 2, 1, 0, 30) / 1000, to: Date.UTC(2026, 2, 1, 2, 30) / 1000 };

interface Form {
  name: string;
  /** Columns of the partition keys, in Trino's words. */
  keys: Record<string, string>;
  /** Further properties of the table. */
  properties?: string[];
  /** Folder of the partition that begins at a time; without a template it is Hive's. */
  folder: (time: Date) => string;
  unit: number;
}

const two = (value: number): string => String(value).padStart(2, '0');
const parts = (time: Date) => ({
  year: String(time.getUTCFullYear()),
  month: two(time.getUTCMonth() + 1),
  day: two(time.getUTCDate()),
  hour: two(time.getUTCHours()),
});
const projection = (template: string): string[] => [
  'partition_projection_enabled = true',
  `partition_projection_location_template = 'local:///FOLDER/${template}/'`,
];
const projected = (type: string, format: string, from: string, unit: 'DAYS' | 'HOURS'): string =>
  `${type} WITH (partition_projection_type = 'DATE', partition_projection_format = '${format}', partition_projection_range = ARRAY['${from}', 'NOW'], partition_projection_interval = 1, partition_projection_interval_unit = '${unit}')`;
const integer = (from: number, to: number, digits: number): string =>
  `integer WITH (partition_projection_type = 'INTEGER', partition_projection_range = ARRAY['${from}', '${to}'], partition_projection_digits = ${digits})`;

const forms: Form[] = [
  {
    name: 'a projected day',
    keys: { day: projected('varchar', 'yyyy/MM/dd', '2026/02/01', 'DAYS') },
    properties: projection('${day}'),
    folder: (time) => Object.values(parts(time)).slice(0, 3).join('/'),
    unit: day,
  },
  {
    name: 'a projected hour',
    keys: { hour: projected('varchar', 'yyyy/MM/dd/HH', '2026/02/01/00', 'HOURS') },
    properties: projection('${hour}'),
    folder: (time) => Object.values(parts(time)).join('/'),
    unit: hour,
  },
  {
    name: 'a projected day with a region',
    keys: {
      region: `varchar WITH (partition_projection_type = 'ENUM', partition_projection_values = ARRAY['us-east-1'])`,
      day: projected('varchar', 'yyyy-MM-dd', '2026-02-01', 'DAYS'),
    },
    properties: projection('${region}/${day}'),
    folder: (time) => `us-east-1/${time.toISOString().slice(0, 10)}`,
    unit: day,
  },
  {
    name: 'a projected day whose values do not sort',
    keys: { day: projected('varchar', 'dd.MM.yyyy', '01.02.2026', 'DAYS') },
    properties: projection('${day}'),
    folder: (time) => `${parts(time).day}.${parts(time).month}.${parts(time).year}`,
    unit: day,
  },
  {
    name: 'a projected date column',
    keys: { dt: projected('date', 'yyyy-MM-dd', '2026-02-01', 'DAYS') },
    properties: projection('${dt}'),
    folder: (time) => time.toISOString().slice(0, 10),
    unit: day,
  },
  {
    name: 'projected numbers',
    keys: { year: integer(2024, 2030, 4), month: integer(1, 12, 2), day: integer(1, 31, 2), hour: integer(0, 23, 2) },
    properties: projection('${year}/${month}/${day}/${hour}'),
    folder: (time) => Object.values(parts(time)).join('/'),
    unit: hour,
  },
  {
    name: 'Hive texts by the hour',
    keys: { year: 'varchar', month: 'varchar', day: 'varchar', hour: 'varchar' },
    folder: (time) =>
      Object.entries(parts(time))
        .map(([key, value]) => `${key}=${value}`)
        .join('/'),
    unit: hour,
  },
  {
    name: 'Hive numbers by the day',
    keys: { year: 'integer', month: 'integer', day: 'integer' },
    folder: (time) =>
      Object.entries(parts(time))
        .slice(0, 3)
        .map(([key, value]) => `${key}=${Number(value)}`)
        .join('/'),
    unit: day,
  },
  {
    name: 'a Hive date',
    keys: { date: 'date' },
    folder: (time) => `date=${time.toISOString().slice(0, 10)}`,
    unit: day,
  },
  {
    name: 'a Hive text that a value tells to be a day',
    keys: { dt: 'varchar' },
    folder: (time) => `dt=${time.toISOString().slice(0, 10)}`,
    unit: day,
  },
  {
    name: 'a Hive number as 20260301',
    keys: { dt: 'integer' },
    folder: (time) => `dt=${time.toISOString().slice(0, 10).replaceAll('-', '')}`,
    unit: day,
  },
  {
    name: 'a Hive day and hour',
    keys: { day: 'varchar', hour: 'varchar' },
    folder: (time) => `day=${time.toISOString().slice(0, 10)}/hour=${parts(time).hour}`,
    unit: hour,
  },
];

describeWithTrino('partition pruning', (server) => {
  const client = clientOf(server);
  afterAll(() => client.close());

  test.each(forms.map((form, index) => ({ ...form, index })))('$name', async (form) => {
    const { keys, properties = [], folder, unit, index } = form;
    const base = `pruning/${index}`;
    const first = Math.floor(range.from / unit) * unit - unit;
    const last = Math.floor((range.to - 1) / unit) * unit + unit;
    const wanted: number[] = [];
    for (let time = first - 2 * unit; time <= last + 2 * unit; time += unit) {
      const path = join(server.root, base, folder(new Date(time * 1000)));
      await mkdir(path, { recursive: true });
      if (time < first || time > last) {
        await writeFile(join(path, 'beyond.parquet'), 'this is not Parquet');
      } else {
        wanted.push(time);
        await writeRecord(join(path, 'record.parquet'), time);
      }
    }
    const table = { catalog, database, table: `pruning_${index}` };
    const keyColumns = Object.entries(keys).map(([name, type]) => `"${name}" ${type}`);
    await client.run(
      `CREATE TABLE ${catalog}.${database}.${table.table} (pkt_srcaddr varchar, pkt_dstaddr varchar, bytes bigint, "start" bigint, ${keyColumns.join(', ')})
WITH (external_location = 'local:///${base}/', format = 'PARQUET', partitioned_by = ARRAY[${Object.keys(keys)
        .map((key) => `'${key}'`)
        .join(', ')}]${properties.map((property) => `, ${property.replace('FOLDER', base)}`).join('')})`,
      signal
    );
    if (properties.length === 0) {
      await client.run(
        `CALL ${catalog}.system.sync_partition_metadata('${database}', '${table.table}', 'ADD')`,
        signal
      );
    }
    const flows = await openFlowTable(table, {}, new TableCatalog(client), signal);
    expect(flows.notices).toEqual([]);
    const { result } = await client.run(`SELECT "start" FROM (${flows.relation(range)}) f ORDER BY 1`, signal);
    expect(result.columns.get('start')).toEqual(wanted);
  });
});

async function writeRecord(path: string, start: number): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const db = await instance.connect();
  await db.run(
    `COPY (SELECT '10.0.0.1' AS pkt_srcaddr, '10.0.0.2' AS pkt_dstaddr, 1::BIGINT AS bytes, ${start}::BIGINT AS "start") TO '${path}' (FORMAT PARQUET)`
  );
  db.closeSync();
  instance.closeSync();
}
