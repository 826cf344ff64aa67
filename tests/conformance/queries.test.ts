/** QueryData as Grafana calls it: what a query is asked with, failures on their own, cancelling, large answers. */
import { ask, query, range, settings, until, useEchoPlugin, withHost } from './echo-host';
import type { GrafanaHost } from './grafana-host';

withHost('queries', () => {
  const start = useEchoPlugin();
  let host: GrafanaHost;
  beforeAll(async () => {
    host = await start();
  });
  afterAll(() => host.end());

  const counts = async () => (await host.ask({ op: 'health', settings })).details ?? {};

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
    expect(answer.ok).toBe(false);
    expect(answer.error).toContain('anceled');
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
