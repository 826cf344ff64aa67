/** The client against a server that holds to the protocol: results, disturbances, and that no query is ever left behind. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ZoneFlowError } from '../../errors';
import type { SqlClient } from '../table/sql-client';
import { createTrinoClient, type TrinoClientOptions } from './client';
import { startServerDouble, type Page, type ServerDouble } from './server-double.test-data';

const open: Array<{ close(): Promise<void> }> = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

async function start(
  pages: Page[] | ((sql: string) => Page[]),
  options: Partial<TrinoClientOptions> = {},
  double: Parameters<typeof startServerDouble>[1] = {}
): Promise<{ server: ServerDouble; client: SqlClient }> {
  const server = await startServerDouble(typeof pages === 'function' ? pages : () => pages, double);
  const client = createTrinoClient({
    url: server.url,
    user: 'ana',
    catalog: 'hive',
    timeoutSeconds: 60,
    maxScanBytes: null,
    ...options,
  });
  open.push(client, server);
  return { server, client };
}

const { signal } = new AbortController();
const columns = [
  { name: 'a', type: 'bigint' },
  { name: 'b', type: 'varchar(8)' },
];
const endless: Page[] = Array.from({ length: 100_000 }, () => ({}));

test.each([false, true])('rows of several pages become columns of plain values (gzip: %s)', async (gzip) => {
  const { client, server } = await start(
    [
      {},
      { columns, data: [[1, 'x']] },
      {
        columns,
        data: [
          [null, null],
          [-3, 'ü'],
        ],
      },
    ],
    {},
    { gzip }
  );
  const { result, stats } = await client.run('SELECT 1', signal);
  expect(result.rowCount).toBe(3);
  expect(Object.fromEntries(result.columns)).toEqual({ a: [1, null, -3], b: ['x', null, 'ü'] });
  expect(stats).toEqual({ engineMs: 20, queueMs: 5, scannedBytes: 1000, scanPrice: 0 });
  expect(server.alive.size).toBe(0);
});

test.each([
  ['double', ['NaN', 1.5, null], [NaN, 1.5, null]],
  ['decimal(20,2)', ['12.50'], [12.5]],
  ['boolean', [true, false, null], [true, false, null]],
  ['integer', [7], [7]],
  ['array(varchar)', [['a', 'b']], ['["a","b"]']],
  ['timestamp(3)', ['2026-03-10 00:00:00.000'], ['2026-03-10 00:00:00.000']],
])('a column of type %s', async (type, values, expected) => {
  const { client } = await start([{ columns: [{ name: 'v', type }], data: values.map((value) => [value]) }]);
  const { result } = await client.run('SELECT 1', signal);
  expect(result.columns.get('v')).toEqual(expected);
});

test('a whole number beyond 2^53 is an error, not another number', async () => {
  const { client } = await start([{ columns, data: [[2 ** 53, 'x']] }]);
  await expect(client.run('SELECT 1', signal)).rejects.toThrow('The column a has a number beyond 2^53');
});

test('who asks, where, and for how long is in the headers; links to other hosts are followed on the configured one', async () => {
  const { client, server } = await start([{ columns, data: [] }], { maxScanBytes: 1e9, timeoutSeconds: 30 });
  await client.run('SELECT 1', signal);
  expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
  expect(server.requests[0]?.headers).toMatchObject({
    'x-trino-user': 'ana',
    'x-trino-catalog': 'hive',
    'x-trino-source': 'zoneflow',
    'x-trino-session': 'query_max_run_time=40s,query_max_scan_physical_bytes=1000000000B',
  });
});

test.each([
  [{ type: 'password', value: 'pass:word' } as const, `Basic ${Buffer.from('ana:pass:word').toString('base64')}`],
  [{ type: 'token', value: 'abc.def' } as const, 'Bearer abc.def'],
])('credentials go with every request', async (secret, header) => {
  const { client, server } = await start([{ columns, data: [] }], { secret });
  await client.run('SELECT 1', signal);
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([header, header]);
});

test('credentials do not leave this machine in the clear', () => {
  const options = { user: 'ana', catalog: 'hive', timeoutSeconds: 60, maxScanBytes: null };
  const secret = { type: 'password', value: 'hush' } as const;
  expect(() => createTrinoClient({ ...options, url: 'http://trino.example.org', secret })).toThrow('unencrypted');
});

test.each([
  ['TABLE_NOT_FOUND', 'USER_ERROR', 'table_missing'],
  ['PERMISSION_DENIED', 'USER_ERROR', 'access_denied'],
  ['QUERY_QUEUE_FULL', 'INSUFFICIENT_RESOURCES', 'throttled'],
  ['EXCEEDED_TIME_LIMIT', 'INSUFFICIENT_RESOURCES', 'timed_out'],
  ['EXCEEDED_SCAN_LIMIT', 'INSUFFICIENT_RESOURCES', 'scan_too_large'],
  ['EXCEEDED_LOCAL_MEMORY_LIMIT', 'INSUFFICIENT_RESOURCES', 'out_of_memory'],
  ['HIVE_BAD_DATA', 'EXTERNAL', 'corrupt_object'],
  ['SYNTAX_ERROR', 'USER_ERROR', 'engine_failed'],
  ['SOMETHING_NEW', 'INTERNAL_ERROR', 'engine_failed'],
])('%s of Trino is %s and becomes %s', async (errorName, errorType, code) => {
  const { client } = await start([{ error: { message: `line 1: it failed\nat x`, errorName, errorType } }]);
  await expect(client.run('SELECT 1', signal)).rejects.toMatchObject({
    code,
    message: `Trino: line 1: it failed (${errorName})`,
  });
});

test.each([
  [401, 'access_denied'],
  [403, 'access_denied'],
  [404, 'engine_failed'],
  [500, 'engine_failed'],
])('the status %i is %s at once', async (status, code) => {
  const { client, server } = await start([]);
  server.disturb({ status, body: 'no' });
  await expect(client.run('SELECT 1', signal)).rejects.toMatchObject({ code });
  expect(server.requests).toHaveLength(1);
});

test('an answer that is not of Trino says so', async () => {
  const { client, server } = await start([]);
  server.disturb({ status: 200, body: '<html>' });
  await expect(client.run('SELECT 1', signal)).rejects.toMatchObject({ code: 'engine_failed' });
});

test('what passes is tried again: busy, gateway errors, cut connections', async () => {
  const { client, server } = await start([{}, { columns, data: [[1, 'x']] }]);
  server.disturb({ status: 503 }, { status: 429, headers: { 'retry-after': '0' } });
  await client.run('SELECT 1', signal);
  server.disturb('cut', { status: 502 });
  await client.run('SELECT 1', signal);
  expect(server.requests.map(({ method }) => method).join(' ')).toBe('POST POST POST GET GET POST POST POST GET GET');
});

test('what does not pass is an error after some tries', async () => {
  const { client, server } = await start([]);
  server.disturb(...Array.from({ length: 6 }, () => ({ status: 503 })));
  await expect(client.run('SELECT 1', signal)).rejects.toMatchObject({ code: 'throttled' });
});

test('a server that is not there', async () => {
  const { client, server } = await start([]);
  await server.close();
  await expect(client.run('SELECT 1', AbortSignal.timeout(20_000))).rejects.toMatchObject({
    code: 'engine_unreachable',
  });
});

describe('no query is left behind', () => {
  const aborted = async (server: ServerDouble, client: SqlClient, controller: AbortController): Promise<void> => {
    const running = client.run('SELECT 1', controller.signal);
    await expect(running).rejects.toThrow('closed panel');
    await client.close();
    expect(server.alive.size).toBe(0);
  };

  test('when the abort hits while the first request is in flight', async () => {
    const { client, server } = await start(endless);
    const { held, release } = server.hold('POST');
    const controller = new AbortController();
    void held.then(async () => {
      controller.abort(new Error('closed panel'));
      await sleep(30);
      expect(server.alive.size).toBe(1);
      release();
    });
    await aborted(server, client, controller);
  });

  test('when it hits while a page is awaited', async () => {
    const { client, server } = await start(endless);
    const { held, release } = server.hold('GET');
    const controller = new AbortController();
    void held.then(() => controller.abort(new Error('closed panel')));
    await aborted(server, client, controller);
    release();
  });

  test('when the end itself meets a disturbance', async () => {
    const { client, server } = await start(endless);
    const { held, release } = server.hold('GET');
    const controller = new AbortController();
    void held.then(() => {
      server.disturb({ status: 503 }, 'cut');
      controller.abort(new Error('closed panel'));
    });
    await aborted(server, client, controller);
    release();
  });

  test('at random moments', async () => {
    const { client, server } = await start(endless);
    await Promise.all(
      Array.from({ length: 100 }, async () => {
        const running = client.run('SELECT 1', AbortSignal.timeout(Math.floor(Math.random() * 60)));
        await expect(running).rejects.toMatchObject({ name: 'TimeoutError' });
      })
    );
    await client.close();
    expect(server.alive.size).toBe(0);
  });

  test('when the client closes', async () => {
    const { client, server } = await start(endless);
    const running = [client.run('SELECT 1', signal), client.run('SELECT 2', signal)];
    const ended = Promise.all(running.map((run) => expect(run).rejects.toMatchObject({ code: 'cancelled' })));
    await sleep(20);
    await client.close();
    await ended;
    expect(server.alive.size).toBe(0);
    await expect(client.run('SELECT 1', signal)).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('when rows cannot be read', async () => {
    const { client, server } = await start([{ columns, data: [[2 ** 60, '']] }, ...endless]);
    await expect(client.run('SELECT 1', signal)).rejects.toMatchObject({ code: 'engine_failed' });
    await client.close();
    expect(server.alive.size).toBe(0);
  });
});

test('a table is described by its columns, keys and Hive properties', async () => {
  const shown = ['Column', 'Type', 'Extra'].map((name) => ({ name, type: 'varchar' }));
  const { client } = await start((sql) => {
    if (sql.includes('$properties')) {
      return [{ columns: [{ name: 'projection.enabled', type: 'varchar' }], data: [['true']] }];
    }
    return sql.includes('missing')
      ? [{ error: { message: 'no table', errorName: 'TABLE_NOT_FOUND', errorType: 'USER_ERROR' } }]
      : [
          {
            columns: shown,
            data: [
              ['bytes', 'bigint', ''],
              ['day', 'varchar', 'partition key'],
            ],
          },
        ];
  });
  expect(await client.describe({ database: 'vpc', table: 'flows' }, signal)).toEqual({
    columns: [{ name: 'bytes', type: 'bigint' }],
    partitionKeys: [{ name: 'day', type: 'varchar' }],
    properties: { 'projection.enabled': 'true' },
  });
  expect(await client.describe({ database: 'vpc', table: 'missing' }, signal)).toBeNull();
});

const hasOpenSsl = spawnSync('openssl', ['version']).status === 0;
(hasOpenSsl ? test : test.skip)('a certificate is trusted by its authority alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zoneflow-tls-'));
  const [keyFile, certFile] = [join(folder, 'key'), join(folder, 'cert')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  spawnSync('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    keyFile,
    '-out',
    certFile,
    ...subject,
  ]);
  const tls = { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8') };
  rmSync(folder, { recursive: true });
  const secret = { type: 'password', value: 'hush' } as const;
  const trusting = await start([{ columns, data: [[1, 'x']] }], { secret, certificateAuthority: tls.cert }, { tls });
  expect((await trusting.client.run('SELECT 1', signal)).result.rowCount).toBe(1);
  const { client } = await start([], { secret }, { tls });
  const failure: unknown = await client.run('SELECT 1', signal).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'engine_unreachable' });
  expect(failure instanceof ZoneFlowError && failure.remedy).toContain('tlsCACert');
});
