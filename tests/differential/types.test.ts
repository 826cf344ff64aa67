/** Columns declared with other types than the files have: read where the engine can, else a failure that says what to do. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { createTrinoEngine } from '../../backend/engines/trino/engine';
import { catalog, clientOf } from './engines';
import { describeWithTrino } from './shared-server';

const { signal } = new AbortController();
const start = Date.UTC(2026, 2, 10, 5) / 1000;

describeWithTrino('types of columns', (server) => {
  const client = clientOf(server);
  afterAll(() => client.close());
  beforeAll(async () => {
    await mkdir(join(server.root, 'types'), { recursive: true });
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    const db = await instance.connect();
    await db.run(
      `COPY (SELECT '10.0.0.1' AS pkt_srcaddr, '10.0.0.2' AS pkt_dstaddr, 7::BIGINT AS bytes, ${start}::BIGINT AS "start", 6::INTEGER AS protocol, 443::INTEGER AS dstport)
       TO '${join(server.root, 'types', 'record.parquet')}' (FORMAT PARQUET)`
    );
    db.closeSync();
    instance.closeSync();
  });

  let tables = 0;
  const read = async (types: Record<string, string>) => {
    tables += 1;
    const table = `types_${tables}`;
    const all = { pkt_srcaddr: 'varchar', pkt_dstaddr: 'varchar', bytes: 'bigint', start: 'bigint', ...types };
    const columns = Object.entries(all).map(([name, type]) => `"${name}" ${type}`);
    await client.run(
      `CREATE TABLE ${catalog}.zoneflow.${table} (${columns.join(', ')}) WITH (external_location = 'local:///types/', format = 'PARQUET')`,
      signal
    );
    const engine = createTrinoEngine({
      ...{ url: server.url, user: 'test', catalog, partitions: {}, timeoutSeconds: 600, maxScanBytes: null },
      flows: { database: 'zoneflow', table },
      history: { database: 'zoneflow', table: 'pods_usual' },
    });
    try {
      const opened = await engine.open({ from: start - 60, to: start + 60 }, signal);
      const sql = 'SELECT pkt_srcaddr, bytes, "start", protocol, dstport FROM flow_records';
      const { result } = await opened.run(sql, signal);
      return { row: [...result.columns.values()].map(([value]) => value), notices: opened.notices };
    } finally {
      await engine.close();
    }
  };

  test.each([
    [{ protocol: 'bigint', dstport: 'integer' }, 6, 443],
    [{ protocol: 'varchar', dstport: 'varchar' }, 6, 443],
    [{ start: 'varchar', bytes: 'varchar' }, null, null],
    [{ start: 'double' }, null, null],
  ])('%j is read', async (types, protocol, port) => {
    expect((await read(types)).row).toEqual(['10.0.0.1', 7, start, protocol, port]);
  });

  test('bytes as a number of 32 bits are read with a warning', async () => {
    const { row, notices } = await read({ bytes: 'integer' });
    expect(row[1]).toBe(7);
    expect(notices.map(({ text }) => text)).toContainEqual(
      expect.stringContaining('records of 2 GiB and more are lost')
    );
  });

  test.each([
    [
      { bytes: 'decimal(20,0)' },
      'Unsupported Trino column type (decimal(20,0)) for Parquet column ([bytes]',
      'zoneflow ddl',
    ],
    [
      { start: 'timestamp(3)' },
      'Unsupported Trino column type (timestamp(3)) for Parquet column ([start]',
      'zoneflow ddl',
    ],
    [
      { pkt_srcaddr: 'bigint' },
      'Unsupported Trino column type (bigint) for Parquet column ([pkt_srcaddr]',
      'zoneflow ddl',
    ],
    [{ bytes: 'boolean' }, 'cannot be read: bytes is of type boolean', 'numbers as bigint'],
  ])('%j fails with the column and what to do', async (types, message, remedy) => {
    const reading = read(types);
    await expect(reading).rejects.toHaveProperty('code', 'unusable_flow_log');
    await expect(reading).rejects.toHaveProperty('remedy', expect.stringContaining(remedy));
    await expect(reading).rejects.toThrow(message);
  });
});
