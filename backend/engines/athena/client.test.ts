/** The client against a small Athena: results, retries, limits, and that no query is ever left behind. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ZoneFlowError } from '../../errors';
import type { SqlClient } from '../table/sql-client';
import { createAthenaClient, type AthenaClientOptions } from './client';
import { startServiceDouble, type Outcome, type ServiceDouble } from './service-double.test-data';

const open: Array<{ close(): Promise<void> }> = [];
afterEach(async () => {
  for (const each of open.splice(0)) {
    await each.close();
  }
});

async function start(
  outcome: Outcome | ((sql: string, run: number) => Outcome),
  options: Partial<AthenaClientOptions> = {}
): Promise<{ service: ServiceDouble; client: SqlClient; warnings: string[] }> {
  const service = await startServiceDouble(typeof outcome === 'function' ? outcome : () => outcome);
  const warnings: string[] = [];
  const client = createAthenaClient({
    aws: service.settings,
    catalog: 'AwsDataCatalog',
    workgroup: 'primary',
    reuseMinutes: 0,
    mostRunning: 20,
    maxScanBytes: null,
    retry: { firstWaitMs: 1 },
    log: { warn: (message) => void warnings.push(message) },
    ...options,
  });
  open.push(client, service);
  return { service, client, warnings };
}

const { signal } = new AbortController();
const columns = [
  { Name: 'a', Type: 'bigint' },
  { Name: 'b', Type: 'varchar' },
];
const manyRows = (count: number): Array<Array<string | null>> =>
  Array.from({ length: count }, (_, row) => [
    String(row),
    row % 3 === 0 ? null : row % 3 === 1 ? '' : `a "b", ${row}\nü`,
  ]);
const slow: Outcome = { columns, rows: [], ms: 60_000 };

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await sleep(2);
  }
}

test('a small result comes in one call with its statistics', async () => {
  const rows = [
    ['-12', 'x'],
    [null, ''],
    ['3', null],
  ];
  const { client, service } = await start({ columns, rows, ms: 20, queuedMs: 10, scannedBytes: 2 ** 40 });
  const { result, stats } = await client.run('SELECT 1', signal);
  expect(result.rowCount).toBe(3);
  expect(Object.fromEntries(result.columns)).toEqual({ a: [-12, null, 3], b: ['x', '', null] });
  expect(stats).toEqual({ engineMs: 20, queueMs: 10, scannedBytes: 2 ** 40, scanPrice: 5 });
  expect(service.counts()).toEqual({
    GetWorkGroup: 1,
    StartQueryExecution: 1,
    GetQueryExecution: 1,
    GetQueryResults: 1,
  });
  expect(service.calls.find(({ operation }) => operation === 'StartQueryExecution')?.input).toMatchObject({
    WorkGroup: 'primary',
    QueryExecutionContext: { Catalog: 'AwsDataCatalog' },
    QueryString: 'SELECT 1',
  });
});

test('a large result is read from S3, the next of its kind at once', async () => {
  const rows = manyRows(2500);
  const { client, service } = await start({ columns, rows });
  const expected = {
    a: rows.map(([a]) => Number(a)),
    b: rows.map(([, b]) => b),
  };
  const first = await client.run("SELECT 1 WHERE x = 'a'", signal);
  expect(Object.fromEntries(first.result.columns)).toEqual(expected);
  expect(service.counts()).toMatchObject({ GetQueryResults: 1, GetObject: 1 });
  const second = await client.run("SELECT 2 WHERE x = 'it''s'", signal);
  expect(Object.fromEntries(second.result.columns)).toEqual(expected);
  expect(service.calls.findLast(({ operation }) => operation === 'GetQueryResults')?.input.MaxResults).toBe(1);
});

test.each([
  ['S3 denies it', { status: 403, type: 'AccessDenied' } as const],
  ['it is gone', { status: 404, type: 'NoSuchKey' } as const],
])('a large result comes in pages where %s', async (_, refusal) => {
  const rows = manyRows(3000);
  const { client, service, warnings } = await start({ columns, rows });
  service.disturb('GetObject', refusal);
  const { result } = await client.run('SELECT 1', signal);
  expect(result.rowCount).toBe(3000);
  expect(result.columns.get('b')).toEqual(rows.map(([, b]) => b));
  expect(service.counts()).toMatchObject({ GetQueryResults: 4, GetObject: 1 });
  expect(warnings).toHaveLength(1);
});

test('what was denied once is not asked for again, and a file with a key of the client never', async () => {
  const { client, service } = await start((_, run) => ({
    columns,
    rows: manyRows(1200),
    ...(run === 1 && { encryption: 'CSE_KMS' }),
  }));
  await client.run('SELECT 1', signal);
  expect(service.counts().GetObject).toBeUndefined();
  service.disturb('GetObject', { status: 403, type: 'AccessDenied' });
  await client.run('SELECT 1', signal);
  await client.run('SELECT 1', signal);
  expect(service.counts().GetObject).toBe(1);
});

test('throttling, server failures and lost answers are got over, with one query', async () => {
  const { client, service } = await start({ columns, rows: [['1', 'x']] });
  service.disturb(
    'StartQueryExecution',
    { status: 400, type: 'TooManyRequestsException' },
    { status: 400, type: 'ThrottlingException' },
    'lose',
    { status: 500, type: 'InternalServerException' }
  );
  service.disturb('GetQueryExecution', { status: 400, type: 'ThrottlingException' }, 'cut');
  service.disturb('GetQueryResults', { status: 503, type: 'ServiceUnavailable' });
  expect((await client.run('SELECT 1', signal)).result.rowCount).toBe(1);
  const tokens = service.calls
    .filter(({ operation }) => operation === 'StartQueryExecution')
    .map(({ input }) => input.ClientRequestToken);
  expect(tokens).toHaveLength(5);
  expect(new Set(tokens).size).toBe(1);
});

test('a failure of Athena itself is tried once more', async () => {
  const failure: Outcome = {
    state: 'FAILED',
    reason: 'GENERIC_INTERNAL_ERROR',
    error: { ErrorCategory: 1, Retryable: true },
  };
  const { client } = await start((_, run) => (run === 1 ? failure : { columns, rows: [['1', 'x']] }));
  expect((await client.run('SELECT 1', signal)).result.rowCount).toBe(1);
  const { client: other, service } = await start(failure);
  await expect(other.run('SELECT 1', signal)).rejects.toMatchObject({ code: 'engine_failed' });
  expect(service.counts().StartQueryExecution).toBe(2);
});

test('a reused result costs nothing and is asked for by age', async () => {
  const { client, service } = await start({ columns, rows: [], reused: true, scannedBytes: 7 }, { reuseMinutes: 5 });
  const { stats } = await client.run('SELECT 1', signal);
  expect(stats).toMatchObject({ scannedBytes: 0, scanPrice: 0 });
  expect(service.calls[1]?.input.ResultReuseConfiguration).toEqual({
    ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: 5 },
  });
});

describe('no query is left running', () => {
  test('cancelled while it runs', async () => {
    const { client, service } = await start(slow);
    const caller = new AbortController();
    const run = expect(client.run('SELECT 1', caller.signal)).rejects.toMatchObject({ name: 'AbortError' });
    await until(() => service.running().length === 1);
    caller.abort();
    await run;
    await client.close();
    expect(service.running()).toEqual([]);
    expect(service.counts().StopQueryExecution).toBe(1);
  });

  test.each(['StartQueryExecution', 'GetQueryExecution'])(
    'cancelled while the answer of %s is awaited',
    async (operation) => {
      const { client, service } = await start(slow);
      const { reached, release } = service.hold(operation);
      const caller = new AbortController();
      const run = client.run('SELECT 1', caller.signal);
      await reached;
      caller.abort();
      // The caller does not wait for the service.
      await expect(run).rejects.toMatchObject({ name: 'AbortError' });
      release();
      await client.close();
      expect(service.running()).toEqual([]);
    }
  );

  test('cancelled after the answer of the start was lost', async () => {
    const { client, service } = await start(slow);
    service.disturb('StartQueryExecution', 'lose');
    const { reached, release } = service.hold('StartQueryExecution');
    const caller = new AbortController();
    const run = client.run('SELECT 1', caller.signal);
    await reached;
    caller.abort();
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(service.running()).toHaveLength(1);
    release();
    await client.close();
    expect(service.running()).toEqual([]);
  });

  test('when the client is closed, and when the status cannot be read any more', async () => {
    const { client, service } = await start(slow);
    const runs = ['SELECT 1', 'SELECT 2'].map((sql) => client.run(sql, signal));
    const settled = Promise.allSettled(runs);
    await until(() => service.running().length === 2);
    await client.close();
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(service.running()).toEqual([]);
    const other = await start(slow);
    other.service.disturb('GetQueryExecution', { status: 400, type: 'AccessDeniedException' });
    await expect(other.client.run('SELECT 1', signal)).rejects.toMatchObject({ code: 'access_denied' });
    await other.client.close();
    expect(other.service.running()).toEqual([]);
  });

  test('cancelled at any moment', async () => {
    const { client, service } = await start((sql) => (sql === 'slow' ? slow : { columns, rows: [['1', 'x']], ms: 60 }));
    await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        const caller = new AbortController();
        // Some leave when queries run for certain, however slow the machine is.
        const isSlow = index % 4 === 0;
        const running = client.run(isSlow ? 'slow' : 'SELECT 1', caller.signal).catch(() => undefined);
        await (isSlow ? until(() => service.running().length > 0) : sleep(index * 4));
        caller.abort();
        await running;
      })
    );
    await client.close();
    const stopped = service.counts().StopQueryExecution ?? 0;
    expect(service.running()).toEqual([]);
    expect(stopped).toBeGreaterThan(0);
  });

  test('one that reads more than the limit is stopped', async () => {
    const { client, service } = await start({ ...slow, scannedBytes: 2000 }, { maxScanBytes: 1000 });
    await expect(client.run('SELECT 1', signal)).rejects.toThrow('after it had read 2000 bytes');
    await client.close();
    expect(service.running()).toEqual([]);
  });
});

test('no more queries run at a time than allowed, and waiting counts as queue time', async () => {
  let most = 0;
  const { client, service } = await start({ columns, rows: [], ms: 50 }, { mostRunning: 2 });
  const watch = setInterval(() => (most = Math.max(most, service.running().length)), 5);
  const all = await Promise.all(Array.from({ length: 6 }, () => client.run('SELECT 1', signal)));
  clearInterval(watch);
  expect(most).toBe(2);
  expect(Math.max(...all.map(({ stats }) => stats.queueMs))).toBeGreaterThan(90);
  const caller = new AbortController();
  const [first, second] = [client.run('SELECT 1', signal), client.run('SELECT 1', signal)];
  const third = client.run('SELECT 1', caller.signal);
  caller.abort();
  await expect(third).rejects.toMatchObject({ name: 'AbortError' });
  await Promise.all([first, second]);
});

test('a table is described without a query, and one that is not there is null', async () => {
  const { client, service } = await start({});
  service.tables.set('net.flows', {
    Columns: [{ Name: 'pkt_srcaddr', Type: 'String' }],
    PartitionKeys: [{ Name: 'day', Type: 'string' }],
    Parameters: { 'projection.enabled': 'true' },
  });
  expect(await client.describe({ database: 'net', table: 'flows' }, signal)).toEqual({
    columns: [{ name: 'pkt_srcaddr', type: 'string' }],
    partitionKeys: [{ name: 'day', type: 'string' }],
    properties: { 'projection.enabled': 'true' },
  });
  expect(await client.describe({ database: 'net', table: 'other' }, signal)).toBeNull();
  expect(service.counts().StartQueryExecution).toBeUndefined();
});

test('partitions are those of the hidden table, null where there is none', async () => {
  const partitions: Outcome = { columns: [{ Name: 'day', Type: 'varchar' }], rows: [['2026-03-10']] };
  const { client, service } = await start((_, run) =>
    run === 1
      ? partitions
      : { state: 'FAILED', reason: "TABLE_NOT_FOUND: line 1:15: Table 'x$partitions' does not exist" }
  );
  const table = { database: 'net', table: 'flows' };
  expect(await client.partitions(table, 5, signal)).toEqual([{ day: '2026-03-10' }]);
  expect(service.calls.find(({ operation }) => operation === 'StartQueryExecution')?.input.QueryString).toBe(
    'SELECT * FROM "net"."flows$partitions" LIMIT 5'
  );
  expect(await client.partitions(table, 5, signal)).toBeNull();
});

test.each<[Record<string, unknown>, Partial<AthenaClientOptions>, string]>([
  [{ State: 'DISABLED' }, {}, 'is disabled'],
  [{ Configuration: {} }, {}, 'names no output location, and neither does the data source'],
  [{ Configuration: { EnforceWorkGroupConfiguration: true } }, { outputLocation: 's3://b/' }, 'enforces its settings'],
  [{ Configuration: { EngineVersion: { EffectiveEngineVersion: 'PySpark engine version 3' } } }, {}, 'not SQL'],
])('a workgroup %j is refused before a query starts', async (workgroup, options, message) => {
  const { client, service } = await start({}, options);
  service.workgroup = workgroup;
  const failure: unknown = await client.run('SELECT 1', signal).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ZoneFlowError);
  expect(failure).toMatchObject({ code: 'bad_settings' });
  expect(String(failure)).toContain(message);
  expect(service.counts().StartQueryExecution).toBeUndefined();
});
