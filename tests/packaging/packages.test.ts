/** The zips of npm run package: what is in them, and that the backend in them runs where nothing else is installed. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { CheckHealthResponse } from '../../backend/plugin/messages';
import { hour, writeSmallCluster, type SmallCluster } from '../../backend/traffic/small-cluster.test-data';
import { readFrame } from '../../demo/backend/arrow-reader';
import { startBackend, stopBackend, type StartedBackend } from '../../demo/backend/handshake';
import { connect, type PluginClient } from '../../demo/backend/plugin-client';
import { describeBuilt, dist, linuxZip, parsed, pluginId, root, universalZip, version } from './built';
import { unpack, zipEntries, type ZipEntry } from './zip-archive';

const launchers = ['darwin_amd64', 'darwin_arm64', 'linux_amd64', 'linux_arm64'].map((name) => `gpx_zoneflow_${name}`);
const launcher = join(root, 'scripts', 'launcher.sh');
const megabyte = 1e6;
const signal = new AbortController().signal;

const describeZips = describeBuilt([universalZip, linuxZip], [join(dist, 'module.js'), launcher], 'npm run package');

describeZips.each([
  { name: 'universal', zip: universalZip, executables: launchers, runtime: 'runtime', most: 4 * megabyte },
  {
    name: 'linux_amd64',
    zip: linuxZip,
    executables: ['gpx_zoneflow_linux_amd64', 'node'],
    runtime: 'runtime_linux_amd64',
    most: 80 * megabyte,
  },
])('package $name', ({ zip, executables, runtime, most }) => {
  let entries: ZipEntry[] = [];
  beforeAll(() => {
    entries = zipEntries(readFileSync(zip));
  });

  it('has one folder, named as the plugin, with what Grafana and its readers look for', () => {
    const paths = entries.map(({ path }) => path);
    expect(new Set(paths.map((path) => path.split('/')[0]))).toEqual(new Set([pluginId]));
    const required = ['module.js', 'module.js.map', 'plugin.json', 'README.md', 'CHANGELOG.md', 'LICENSE'];
    const backend = [`${runtime}/start.cjs`, `${runtime}/backend.cjs`];
    expect(paths).toEqual(expect.arrayContaining([...required, ...backend].map((path) => `${pluginId}/${path}`)));
  });

  it('passes on the licenses of what is in it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'zoneflow-notices-'));
    await unpack(zip, folder, (path) => path.endsWith('/THIRD-PARTY-NOTICES.txt'));
    const notices = readFileSync(join(folder, pluginId, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    rmSync(folder, { recursive: true });
    const libraries = ['@grafana/plugin-ui', '@grpc/grpc-js', '@duckdb/node-api', 'flatbuffers', 'lru-cache', 'zod'];
    expect(libraries.filter((name) => !new RegExp(`^${name} \\d`, 'm').test(notices))).toEqual([]);
  });

  it('holds nothing that does not belong there', () => {
    const strange = entries.filter(({ path }) =>
      /(^|\/)\.|node_modules|\.tsx?$|\.test\.|standalone\.txt|pid\.txt/.test(path)
    );
    expect(strange).toEqual([]);
    expect(statSync(zip).size).toBeLessThan(most);
  });

  it('can be run where it must, and nowhere else', () => {
    const runnable = entries.filter(({ mode }) => mode === 0o100755).map(({ path }) => basename(path));
    expect(runnable.sort()).toEqual(executables);
    expect(new Set(entries.map(({ mode }) => mode))).toEqual(new Set([0o100644, 0o100755]));
  });

  it('is the same whenever it is made: sorted, with one time', () => {
    const paths = entries.map(({ path }) => path);
    expect(paths).toEqual(paths.toSorted());
    expect(new Set(entries.map(({ modified }) => modified)).size).toBe(1);
  });

  it('is what the list of checksums says', () => {
    const sum = createHash('sha256').update(readFileSync(zip)).digest('hex');
    const sums = readFileSync(join(dirname(zip), 'SHA256SUMS'), 'utf8').split('\n');
    expect(sums).toContain(`${sum}  ${basename(zip)}`);
  });
});

describeZips('the package script', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zoneflow-twice-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const script = (args: string[], env: Record<string, string> = {}) =>
    spawnSync(process.execPath, [join(root, 'scripts', 'package.mjs'), ...args], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });

  it('makes the same bytes again, wherever and whenever', () => {
    const sums = ['Pacific/Auckland', 'America/New_York'].map((TZ) => {
      const made = script(['--no-build', '--only', 'universal', '--out', folder], {
        TZ,
        SOURCE_DATE_EPOCH: '1790000000',
      });
      expect(made).toMatchObject({ status: 0, stderr: '' });
      return readFileSync(join(folder, 'SHA256SUMS'), 'utf8');
    });
    expect(sums[0]).toMatch(/^[0-9a-f]{64} {2}zoneflow-/);
    expect(sums[1]).toBe(sums[0]);
  });

  it.each([
    [['--only', 'windows'], "there is no package 'windows'"],
    [['--fast'], '--fast'],
  ])('refuses %j with its usage', (args, reason) => {
    const refused = script(args);
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toContain(reason);
    expect(refused.stderr).toContain('Usage: npm run package');
  });
});

describeZips('the backend of a package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zoneflow-packages-'));
  const started: Array<{ backend: StartedBackend; client: PluginClient }> = [];
  let cluster: SmallCluster;
  beforeAll(async () => {
    cluster = await writeSmallCluster();
    await Promise.all([unpack(universalZip, join(folder, 'universal')), unpack(linuxZip, join(folder, 'linux'))]);
  }, 120_000);
  afterEach(async () => {
    await Promise.all(started.splice(0).map(({ backend, client }) => stopBackend(backend, client)));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await cluster.remove();
  });

  async function start(name: string, section: Record<string, string>): Promise<(typeof started)[number]> {
    const backend = await startBackend(join(folder, name, pluginId), signal, section);
    const entry = { backend, client: connect(backend.address) };
    started.push(entry);
    return entry;
  }

  const source = () => ({
    uid: 'packaged',
    name: 'Packaged',
    jsonData: { flows: { location: cluster.flows }, history: { location: cluster.history } },
    updated: 1,
  });
  const health = (client: PluginClient): Promise<CheckHealthResponse> => client.health(source(), signal);

  async function crossZoneBytes(client: PluginClient): Promise<unknown> {
    const query = { queryType: 'table', groupBy: ['zone'], targetGroupBy: [], measure: 'bytes' };
    const { responses } = await client.query(
      source(),
      [
        {
          refId: 'A',
          maxDataPoints: 100,
          intervalMs: 60_000,
          timeRange: { fromEpochMs: hour.from, toEpochMs: hour.to },
          json: Buffer.from(JSON.stringify(query)),
          queryType: '',
        },
      ],
      signal
    );
    const answer = responses.get('A');
    expect(answer?.error).toBe('');
    const [frame] = (answer?.frames ?? []).map(readFrame);
    const bytes = frame?.fields.find(({ name }) => name === 'bytes')?.values ?? [];
    return bytes.reduce((sum: number, value) => sum + Number(value), 0);
  }

  const onLinux = process.platform === 'linux' && process.arch === 'x64' ? it : it.skip;

  onLinux('linux_amd64: answers with its own Node.js and engine, in an empty environment', async () => {
    const { backend, client } = await start('linux', {});
    const runtime = join(folder, 'linux', pluginId, 'runtime_linux_amd64');
    expect(readlinkSync(`/proc/${backend.process.pid}/exe`)).toBe(join(runtime, 'node'));
    expect(await health(client)).toMatchObject({ status: 1 });
    expect(await crossZoneBytes(client)).toBe(1500);
    expect(readFileSync(`/proc/${backend.process.pid}/maps`, 'utf8')).toContain(join(runtime, 'libduckdb.so'));
  });

  it('universal: says that it has no engine, and what to do', async () => {
    const { client } = await start('universal', { GF_PLUGIN_NODE_PATH: process.execPath });
    const { status, message } = await health(client);
    expect(status).toBe(2);
    expect(message).toMatch(/this package of the plugin comes without DuckDB’s library.*duckdb_path.*grafana\.ini/);
  });

  it('universal: names a folder without the library', async () => {
    const { client } = await start('universal', {
      GF_PLUGIN_NODE_PATH: process.execPath,
      GF_PLUGIN_DUCKDB_PATH: folder,
    });
    const { status, message } = await health(client);
    expect(status).toBe(2);
    expect(message).toContain(`duckdb_path names ${folder}, which does not hold duckdb.node`);
  });

  onLinux('universal: answers with the Node.js and the engine that the administrator names', async () => {
    const { client } = await start('universal', {
      GF_PLUGIN_NODE_PATH: process.execPath,
      GF_PLUGIN_DUCKDB_PATH: join(root, 'node_modules', '@duckdb', 'node-bindings-linux-x64'),
    });
    expect(await health(client)).toMatchObject({ status: 1 });
    expect(await crossZoneBytes(client)).toBe(1500);
  });

  it('shows the version of the project and the day of its source', () => {
    const packed = parsed<{ info: { version: string; updated: string } }>(
      join(folder, 'universal', pluginId, 'plugin.json')
    );
    expect(packed.info.version).toBe(version);
    expect(packed.info.updated).toMatch(/^\d{4}-\d\d-\d\d$/);
  });
});
