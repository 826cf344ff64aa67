// Starts a local Grafana with the plugin, the demo's data source, dashboard and alert rule: GRAFANA_HOME=… npm run grafana
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { sealName, writeDemoProvisioning } from './demo-provisioning.mjs';

const pluginId = 'zoneflow-ekscrossaz-datasource';
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const usage = `Usage: GRAFANA_HOME=/path/to/grafana npm run grafana -- [--port 3000] [--data demo-data] [--for SECONDS]

GRAFANA_HOME is the folder of an unpacked Grafana 12.4 or later: it has bin/, conf/ and public/.
Everything listens on 127.0.0.1 only; visitors are administrators (or log in as admin, password admin).
`;

function fail(message) {
  process.stderr.write(`${message}\n\n${usage}`);
  process.exit(2);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '3000' },
        data: { type: 'string', default: process.env.ZONEFLOW_DATA ?? join(root, 'demo-data') },
        for: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) {
      process.stdout.write(usage);
      process.exit(0);
    }
    if (!isWholeNumber(values.port, 1, 65_535)) {
      fail(`--port ${values.port} is no port: it must be a number from 1 to 65535.`);
    }
    if (values.for !== undefined && !isWholeNumber(values.for, 1, 2_000_000)) {
      fail(`--for ${values.for} is no number of seconds.`);
    }
    return values;
  } catch (error) {
    return fail(error.message);
  }
}

function isWholeNumber(text, least, most) {
  return /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most;
}

/** The plugin says of itself that it needs 12.4; an older Grafana would only not show it. */
function refuseOldGrafana(home) {
  const file = join(home, 'VERSION');
  const version = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  const [, major, minor] = /^v?(\d+)\.(\d+)\./.exec(version) ?? [];
  if (Number(major) < 12 || (Number(major) === 12 && Number(minor) < 4)) {
    fail(`GRAFANA_HOME=${home} is Grafana ${version}, but 12.4 or later is needed.`);
  }
}

function grafanaCommand(home) {
  if (home === undefined || home === '') {
    fail('GRAFANA_HOME is not set.');
  }
  if (!existsSync(home)) {
    fail(`GRAFANA_HOME=${home} does not exist.`);
  }
  for (const folder of ['conf', 'public']) {
    if (!existsSync(join(home, folder))) {
      fail(`GRAFANA_HOME=${home} has no folder ${folder}/.`);
    }
  }
  refuseOldGrafana(home);
  if (existsSync(join(home, 'bin/grafana'))) {
    return [join(home, 'bin/grafana'), 'server'];
  }
  return existsSync(join(home, 'bin/grafana-server'))
    ? [join(home, 'bin/grafana-server')]
    : fail(`GRAFANA_HOME=${home} has neither bin/grafana nor bin/grafana-server.`);
}

function runStep(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    process.stderr.write(`${command} ${args.join(' ')} failed; see above.\n`);
    process.exit(1);
  }
}

function buildIfMissing() {
  const dist = join(root, 'dist');
  const built =
    existsSync(join(dist, 'module.js')) && readdirSync(dist).some((name) => name.startsWith('gpx_zoneflow_'));
  if (!built) {
    runStep('npm', ['run', 'build']);
  }
}

function configuration({ port, state, provisioning }) {
  return `[server]
http_addr = 127.0.0.1
http_port = ${port}
[paths]
data = ${state}/data
logs = ${state}/log
plugins = ${state}/plugins
provisioning = ${provisioning}
[plugins]
allow_loading_unsigned_plugins = ${pluginId}
preinstall_disabled = true
public_key_retrieval_disabled = true
[plugin.${pluginId}]
node_path = ${process.execPath}
[auth.anonymous]
enabled = true
org_role = Admin
[analytics]
reporting_enabled = false
check_for_updates = false
check_for_plugin_updates = false
[news]
news_feed_enabled = false
[security]
disable_gravatar = true
[log]
mode = console file
[log.console]
level = error
[log.file]
level = info
filters = plugin.${pluginId}:debug
[unified_alerting]
min_interval = 10s
`;
}

const options = readOptions();
const home = process.env.GRAFANA_HOME && resolve(process.env.GRAFANA_HOME);
const command = grafanaCommand(home);
const data = resolve(options.data);
buildIfMissing();
if (!existsSync(join(data, sealName))) {
  runStep(process.execPath, ['bin/zoneflow', 'demo', data]);
}

const state = await mkdtemp(join(tmpdir(), 'zoneflow-grafana-'));
await mkdir(join(state, 'plugins'), { recursive: true });
await symlink(join(root, 'dist'), join(state, 'plugins', pluginId));
const { provisioning, dashboards, range } = await writeDemoProvisioning({
  root,
  data,
  target: state,
  now: Date.now() / 1000,
});
const ini = join(state, 'grafana.ini');
await writeFile(ini, configuration({ port: options.port, state, provisioning }));

const [program, ...args] = command;
const grafana = spawn(program, [...args, '--homepath', home, '--config', ini], {
  cwd: home,
  stdio: 'inherit',
  env: { ...process.env, ZONEFLOW_DATA: data, ZONEFLOW_DASHBOARDS: dashboards },
});
const url = `http://127.0.0.1:${options.port}`;
process.stdout.write(`Grafana starts on ${url} (stop: Ctrl-C)
  dashboard    ${url}/d/zoneflow-overview
  data source  ${url}/connections/datasources/edit/zoneflow-demo
  Explore      ${url}/explore
  alert rule   ${url}/alerting/list
  demo data    ${range.from} to ${range.to}
`);

// Ctrl-C reaches Grafana, too: it stops by itself, and this process waits for it.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => grafana.kill('SIGTERM'));
if (options.for !== undefined) {
  setTimeout(() => grafana.kill('SIGTERM'), Number(options.for) * 1000).unref();
}
grafana.on('exit', async (code, signal) => {
  await rm(state, { recursive: true, force: true });
  process.exit(signal === null ? (code ?? 1) : 0);
});
