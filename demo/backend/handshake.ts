/** Starts the plugin's launcher as Grafana does and reads the line that tells where the process listens. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { ZoneFlowError } from '../../backend/errors';
import type { PluginClient } from './plugin-client';

export interface StartedBackend {
  process: ChildProcess;
  /** As gRPC names it. */
  address: string;
  /** From the start of the launcher to its handshake line, milliseconds. */
  handshakeMs: number;
}

const handshakeTimeoutMs = 20_000;
const stopWithinMs = 2_000;
const logLinesKept = 5;

/** What Grafana 12.4 gives every plugin: the protocol's variables and its own version, nothing of its own environment. */
const grafanaEnvironment = {
  grafana_plugin_type: 'datasource',
  PLUGIN_PROTOCOL_VERSIONS: '2',
  PLUGIN_MIN_PORT: '10000',
  PLUGIN_MAX_PORT: '25000',
  GF_VERSION: '12.4.0',
  GF_EDITION: 'Open Source',
};

/**
 * @param pluginFolder the folder with plugin.json and the executables (`dist`).
 * @param section the plugin's section of grafana.ini, as `GF_PLUGIN_…` variables; by default it names this Node.js
 */
export async function startBackend(
  pluginFolder: string,
  signal: AbortSignal,
  section: Record<string, string> = { GF_PLUGIN_NODE_PATH: process.execPath }
): Promise<StartedBackend> {
  const executable = join(pluginFolder, executableName());
  if (!existsSync(executable)) {
    throw new ZoneFlowError('location_missing', `The plugin’s backend is not built: ${executable} is missing`, {
      remedy: 'Run npm run build:backend and try again.',
    });
  }
  const began = performance.now();
  const child = spawn(executable, [], {
    env: { ...grafanaEnvironment, ...section },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    log.push(line);
    log.splice(0, log.length - logLinesKept);
  });
  try {
    const line = await firstLine(child, signal);
    return { process: child, address: addressOf(line), handshakeMs: performance.now() - began };
  } catch (cause) {
    child.kill('SIGKILL');
    signal.throwIfAborted();
    throw new ZoneFlowError(
      'internal',
      `The plugin’s backend did not start. Its last words: ${log.join(' | ') || 'none'}`,
      {
        cause,
      }
    );
  }
}

function executableName(): string {
  const architectures: Record<string, string> = { x64: 'amd64', arm64: 'arm64' };
  return `gpx_zoneflow_${process.platform}_${architectures[process.arch] ?? process.arch}`;
}

/** Asks the process to end and waits until it has. */
export async function stopBackend({ process: child }: StartedBackend, client: PluginClient): Promise<void> {
  const exited = new Promise<void>((resolve) => {
    if (child.exitCode !== null) {
      resolve();
    }
    child.once('exit', () => resolve());
    setTimeout(() => child.kill('SIGKILL'), stopWithinMs).unref();
  });
  // A process that is gone already cannot answer; it is stopped all the same.
  await client.shutdown(AbortSignal.timeout(stopWithinMs)).catch(() => undefined);
  await exited;
  client.close();
}

async function firstLine(child: ChildProcess, signal: AbortSignal): Promise<string> {
  const { stdout } = child;
  if (stdout === null) {
    throw new Error('no standard output');
  }
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(handshakeTimeoutMs)]);
  return new Promise((resolve, reject) => {
    deadline.addEventListener('abort', () => reject(new Error('no handshake in time')), { once: true });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`exit code ${code ?? 'none'}`)));
    createInterface({ input: stdout }).once('line', resolve);
  });
}

function addressOf(line: string): string {
  const [, version, network, place, transport] = line.split('|');
  if (version !== '2' || place === undefined || transport !== 'grpc') {
    throw new Error(`unexpected handshake: ${line}`);
  }
  return network === 'unix' ? `unix:${place}` : place;
}
