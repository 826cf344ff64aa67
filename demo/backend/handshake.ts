/** Starts the plugin's launcher as Grafana does and reads the line that tells where the process listens. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { ZoneFlowError } from '../../backend/errors';

export interface StartedBackend {
  process: ChildProcess;
  /** As gRPC names it. */
  address: string;
  /** From the start of the launcher to its handshake line, milliseconds. */
  handshakeMs: number;
}

const handshakeTimeoutMs = 20_000;
const logLinesKept = 5;

/** @param pluginFolder the folder with plugin.json and the executables (`dist`). */
export async function startBackend(pluginFolder: string, signal: AbortSignal): Promise<StartedBackend> {
  const executable = join(pluginFolder, executableName());
  if (!existsSync(executable)) {
    throw new ZoneFlowError('location_missing', `The plugin’s backend is not built: ${executable} is missing`, {
      remedy: 'Run npm run build:backend and try again.',
    });
  }
  const began = performance.now();
  const child = spawn(executable, [], { env: grafanaEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
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

/** What Grafana 12.4 gives a plugin: the protocol's variables, its own version, the plugin's settings, and nothing of its own environment. */
function grafanaEnvironment(): Record<string, string> {
  return {
    grafana_plugin_type: 'datasource',
    PLUGIN_PROTOCOL_VERSIONS: '2',
    PLUGIN_MIN_PORT: '10000',
    PLUGIN_MAX_PORT: '25000',
    GF_VERSION: '12.4.0',
    GF_EDITION: 'Open Source',
    // As `node_path` in the ini section [plugin.zoneflow-ekscrossaz-datasource] would set it.
    GF_PLUGIN_NODE_PATH: process.execPath,
  };
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
