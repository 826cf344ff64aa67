/** The backend process as Grafana sees it: start, calls, cancelling, crash and end, over Grafana's own plugin library. */
import { existsSync, rmSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildEchoPlugin } from './echo-plugin';
import { buildHost, startHost, type GrafanaHost, type HostRequest } from './grafana-host';

jest.setTimeout(30_000);

const binary = buildHost();
const withHost = binary === undefined ? describe.skip : describe;
const jsonData = { flows: { location: '/flows' }, history: { location: '/history' } };
const settings = { uid: 'ds', jsonData, updated: 1 };
const range = { from: 1_000_000, to: 2_000_000 };

/** Every host that was started, so that a failed test leaves none behind. */
const started: GrafanaHost[] = [];
const start = async (plugin: string, env: string[] = []): Promise<GrafanaHost> => {
  const host = await startHost(String(binary), plugin, env);
  started.push(host);
  return host;
};
afterAll(() => started.forEach((host) => host.kill()));

const query = (refId: string, script: object, rest: object = {}) => ({ refId, json: JSON.stringify(script), ...rest });
const ask = (queries: HostRequest['queries'], rest: object = {}): HostRequest => ({
  op: 'query',
  settings,
  ...range,
  queries,
  ...rest,
});

withHost('backend process', () => {
  let plugin = '';
  let host: GrafanaHost;

  beforeAll(async () => {
    plugin = buildEchoPlugin();
    host = await start(plugin);
  });
  afterAll(async () => {
    await host.end();
    rmSync(plugin, { recursive: true, force: true });
  });

  const counts = async () => (await host.ask({ op: 'health', settings })).details ?? {};
  const until = async (condition: () => boolean | Promise<boolean>) => {
    for (let attempt = 0; attempt < 100 && !(await condition()); attempt++) {
      await sleep(50);
    }
    expect(await condition()).toBe(true);
  };

  describe('queries', () => {
    test('come with refId, range, interval and the query type of the request where the query has none', async () => {
      const answer = await host.ask(
        ask([
          query('A', { traffic: 'all' }, { queryType: 'table', intervalMs: 5000, maxDataPoints: 77 }),
          query('B', { queryType: 'matrix', refId: 'stored' }, { queryType: 'table' }),
        ])
      );
      const custom = (refId: string) => answer.results?.[refId]?.frames[0]?.schema.meta?.custom;
      expect(custom('A')).toEqual({
        query: { refId: 'A', queryType: 'table', traffic: 'all' },
        options: { ...range, intervalMs: 5000, maxDataPoints: 77 },
        uid: 'ds',
      });
      expect(custom('B')).toEqual({
        query: { refId: 'B', queryType: 'matrix' },
        options: { ...range, intervalMs: 60_000, maxDataPoints: 1000 },
        uid: 'ds',
      });
      expect(answer.results?.A).toMatchObject({ status: 200, error: '', frames: [{ schema: { refId: 'A' } }] });
    });

    test('a bad one does not spoil the others, and says what to do', async () => {
      const answer = await host.ask(
        ask([
          query('good', {}),
          query('fail', { script: 'fail', code: 'location_missing' }),
          query('bug', { script: 'throw' }),
          query('frame', { script: 'bad-frame' }),
          { refId: 'json', json: '{"cut' },
          { refId: 'list', json: '[]' },
        ])
      );
      expect(answer.ok).toBe(true);
      const found = Object.entries(answer.results ?? {}).map(([refId, r]) => [
        refId,
        r.status,
        r.errorSource,
        r.frames.length,
      ]);
      expect(Object.fromEntries(found.map(([refId, ...rest]) => [refId, rest]))).toEqual({
        good: [200, '', 1],
        fail: [400, 'downstream', 0],
        bug: [500, 'plugin', 0],
        frame: [500, 'plugin', 0],
        json: [400, 'downstream', 0],
        list: [400, 'downstream', 0],
      });
      expect(answer.results?.fail?.error).toBe('It failed as told. Tell it otherwise.');
      expect(answer.results?.frame?.error).toContain('field "b" has 2 values');
    });

    test('log what failed with refId, panel and code, at a level the host reads', async () => {
      const headers = { 'http_X-Dashboard-Uid': 'dash', 'http_X-Panel-Id': '7', FromAlert: 'true' };
      await host.ask(ask([query('L', { script: 'fail', code: 'timed_out' })], { headers }));
      const line = () => host.log.find((entry) => entry.refId === 'L');
      await until(() => line() !== undefined);
      expect(line()).toMatchObject({
        '@level': 'warn',
        '@message': 'Query failed',
        dashboard: 'dash',
        panel: '7',
        fromAlert: 'true',
        code: 'timed_out',
      });
    });

    test('twenty at once, with the same large frame, come back whole', async () => {
      const refIds = Array.from({ length: 20 }, (_, index) => `Q${index}`);
      const answers = await Promise.all(
        refIds.map((refId) => host.ask(ask([query(refId, { script: 'large', rows: 2000 })])))
      );
      for (const [index, answer] of answers.entries()) {
        expect(answer.results?.[refIds[index] ?? '']).toMatchObject({
          status: 200,
          frames: [{ schema: { name: 'large' } }],
        });
      }
    });

    test('a caller that goes away aborts the work', async () => {
      const before = Number((await counts()).aborted);
      const answer = await host.ask(ask([query('A', { script: 'wait' })], { cancelAfterMs: 100 }));
      expect(answer).toMatchObject({ ok: false, error: expect.stringContaining('anceled') });
      await until(async () => Number((await counts()).aborted) === before + 1);
    });

    test('100,000 rows of 8 columns arrive', async () => {
      const answer = await host.ask(ask([query('A', { script: 'large' })]));
      expect(answer.results?.A?.frames[0]?.data).toMatchObject({ values: { length: 8, 0: { length: 100_000 } } });
    });

    test('nothing a dependency prints reaches stdout, and the process goes on', async () => {
      expect((await host.ask(ask([query('A', { script: 'print' })]))).results?.A?.status).toBe(200);
      await until(() =>
        host.log.some((line) => line['@message'] === 'printed by a dependency' && line['@level'] === 'info')
      );
      expect((await host.ask(ask([query('A', {})]))).results?.A?.status).toBe(200);
    });
  });

  describe('health', () => {
    test('is what the service says', async () => {
      const answer = await host.ask({ op: 'health', settings });
      expect(answer).toMatchObject({ ok: true, status: 'OK', message: 'All is well.', details: { uid: 'ds' } });
    });

    test.each([
      ['no location', {}, 'flows'],
      ['not JSON', 'text', 'settings'],
      ['a wrong engine', { ...jsonData, engine: 'mysql' }, 'engine'],
      ['a wrong limit', { ...jsonData, limits: { maxRows: 0 } }, 'limits.maxRows'],
    ])('names the wrong setting: %s', async (_, wrong, named) => {
      const answer = await host.ask({ op: 'health', settings: { uid: 'wrong', jsonData: wrong, updated: 1 } });
      expect(answer).toMatchObject({ ok: true, status: 'ERROR', details: { code: 'bad_settings' } });
      expect(answer.message).toContain(named);
    });
  });

  test('an instance is kept, replaced when settings change, and closed after its last call', async () => {
    const uid = 'changing';
    const health = async (updated: number) =>
      (await host.ask({ op: 'health', settings: { uid, jsonData, updated } })).details;
    const first = await health(1);
    expect(await health(1)).toEqual(first);
    const waiting = host.ask({
      ...ask([query('A', { script: 'wait' })]),
      settings: { uid, jsonData, updated: 1 },
      cancelAfterMs: 400,
    });
    await sleep(100);
    const second = await health(2);
    expect(second).toMatchObject({ created: Number(first?.created) + 1, closed: first?.closed });
    await waiting;
    await until(async () => (await health(2))?.closed === Number(first?.closed) + 1);
  });

  describe('resources', () => {
    const json = (body: unknown) => body;
    test.each([
      ['GET', 'dimensions?from=1&to=2', undefined, 200, ['namespace', 'range 1 2']],
      ['GET', 'dimensions/?from=1&to=2', undefined, 200, ['namespace', 'range 1 2']],
      [
        'GET',
        'values?dimension=label%3Aapp&side=source&from=1&to=2&q=%C3%BC',
        undefined,
        200,
        [JSON.stringify({ dimension: 'label:app', from: 1, to: 2, q: 'ü' })],
      ],
      [
        'POST',
        'preview',
        { query: { refId: 'A' }, from: 1, to: 2, intervalMs: 3 },
        200,
        {
          sql: JSON.stringify({
            query: { refId: 'A' },
            options: { from: 1, to: 2, intervalMs: 3, maxDataPoints: 1000 },
          }),
        },
      ],
      [
        'POST',
        'preview?from=1&to=2',
        { queryType: 'table' },
        200,
        {
          sql: JSON.stringify({
            query: { queryType: 'table' },
            options: { from: 1, to: 2, intervalMs: 60000, maxDataPoints: 1000 },
          }),
        },
      ],
      ['GET', 'nothing', undefined, 404, { error: { code: 'not_found' } }],
      ['GET', 'constructor', undefined, 404, { error: { code: 'not_found' } }],
      ['POST', 'dimensions', {}, 405, { error: { code: 'bad_request' } }],
      ['GET', 'dimensions?from=yesterday', undefined, 400, { error: { code: 'bad_request' } }],
      ['GET', 'dimensions?from=2&to=1', undefined, 400, { error: { code: 'bad_range' } }],
      ['GET', 'values?from=1&to=2', undefined, 400, { error: { code: 'bad_request' } }],
      ['GET', 'values?dimension=pod&side=left', undefined, 400, { error: { code: 'bad_request' } }],
      ['POST', 'preview', [1], 400, { error: { code: 'bad_request' } }],
    ])('%s %s', async (method, path, body, code, expected) => {
      const answer = await host.ask({ op: 'resource', settings, method, path, body });
      expect(answer).toMatchObject({ ok: true, code, headers: { 'Content-Type': ['application/json'] } });
      expect(JSON.parse(answer.body ?? '')).toMatchObject(json(expected) as object);
    });

    test('wrong settings answer in the same form', async () => {
      const answer = await host.ask({ op: 'resource', settings: { uid: 'x' }, method: 'GET', path: 'dimensions' });
      expect(answer).toMatchObject({ ok: true, code: 400 });
      expect(JSON.parse(answer.body ?? '')).toMatchObject({
        error: { code: 'bad_settings', remedy: expect.any(String) },
      });
    });
  });

  test('metrics count queries, bytes, cache and errors', async () => {
    await host.ask(ask([query('A', {}), query('B', { script: 'fail', code: 'disk_full' })]));
    const { text = '' } = await host.ask({ op: 'metrics', settings });
    expect(text).toMatch(/^zoneflow_queries_total\{query_type="scripted",result="ok"\} \d+$/m);
    expect(text).toMatch(/^zoneflow_errors_total\{code="disk_full"\} 1$/m);
    expect(text).toMatch(/^zoneflow_query_seconds_bucket\{le="0.005",query_type="scripted",result="ok"\} \d+$/m);
    expect(text).toMatch(/^zoneflow_cache_total\{outcome="miss"\} \d+$/m);
    expect(text).toMatch(/^zoneflow_scanned_bytes_total \d+0$/m);
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
  });

  test('gRPC health answers', async () => {
    expect(await host.ask({ op: 'ping' })).toMatchObject({ ok: true });
  });
});

withHost('start and end of the process', () => {
  let plugin = '';
  beforeAll(() => {
    plugin = buildEchoPlugin();
  });
  afterAll(() => rmSync(plugin, { recursive: true, force: true }));

  const isAlive = (pid: number) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  };
  const gone = async (pid: number, withinMs: number) => {
    const deadline = Date.now() + withinMs;
    while (isAlive(pid) && Date.now() < deadline) {
      await sleep(20);
    }
    return !isAlive(pid);
  };
  const socketOf = (host: GrafanaHost) => String(host.started.address);

  test('Shutdown ends it within half a second, running queries and all, and removes the socket', async () => {
    const host = await start(plugin);
    const socket = socketOf(host);
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    const waiting = host.ask(ask([query('A', { script: 'wait' })]));
    await sleep(200);
    const stopped = await host.ask({ op: 'stop' });
    expect(stopped.ms).toBeLessThan(500);
    expect((await waiting).ms).toBeGreaterThan(0);
    expect(existsSync(socket)).toBe(false);
    await host.end();
  });

  test('a crash fails the running calls and a new process answers again', async () => {
    const host = await start(plugin);
    const crashed = await host.ask(ask([query('A', { script: 'crash' })]));
    expect(crashed.ok && crashed.results?.A?.status === 200).toBe(false);
    expect(await gone(Number(host.started.pid), 3000)).toBe(true);
    expect(host.log.some((line) => line['@level'] === 'error' && line['@message'] === 'Uncaught exception')).toBe(true);
    await host.ask({ op: 'restart' });
    expect((await host.ask(ask([query('A', {})]))).results?.A?.status).toBe(200);
    await host.end();
  });

  test('SIGKILL hits Node itself, and a new process answers', async () => {
    const host = await start(plugin);
    const pid = Number(host.started.pid);
    await host.ask({ op: 'kill' });
    expect(await gone(pid, 1000)).toBe(true);
    await host.ask({ op: 'restart' });
    expect((await host.ask(ask([query('A', {})]))).results?.A?.status).toBe(200);
    await host.end();
  });

  test('it ends when its host was killed, ignores SIGINT and obeys SIGTERM', async () => {
    const host = await start(plugin);
    const pid = Number(host.started.pid);
    process.kill(pid, 'SIGINT');
    expect((await host.ask(ask([query('A', {})]))).results?.A?.status).toBe(200);
    const socket = socketOf(host);
    host.kill();
    expect(await gone(pid, 6000)).toBe(true);
    expect(existsSync(socket)).toBe(false);

    const second = await start(plugin);
    process.kill(Number(second.started.pid), 'SIGTERM');
    expect(await gone(Number(second.started.pid), 2000)).toBe(true);
    await second.end();
  });

  test('where no socket can be made it listens on loopback TCP', async () => {
    const host = await start(plugin, ['PLUGIN_UNIX_SOCKET_DIR=/nonexistent']);
    expect((await host.ask(ask([query('A', {})]))).results?.A?.status).toBe(200);
    expect(host.started).toMatchObject({ network: 'tcp', address: expect.stringMatching(/^127\.0\.0\.1:/) });
    await host.end();
  });
});
