/** The collector's function for tests: bundled as it is deployed, and invoked in processes of its own. */
import { build } from 'esbuild';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { functionEnvironment } from '../../infra/functions/environment';
import type { Invocation, Invoked, Loaded } from './collector-function-child';

/** @param root of the repository; the native library is found there */
export async function bundleFunction(root: string, folder: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: { collect: 'infra/collector/handler.ts', host: 'tests/fault/collector-function-child.ts' },
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    minify: true,
    mainFields: ['module', 'main'],
    legalComments: 'none',
    // Where it is deployed the library lies beside the code; here it need not be copied.
    plugins: [
      {
        name: 'installed-library',
        setup: (building) =>
          building.onResolve({ filter: /^@duckdb\/node-bindings$/ }, ({ path }) => ({
            path: join(root, 'node_modules', path, 'duckdb.js'),
            external: true,
          })),
      },
    ],
  });
}

/** One execution environment: it is cold once, and takes one invocation at a time. */
export class DeployedFunction {
  readonly loaded: Promise<Loaded>;
  private readonly child: ChildProcess;
  /** What it said on standard output and error. */
  output = '';

  /** @param node the runtime; by default this one */
  constructor(folder: string, environment: Record<string, string>, node?: string) {
    this.child = fork(join(folder, 'host.cjs'), [join(folder, 'collect.cjs')], {
      // Lambda's environment is as bare, but for what it is deployed with.
      env: {
        PATH: process.env.PATH ?? '',
        TMPDIR: process.env.TMPDIR ?? '/tmp',
        ...functionEnvironment,
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
      ...(node !== undefined && { execPath: node }),
    });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.loaded = this.said<Loaded>();
    this.loaded.catch(() => undefined);
  }

  async invoke(milliseconds = 60_000): Promise<Invoked> {
    await this.loaded;
    const invocation: Invocation = { milliseconds };
    const said = this.said<Invoked>();
    this.child.send(invocation);
    return said;
  }

  async kill(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exit = once(this.child, 'exit');
      this.child.kill('SIGKILL');
      await exit;
    }
  }

  private async said<Message>(): Promise<Message> {
    const stop = new AbortController();
    const { signal } = stop;
    try {
      const [message] = (await Promise.race([
        once(this.child, 'message', { signal }),
        once(this.child, 'exit', { signal }).then(() => Promise.reject(new Error(`it ended: ${this.output}`))),
      ])) as [Message];
      return message;
    } finally {
      stop.abort();
    }
  }
}
