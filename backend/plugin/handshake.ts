/** How the host finds this process: the cookie that proves a host started it, the address to listen on, the line that tells it. */
import { connect } from 'node:net';
import { readdir, stat, unlink } from 'node:fs/promises';
import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RpcAddress } from './rpc';

const cookie = { name: 'grafana_plugin_type', value: 'datasource' };
const protocolVersion = 2;
/** sun_path holds 108 bytes on Linux and 104 on macOS, the final NUL included. */
const maxSocketPathBytes = 103;
const socketName = /^zoneflow-\d+-[0-9a-z]+\.sock$/;
const settledAfterMs = 60_000;

type Environment = Readonly<Record<string, string | undefined>>;

/** Why this process cannot serve a host, in words for whoever started it by hand; undefined if it can. */
export function refusal(env: Environment): string | undefined {
  if (env[cookie.name] !== cookie.value) {
    return 'This program is the backend of a Grafana data source; Grafana starts it by itself. Put the plugin folder into Grafana’s plugin folder and restart Grafana.';
  }
  const offered = (env.PLUGIN_PROTOCOL_VERSIONS ?? '').split(',').map(Number);
  if (!offered.includes(protocolVersion)) {
    return `Grafana offers the plugin protocols ${offered.join(', ')}; this backend speaks version ${protocolVersion}. Use Grafana 12.4 or later.`;
  }
  return undefined;
}

/** A fresh unix socket where the host wants it or in the temporary folder; loopback TCP where that is impossible. */
export function chooseAddress(env: Environment, platform: NodeJS.Platform = process.platform): RpcAddress {
  const folder = socketFolder(env);
  const path = join(folder, `zoneflow-${process.pid}-${Date.now().toString(36)}.sock`);
  const possible = platform !== 'win32' && Buffer.byteLength(path) <= maxSocketPathBytes && isWritable(folder);
  return possible ? { network: 'unix', path } : loopback;
}

export const loopback: RpcAddress = { network: 'tcp', host: '127.0.0.1', port: 0 };

/** The first line on stdout: core protocol, application protocol, network, address, transport. */
export function handshakeLine(address: RpcAddress): string {
  const place = address.network === 'unix' ? address.path : `${address.host}:${address.port}`;
  return `1|${protocolVersion}|${address.network}|${place}|grpc\n`;
}

/** Removes sockets that earlier backends left when they were killed: ours by name, old, and nobody listens any more. */
export async function removeStaleSockets(env: Environment, own: RpcAddress): Promise<void> {
  const folder = socketFolder(env);
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((candidate) => socketName.test(candidate))) {
    const path = join(folder, name);
    const info = await stat(path).catch(() => undefined);
    const old = info !== undefined && info.isSocket() && Date.now() - info.mtimeMs > settledAfterMs;
    const mine = own.network === 'unix' && own.path === path;
    if (old && !mine && (await isDead(path))) {
      await unlink(path).catch(() => undefined);
    }
  }
}

function socketFolder(env: Environment): string {
  return env.PLUGIN_UNIX_SOCKET_DIR || tmpdir();
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isDead(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const answer = (dead: boolean) => {
      socket.destroy();
      resolve(dead);
    };
    socket.once('connect', () => answer(false));
    socket.once('error', (error: NodeJS.ErrnoException) => answer(error.code === 'ECONNREFUSED'));
  });
}
