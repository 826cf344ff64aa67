import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseAddress, handshakeLine, loopback, refusal, removeStaleSockets } from './handshake';

const folder = mkdtempSync(join(tmpdir(), 'zoneflow-handshake-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  [{}, /Grafana starts it by itself/],
  [{ grafana_plugin_type: 'datasource' }, /speaks version 2/],
  [{ grafana_plugin_type: 'datasource', PLUGIN_PROTOCOL_VERSIONS: '3,4' }, /offers the plugin protocols 3, 4/],
])('without a host’s cookie and protocol it says why it cannot serve: %j', (env, why) => {
  expect(refusal(env)).toMatch(why);
});

test('a host that offers version 2 is served', () => {
  expect(refusal({ grafana_plugin_type: 'datasource', PLUGIN_PROTOCOL_VERSIONS: '1,2' })).toBeUndefined();
});

test('the address is a fresh socket, or loopback TCP where none can be', () => {
  expect(chooseAddress({ PLUGIN_UNIX_SOCKET_DIR: folder })).toMatchObject({
    network: 'unix',
    path: expect.stringMatching(/zoneflow-\d+-\w+\.sock$/) as unknown,
  });
  expect(chooseAddress({ PLUGIN_UNIX_SOCKET_DIR: folder }, 'win32')).toEqual(loopback);
  expect(chooseAddress({ PLUGIN_UNIX_SOCKET_DIR: '/nonexistent' })).toEqual(loopback);
  expect(chooseAddress({ PLUGIN_UNIX_SOCKET_DIR: join(folder, 'x'.repeat(100)) })).toEqual(loopback);
});

test('the handshake is one line of five fields', () => {
  expect(handshakeLine({ network: 'unix', path: '/tmp/a.sock' })).toBe('1|2|unix|/tmp/a.sock|grpc\n');
  expect(handshakeLine({ network: 'tcp', host: '127.0.0.1', port: 7 })).toBe('1|2|tcp|127.0.0.1:7|grpc\n');
});

test('only old sockets of our name that nobody listens on are removed', async () => {
  const path = (name: string) => join(folder, name);
  const old = (name: string) => utimesSync(path(name), 1000, 1000);
  const listen = (name: string) =>
    new Promise<Server>((resolve) => {
      const server = createServer().listen(path(name), () => resolve(server));
    });
  // A process that is killed leaves its socket behind.
  for (const name of ['zoneflow-1-dead.sock', 'zoneflow-2-young.sock', 'other.sock']) {
    const script = `require('net').createServer().listen(${JSON.stringify(path(name))}, () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', script]);
  }
  writeFileSync(path('zoneflow-3-file.sock'), '');
  const server = await listen('zoneflow-4-alive.sock');
  ['zoneflow-1-dead.sock', 'other.sock', 'zoneflow-3-file.sock', 'zoneflow-4-alive.sock'].forEach(old);

  await removeStaleSockets({ PLUGIN_UNIX_SOCKET_DIR: folder }, loopback);

  const left = [
    'zoneflow-1-dead.sock',
    'zoneflow-2-young.sock',
    'other.sock',
    'zoneflow-3-file.sock',
    'zoneflow-4-alive.sock',
  ];
  expect(left.filter((name) => existsSync(path(name)))).toEqual(left.slice(1));
  server.close();
});
