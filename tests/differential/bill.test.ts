/** The statement over a cost report on a real Trino and on DuckDB: the same lines. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { readBill } from '../../backend/bill/read-bill';
import { openFileTable } from '../../backend/engines/duckdb/file-table';
import { qualified } from '../../backend/engines/table/identifiers';
import { catalog, clientOf } from './engines';
import { describeWithTrino } from './shared-server';

const { signal } = new AbortController();
const range = { from: Date.UTC(2026, 2, 1) / 1000, to: Date.UTC(2026, 2, 3) / 1000 };
const name = { catalog, database: 'zoneflow', table: 'cost-report' };

describeWithTrino('a cost report', (server) => {
  const client = clientOf(server);
  afterAll(() => client.close());

  test('lines by day, operation and account', async () => {
    const file = join(server.root, 'bill', 'report.parquet');
    await mkdir(join(server.root, 'bill'), { recursive: true });
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    const db = await instance.connect();
    await db.run(`COPY (SELECT concat('id-', i % 40) AS identity_line_item_id, 'hour' AS identity_time_interval, concat('acc', i % 2) AS line_item_usage_account_id,
        CASE WHEN i % 7 = 0 THEN 'Tax' ELSE 'Usage' END AS line_item_line_item_type, CASE WHEN i % 5 = 0 THEN 'BoxUsage' ELSE 'USE2-DataTransfer-Regional-Bytes' END AS line_item_usage_type,
        CASE WHEN i % 3 = 0 THEN 'InterZone-In' ELSE 'InterZone-Out' END AS line_item_operation, TIMESTAMP '2026-02-28 20:00:00' + to_hours(i) AS line_item_usage_start_date,
        i * 0.25::DOUBLE AS line_item_usage_amount, 'GB' AS pricing_unit FROM range(80) r (i)) TO '${file}' (FORMAT PARQUET)`);
    db.closeSync();
    instance.closeSync();
    await client.run(
      `CREATE TABLE ${qualified(name)} (identity_line_item_id varchar, identity_time_interval varchar, line_item_usage_account_id varchar, line_item_line_item_type varchar,
        line_item_usage_type varchar, line_item_operation varchar, line_item_usage_start_date timestamp(3), line_item_usage_amount double, pricing_unit varchar)
       WITH (external_location = 'local:///bill/', format = 'PARQUET')`,
      signal
    );
    const schema = await client.describe(name, signal);
    const table = {
      subject: 'The table',
      from: qualified(name),
      columns: () => Promise.resolve(schema?.columns ?? []),
      run: async (sql: string) => (await client.run(sql, signal)).result,
    };
    const files = await openFileTable([file]);
    const [given, expected] = [
      await readBill(table, range, {}, signal),
      await readBill({ ...files, subject: 'The file' }, range, {}, signal),
    ];
    await files.close();
    expect(given).toEqual(expected);
    expect([...new Set(given.map(({ day }) => day))]).toEqual(['2026-03-01', '2026-03-02']);
    expect(given.some(({ copies }) => copies > 0)).toBe(false);
  });
});
