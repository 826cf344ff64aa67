/** npm run grafana with wrong input: refused before anything is built or started, with what to set. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'zoneflow-homes-'));
const home = (name: string, folders: string[], version = ''): string => {
  folders.forEach((part) => mkdirSync(join(folder, name, part), { recursive: true }));
  if (version !== '') {
    writeFileSync(join(folder, name, 'VERSION'), `${version}\n`);
  }
  return join(folder, name);
};
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const whole = home('whole', ['bin', 'conf', 'public'], '12.4.0');

test.each([
  [{}, [], 'GRAFANA_HOME is not set.'],
  [{ GRAFANA_HOME: '/nonexistent/grafana' }, [], 'GRAFANA_HOME=/nonexistent/grafana does not exist.'],
  [{ GRAFANA_HOME: home('part', ['conf']) }, [], 'has no folder public/'],
  [{ GRAFANA_HOME: whole }, [], 'has neither bin/grafana nor bin/grafana-server'],
  [{ GRAFANA_HOME: home('old', ['conf', 'public'], 'v11.6.2') }, [], 'is Grafana v11.6.2, but 12.4 or later is needed'],
  [{ GRAFANA_HOME: whole }, ['--port', 'web'], '--port web is no port'],
  [{ GRAFANA_HOME: whole }, ['--port', '70000'], '--port 70000 is no port'],
  [{ GRAFANA_HOME: whole }, ['--for', 'ever'], '--for ever is no number of seconds'],
  [{ GRAFANA_HOME: whole }, ['--prot', '3000'], "Unknown option '--prot'"],
])('%j %j', (env: Record<string, string>, args, message) => {
  const script = join(__dirname, 'run-grafana.mjs');
  const result = spawnSync(process.execPath, [script, ...args], {
    env: { NODE_ENV: 'test', ...env },
    encoding: 'utf8',
  });
  expect(result).toMatchObject({ status: 2, stdout: '' });
  expect(result.stderr).toContain(message);
  expect(result.stderr).toContain('Usage: GRAFANA_HOME=/path/to/grafana npm run grafana');
});
