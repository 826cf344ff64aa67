/** The launcher and the first file of the backend: which Node is taken, and what is said where none will do. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'zoneflow launcher-'));
const launcher = join(folder, 'gpx_zoneflow_linux_amd64');
const runtime = join(folder, 'runtime_linux_amd64');

beforeAll(() => {
  copyFileSync(join(root, 'scripts', 'launcher.sh'), launcher);
  mkdirSync(runtime);
  copyFileSync(join(root, 'backend', 'start.cjs'), join(runtime, 'start.cjs'));
  writeFileSync(
    join(runtime, 'backend.cjs'),
    'console.log(JSON.stringify([process.execPath, process.execArgv, process.pid, process.env]))'
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (env: Record<string, string>, path = launcher) =>
  spawnSync('/bin/sh', [path], { env: { NODE_ENV: 'test', ...env }, encoding: 'utf8' });
const refused = (result: ReturnType<typeof run>) => {
  expect(result).toMatchObject({ status: 1, stdout: '' });
  expect(result.stderr.split('\n').filter((line) => line !== '')).toHaveLength(1);
  return result.stderr;
};

test('the named Node is taken, in the place of the shell, with a bounded heap', () => {
  const result = run({ GF_PLUGIN_NODE_PATH: process.execPath });
  expect(JSON.parse(result.stdout)).toMatchObject([process.execPath, ['--max-old-space-size=1024'], result.pid, {}]);
});

test('a Node beside the bundle goes before the system’s', () => {
  const own = join(runtime, 'node');
  writeFileSync(own, '#!/bin/sh\necho bundled "$@"\n', { mode: 0o755 });
  const result = run({ GF_PLUGIN_NODE_HEAP_MB: '300' });
  rmSync(own);
  expect(result.stdout).toBe(`bundled --max-old-space-size=300 ${join(runtime, 'start.cjs')}\n`);
});

test.each([
  [{ GF_PLUGIN_NODE_PATH: '/nonexistent/node' }, /^\[ERROR\] ZoneFlow: node_path names \/nonexistent\/node, /],
  [{ GF_PLUGIN_NODE_PATH: '/tmp' }, /^\[ERROR\] ZoneFlow: node_path names \/tmp, /],
  [{ GF_PLUGIN_NODE_PATH: process.execPath, GF_PLUGIN_NODE_HEAP_MB: '1g' }, /^\[ERROR\] ZoneFlow: node_heap_mb .* 1g/],
])('wrong settings are named: %j', (env, message) => {
  expect(refused(run(env))).toMatch(message);
});

test('one bundle serves all systems where there is no other', () => {
  const universal = mkdtempSync(join(tmpdir(), 'zoneflow universal-'));
  const path = join(universal, 'gpx_zoneflow_darwin_arm64');
  copyFileSync(launcher, path);
  cpSync(runtime, join(universal, 'runtime'), { recursive: true });
  const result = run({ GF_PLUGIN_NODE_PATH: process.execPath }, path);
  rmSync(universal, { recursive: true });
  expect(JSON.parse(result.stdout)).toMatchObject([process.execPath, ['--max-old-space-size=1024'], result.pid, {}]);
});

test('a package for another system says so', () => {
  const other = join(folder, 'gpx_zoneflow_darwin_arm64');
  copyFileSync(launcher, other);
  expect(refused(run({}, other))).toMatch(/runtime_darwin_arm64\/start\.cjs is missing/);
});

test.each(['18.20.1', '20.18.3', '4.0.0'])('Node %s is refused with the remedy', (version) => {
  const script = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } }); require(${JSON.stringify(join(runtime, 'start.cjs'))});`;
  const result = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  expect(result).toMatchObject({ status: 1, stdout: '' });
  expect(result.stderr).toMatch(
    new RegExp(`^\\[ERROR\\] ZoneFlow: .* is Node\\.js ${version}, but 20\\.19 or later is needed`)
  );
});
