/** Health, metrics and the life of data source instances, over Grafana's own plugin library. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, jsonData, query, settings, until, useEchoPlugin, withHost } from './echo-host';
import type { GrafanaHost } from './grafana-host';

withHost('backend process', () => {
  const start = useEchoPlugin();
  let host: GrafanaHost;
  beforeAll(async () => {
    host = await start();
  });
  afterAll(() => host.end());

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
      cancelAfterMs: 3_000,
    });
    await sleep(100);
    const second = await health(2);
    expect(second).toMatchObject({ created: Number(first?.created) + 1, closed: first?.closed });
    await waiting;
    await until(async () => (await health(2))?.closed === Number(first?.closed) + 1);
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
