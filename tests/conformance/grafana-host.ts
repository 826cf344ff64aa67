/** Drives the Go program in host/, which plays Grafana: builds it once, starts a plugin in it and asks it things. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface HostRequest {
  op: 'health' | 'query' | 'resource' | 'metrics' | 'ping' | 'pid' | 'kill' | 'stop' | 'restart';
  settings?: { uid?: string; jsonData?: unknown; secureJsonData?: Record<string, string>; updated?: number };
  from?: number;
  to?: number;
  queries?: Array<{ refId: string; queryType?: string; maxDataPoints?: number; intervalMs?: number; json: string }>;
  headers?: Record<string, string>;
  method?: string;
  path?: string;
  body?: unknown;
  cancelAfterMs?: number;
}

export interface QueryResult {
  status: number;
  error: string;
  errorSource: string;
  frames: Array<{ schema: { name?: string; refId?: string; meta?: { custom?: unknown } }; data: unknown }>;
}

export interface HostAnswer {
  id: number;
  ok: boolean;
  /** Round trip in milliseconds; for start and restart the time to handshake and connection. */
  ms: number;
  error?: string;
  pid?: number;
  network?: string;
  address?: string;
  status?: string;
  message?: string;
  details?: Record<string, unknown>;
  text?: string;
  code?: number;
  headers?: Record<string, string[]>;
  body?: string;
  results?: Record<string, QueryResult>;
}

/** A line of the plugin's log as the host understood it. */
export type LogLine = Record<string, unknown>;

/** The path of the built host, or undefined (said on the console) where there is no Go. */
export function buildHost(): string | undefined {
  const folder = join(tmpdir(), 'zoneflow-conformance');
  const binary = join(folder, 'host');
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' });
  } catch {
    console.warn('Skipped: the conformance tests need Go 1.25 or later on PATH to build tests/conformance/host.');
    return undefined;
  }
  // Go's own build cache makes this fast when nothing changed; several test files may build at the same time.
  const fresh = `${binary}-${process.pid}`;
  execFileSync('go', ['build', '-o', fresh, '.'], { cwd: join(__dirname, 'host'), stdio: 'inherit' });
  renameSync(fresh, binary);
  return binary;
}

/** What Grafana's decoder makes of frame files: its JSON, or its error. */
export function decodeFrames(host: string, files: readonly Uint8Array[]): Array<{ frame?: unknown; error?: string }> {
  const input = files.map((file) => `${Buffer.from(file).toString('base64')}\n`).join('');
  const output = execFileSync(host, ['decode'], { input, maxBuffer: 1 << 30 }).toString('utf8');
  return output
    .trimEnd()
    .split('\n')
    .map((line): { frame?: unknown; error?: string } => parsed(line));
}

export interface GrafanaHost {
  /** The answer to the start of the plugin. */
  started: HostAnswer;
  log: LogLine[];
  ask(request: HostRequest): Promise<HostAnswer>;
  /** Ends the plugin as Grafana does when it stops, and the host. */
  end(): Promise<void>;
  /** Kills the host itself, as when Grafana dies. */
  kill(): void;
}

/** @param plugin folder that holds plugin.json and the executable */
export async function startHost(host: string, plugin: string, env: readonly string[] = []): Promise<GrafanaHost> {
  const args = ['serve', '-plugin', plugin, ...env.flatMap((entry) => ['-env', entry])];
  const child = spawn(host, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const waiting = new Map<number, { resolve: (answer: HostAnswer) => void; reject: (error: Error) => void }>();
  const log: LogLine[] = [];
  const answerTo = (id: number) =>
    new Promise<HostAnswer>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
    });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer: HostAnswer = parsed(line);
    waiting.get(answer.id)?.resolve(answer);
    waiting.delete(answer.id);
  });
  createInterface({ input: child.stderr }).on('line', (line) => log.push(parseLog(line)));
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void exit.then(() => {
    for (const { reject } of waiting.values()) {
      reject(new Error(`The host ended: ${log.map((line) => line['@message']).join(' | ')}`));
    }
  });
  let lastId = 0;
  const started = await answerTo(0);
  return {
    started,
    log,
    ask(request) {
      lastId += 1;
      const answer = answerTo(lastId);
      child.stdin.write(`${JSON.stringify({ id: lastId, ...request })}\n`);
      return answer;
    },
    async end() {
      child.stdin.end();
      await exit;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** What our own host program prints is of the type it was written for. */
function parsed<T>(line: string): T {
  return JSON.parse(line) as T;
}

function parseLog(line: string): LogLine {
  try {
    return parsed(line);
  } catch {
    return { '@level': 'text', '@message': line };
  }
}
