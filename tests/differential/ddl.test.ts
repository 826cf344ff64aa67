/** The DDL of the product, run on a real Trino and read back: columns, partitions and every row of the demo cluster's files. */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { flowLogTable, historyTableList } from '../../backend/engines/table/ddl';
import { createTable, type ExternalTable } from '../../backend/engines/table/ddl-text';
import { qualified } from '../../backend/engines/table/identifiers';
import { rollupTableList } from '../../backend/engines/table/rollup-tables';
import type { ResultColumns } from '../../backend/engines/engine';
import { recommendedFormat } from '../../backend/doctor/flow-log-checks';
import { catalog, clientOf } from './engines';
import { describeWithTrino } from './shared-server';
import { account, region, window, writeCopy } from './warehouse';

const { signal } = new AbortController();
const database = 'ddl';
const firstDay = '2026-02-01';
const fields = [...recommendedFormat.matchAll(/\$\{([^}]+)\}/g)].map(([, field = '']) => field);
const types: Readonly<Record<string, string>> = {
  ...{ string: 'varchar', int: 'integer', bigint: 'bigint', boolean: 'boolean' },
  'map<string,string>': 'map(varchar, varchar)',
};
const layouts = (['parquet', 'text'] as const).flatMap((files) =>
  [true, false].flatMap((hive) => [true, false].map((hourly) => ({ files, hive, hourly })))
);

/** Each kind of column, so that one that is misplaced shows; text files have - for what is absent. */
const sums = `SELECT count(*), sum(bytes), min("start"), max("end"), count(DISTINCT nullif(pkt_srcaddr, '-')), min(az_id), max(flow_direction), sum(srcport), sum(tcp_flags), count(nullif(pkt_dst_aws_service, '-'))`;

describeWithTrino('DDL', (server) => {
  const client = clientOf(server);
  let instance: DuckDBInstance;
  let db: DuckDBConnection;

  beforeAll(async () => {
    instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    db = await instance.connect();
    await client.run(`CREATE SCHEMA ${catalog}.${database}`, signal);
    const flows = join(server.root, 'demo', 'flows');
    const objects = (await readdir(flows, { recursive: true })).filter((name) => name.endsWith('.parquet')).sort();
    // One from either side of midnight.
    const some = [objects[0], objects.at(-1)].map((name = '') => `'${join(flows, name)}'`);
    await db.run(
      `CREATE TABLE records AS SELECT *, "start" // 300 * 300 AS object_time FROM read_parquet([${some.join(', ')}], hive_partitioning = false)`
    );
  });
  afterAll(async () => {
    db.closeSync();
    instance.closeSync();
    await client.close();
  });

  const rows = async (sql: string): Promise<unknown[][]> => rowsOf((await client.run(sql, signal)).result);
  /** Runs the statement, twice as a person might, and compares what the engine then says of the table. */
  const create = async (table: ExternalTable): Promise<string> => {
    const name = { catalog, database, table: table.name.table };
    const sql = createTable('trino', { ...table, name });
    await client.run(sql, signal);
    await client.run(sql, signal);
    const schema = await client.describe(name, signal);
    const described = (columns: ReadonlyArray<{ name: string; type: string }>) =>
      columns.map((column) => [column.name, types[column.type] ?? column.type]);
    expect(described(schema?.columns ?? [])).toEqual(described(table.columns));
    expect(described(schema?.partitionKeys ?? [])).toEqual(described(table.keys));
    const [[shown = ''] = []] = await rows(`SHOW CREATE TABLE ${qualified(name)}`);
    expect(String(shown).includes(`partition_projection_location_template = '${table.partition}/'`)).toBe(
      table.keys.length > 0
    );
    return qualified(name);
  };

  test.each(layouts)('a flow log of $files files, hive $hive, hourly $hourly', async ({ files, hive, hourly }) => {
    const name = `flows_${files}_${hive ? 'hive' : 'plain'}_${hourly ? 'hourly' : 'daily'}`;
    await writeCopy(db, 'records', { folder: `ddl/${name}`, fields, files, hive, hourly }, server.root);
    const table = await create(
      flowLogTable(
        { database, table: name },
        {
          ...{ location: `local:///ddl/${name}`, fields, files, hive, hourly, firstDay },
          ...{ accounts: [account], regions: [region] },
        }
      )
    );
    // A day alone, too: partitions are neither all nor none.
    const midnight = Math.floor(window.to / 86_400) * 86_400;
    // Nobody reads a table without a condition on time: it has a partition for each hour up to the year 2100.
    const [both, late] = hive
      ? ['year = 2026 AND month = 3 AND day IN (9, 10)', 'year = 2026 AND month = 3 AND day = 10']
      : hourly
        ? [`hour BETWEEN '2026/03/09/00' AND '2026/03/10/23'`, `hour BETWEEN '2026/03/10/00' AND '2026/03/10/23'`]
        : [`day IN ('2026/03/09', '2026/03/10')`, `day = '2026/03/10'`];
    for (const [ofTable, ofRecords] of [
      [both, 'true'],
      [late, `object_time + 300 >= ${midnight}`],
    ]) {
      const expected = (await db.runAndReadAll(`${sums} FROM records WHERE ${ofRecords}`)).getRowsJson();
      expect(Number(expected[0]?.[0])).toBeGreaterThan(0);
      expect(numbers(await rows(`${sums} FROM ${table} WHERE ${ofTable}`))).toEqual(numbers(expected));
    }
  });

  test('history: as many rows in each table as in its files', async () => {
    const pods = { database, table: 'pods' };
    const files = { location: 'local:///inventory/history', clusters: ['demo'], firstDay };
    for (const table of historyTableList(pods, files)) {
      const name = await create(table);
      const folder = table.location.replace('local:///', '');
      const read = `read_parquet('${join(server.root, folder)}/**/*.parquet', hive_partitioning = true)`;
      const count = 'SELECT count(*) FROM';
      const expected = (await db.runAndReadAll(`${count} ${read}`)).getRowsJson();
      expect(Number(expected[0]?.[0])).toBeGreaterThan(0);
      expect([table.name.table, ...numbers(await rows(`${count} ${name}`))]).toEqual([
        table.name.table,
        ...numbers(expected),
      ]);
    }
  });

  test('a rollup: rows that are written come back, in folders of their day', async () => {
    const [exchanges] = rollupTableList({ database, table: 'rollup' }, { location: 'local:///ddl/rollup', firstDay });
    if (exchanges === undefined) {
      throw new Error('a rollup without tables');
    }
    await mkdir(join(server.root, 'ddl/rollup/exchanges'), { recursive: true });
    const name = await create(exchanges);
    expect(numbers(await rows(`SELECT count(*) FROM ${name}`))).toEqual([[0]]);
    await client.run(`INSERT INTO ${name} (hour, build, bytes, day) VALUES (3600, 'one', 7, '2026-03-10')`, signal);
    expect(await rows(`SELECT build, day FROM ${name} WHERE bytes = 7`)).toEqual([['one', '2026-03-10']]);
    expect(await readdir(join(server.root, 'ddl/rollup/exchanges'))).toEqual(['day=2026-03-10']);
  });
});

function rowsOf({ columns, rowCount }: ResultColumns): unknown[][] {
  return Array.from({ length: rowCount }, (_, row) => [...columns.values()].map((values) => values[row]));
}

/** Numbers of either engine as numbers. */
function numbers(rows: readonly unknown[][]): unknown[][] {
  return rows.map((row) => row.map((value) => (/^\d+$/.test(String(value)) ? Number(value) : value)));
}
