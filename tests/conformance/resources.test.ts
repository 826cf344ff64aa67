/** CallResource: every route, and every way to call it wrongly. */
import { settings, useEchoPlugin, withHost } from './echo-host';
import type { GrafanaHost } from './grafana-host';

withHost('resources', () => {
  const start = useEchoPlugin();
  let host: GrafanaHost;
  beforeAll(async () => {
    host = await start();
  });
  afterAll(() => host.end());

  const bare = { queryType: 'table' };
  const options = { from: 1, to: 2, intervalMs: 60_000, maxDataPoints: 1000 };
  const refused = (code: string) => ({ error: { code } });
  test.each<[string, string, object | undefined, { code: number; body: object }]>([
    ['GET', 'dimensions?from=1&to=2', undefined, { code: 200, body: ['namespace', 'range 1 2'] }],
    ['GET', 'dimensions/?from=1&to=2', undefined, { code: 200, body: ['namespace', 'range 1 2'] }],
    [
      'GET',
      'values?dimension=label%3Aapp&side=source&from=1&to=2&q=%C3%BC',
      undefined,
      { code: 200, body: [JSON.stringify({ dimension: 'label:app', from: 1, to: 2, q: 'ü' })] },
    ],
    [
      'POST',
      'preview',
      { query: bare, from: 1, to: 2, intervalMs: 3 },
      { code: 200, body: { sql: JSON.stringify({ query: bare, options: { ...options, intervalMs: 3 } }) } },
    ],
    ['POST', 'preview?from=1&to=2', bare, { code: 200, body: { sql: JSON.stringify({ query: bare, options }) } }],
    [
      'GET',
      `values?dimension=pod&from=1&to=2&filters=${encodeURIComponent('[{"dimension":"namespace","values":["shop"]}]')}`,
      undefined,
      {
        code: 200,
        body: [
          JSON.stringify({
            ...{ dimension: 'pod', from: 1, to: 2, q: '' },
            filters: [{ dimension: 'namespace', values: ['shop'] }],
          }),
        ],
      },
    ],
    [
      'GET',
      'nothing',
      undefined,
      {
        code: 404,
        body: {
          error: {
            code: 'not_found',
            remedy: expect.stringMatching(/: GET dimensions, .*, POST preview\.$/) as string,
          },
        },
      },
    ],
    ['GET', 'constructor', undefined, { code: 404, body: refused('not_found') }],
    ['POST', 'dimensions', {}, { code: 405, body: refused('bad_request') }],
    ['GET', 'dimensions?from=yesterday', undefined, { code: 400, body: refused('bad_request') }],
    ['GET', 'dimensions?from=2&to=1', undefined, { code: 400, body: refused('bad_range') }],
    ['GET', 'values?from=1&to=2', undefined, { code: 400, body: refused('bad_request') }],
    ['GET', 'values?dimension=pod&filters=%5B', undefined, { code: 400, body: refused('bad_request') }],
    ['GET', 'values?dimension=pod&side=left', undefined, { code: 400, body: refused('bad_request') }],
    ['POST', 'preview', [1], { code: 400, body: refused('bad_request') }],
  ])('%s %s', async (method, path, body, expected) => {
    const answer = await host.ask({ op: 'resource', settings, method, path, body });
    expect(answer).toMatchObject({
      ok: true,
      code: expected.code,
      headers: { 'Content-Type': ['application/json'] },
    });
    expect(JSON.parse(answer.body ?? '')).toMatchObject(expected.body);
  });

  test('wrong settings answer in the same form', async () => {
    const answer = await host.ask({ op: 'resource', settings: { uid: 'x' }, method: 'GET', path: 'dimensions' });
    expect(answer).toMatchObject({ ok: true, code: 400 });
    expect(JSON.parse(answer.body ?? '')).toMatchObject({ error: { code: 'bad_settings' } });
  });
});
