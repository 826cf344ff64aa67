/** What is learned of tables, where they are missing or have too many partitions. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ZoneFlowError } from '../../errors';
import { TableCatalog } from './catalog';
import type { Partition, SqlClient, TableSchema } from './sql-client';

const { signal } = new AbortController();
const table = { database: 'logs', table: 'flows' };
const sliced: TableSchema = {
  columns: [{ name: 'bytes', type: 'bigint' }],
  partitionKeys: [{ name: 'slice', type: 'string' }],
  properties: { EXTERNAL: 'TRUE' },
};

function catalogWith(
  partitions: (within: AbortSignal) => Promise<Partition[]>,
  { place, longestMs = 60_000 }: { place?: string; longestMs?: number } = {}
): TableCatalog {
  const client: SqlClient = {
    ...(place !== undefined && { place }),
    describe: async () => null,
    partitions: (_table, _limit, within) => partitions(within),
    run: () => Promise.reject(new Error('nothing is to be run')),
    close: async () => undefined,
  };
  return new TableCatalog(client, longestMs);
}

const forever = async (within: AbortSignal): Promise<Partition[]> => {
  await sleep(60_000, undefined, { signal: within });
  return [];
};

test('a list of partitions that takes too long is a failure that names the table and the remedy', async () => {
  const catalog = catalogWith(forever, { longestMs: 20 });
  await expect(catalog.scheme(table, sliced, {}, signal)).rejects.toMatchObject({
    code: 'scan_too_large',
    message: expect.stringContaining('partitions of the table logs.flows') as string,
    remedy: expect.stringContaining('zoneflow ddl') as string,
  });
});

test('who leaves before does not hear of partitions', async () => {
  const leaving = new AbortController();
  const asked = catalogWith(forever).scheme(table, sliced, {}, leaving.signal);
  leaving.abort(new ZoneFlowError('cancelled', 'gone'));
  await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
});

test('one partition is enough to learn what a key means', async () => {
  const scheme = await catalogWith(async () => [{ slice: '2026-03-10' }]).scheme(table, sliced, {}, signal);
  expect(scheme.levels).toMatchObject([{ key: 'slice', unit: 'day' }]);
});

test.each([
  [undefined, 'There is no table logs.flows'],
  ['in eu-west-1', 'There is no table logs.flows in eu-west-1'],
])('a table that is missing, in %s', async (place, message) => {
  const catalog = catalogWith(async () => [], place === undefined ? {} : { place });
  await expect(catalog.existing(table, signal)).rejects.toMatchObject({ code: 'table_missing', message });
});
