/** The built backend (dist/) in the place of the scripted one: starts small, and fails in words. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, query, withHost } from './echo-host';
import { buildHost, startHost, type GrafanaHost } from './grafana-host';

const root = join(__dirname, '..', '..');
const dist = join(root, 'dist');

withHost('built backend', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zoneflow-empty-'));
  let host: GrafanaHost;
  beforeAll(async () => {
    if (!existsSync(join(dist, `gpx_zoneflow_${process.platform}_amd64`))) {
      execFileSync(process.execPath, [join(root, 'scripts', 'build-backend.mjs')], { stdio: 'inherit' });
    }
    host = await startHost(String(buildHost()), dist);
  });
  afterAll(async () => {
    await host.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const settings = (location: string) => ({
    uid: location,
    updated: 1,
    jsonData: { flows: { location }, history: { location } },
  });
  const maps = () => readFileSync(`/proc/${host.started.pid}/maps`, 'utf8');

  (process.platform === 'linux' ? test : test.skip)(
    'the engine’s library is loaded with the first question',
    async () => {
      await host.ask({ op: 'ping' });
      expect(maps()).not.toContain('libduckdb');
      const answer = await host.ask(ask([query('A', { queryType: 'table' })], { settings: settings(folder) }));
      expect(answer.results?.A?.status).toBeGreaterThanOrEqual(200);
      expect(maps()).toContain('libduckdb');
    }
  );

  test('a location that does not exist is named by health and by queries', async () => {
    const missing = join(folder, 'nowhere');
    const health = await host.ask({ op: 'health', settings: settings(missing) });
    expect(health).toMatchObject({ ok: true, status: 'ERROR' });
    expect(health.message).toContain(missing);
    const answer = await host.ask(
      ask([query('A', { queryType: 'graph' }), query('B', { queryType: 'nonsense' })], { settings: settings(missing) })
    );
    expect(answer.results?.A).toMatchObject({ status: 400, errorSource: 'downstream', frames: [] });
    expect(answer.results?.A?.error).toContain(missing);
    expect(answer.results?.B).toMatchObject({ status: 400, errorSource: 'downstream' });
    expect(answer.results?.B?.error).toContain('queryType');
  });
});
