/** The life of the backend process: handshake, serving, and an end that leaves nothing behind, whoever asks for it. */
import { unlinkSync } from 'node:fs';
import { createLogger, redirectConsole, type Logger } from '../log';
import type { Metrics } from '../metrics';
import { serveGrpc } from './grpc-server';
import { chooseAddress, handshakeLine, loopback, refusal, removeStaleSockets } from './handshake';
import { createInstances, type ServiceFactory } from './instances';
import { pluginMethods } from './methods';
import type { RpcServer } from './rpc';

export interface PluginOptions {
  createService: ServiceFactory;
  /** Loaded when first needed. */
  metrics: () => Promise<Metrics>;
}

/** The host kills what is still there 2 s after it asked for the end. */
const closeWithinMs = 1_200;
/** Long enough for the answer to the host's Shutdown to leave. */
const answerMs = 20;
const parentCheckMs = 2_000;

/** Serves the host that started this process until it ends; never returns an error, but ends the process with 1. */
export async function runPlugin({ createService, metrics }: PluginOptions): Promise<void> {
  const reason = refusal(process.env);
  if (reason !== undefined) {
    process.stderr.write(`[ERROR] ${reason}\n`);
    process.exit(1);
  }
  const log = createLogger();
  const writeHandshake = takeStdout(log);
  const shutdown = new AbortController();
  const instances = createInstances(createService, log);
  let server: RpcServer | undefined;
  let ending = false;

  const end = (why: string, exitCode: number): void => {
    if (ending) {
      return;
    }
    ending = true;
    log[exitCode === 0 ? 'debug' : 'error']('Backend ends', { why });
    const exit = () => {
      server?.stop();
      removeSocket(server);
      process.exit(exitCode);
    };
    setTimeout(exit, closeWithinMs);
    setTimeout(() => {
      shutdown.abort();
      void instances.closeAll().then(exit, exit);
    }, answerMs);
  };

  endWithHost(end, log);
  const methods = pluginMethods({ instances, log, metrics, onShutdown: () => end('the host asked for it', 0) });
  const address = chooseAddress(process.env);
  try {
    server = await privately(() =>
      serveGrpc(methods, address, shutdown.signal).catch((error: unknown) => {
        log.warn('No unix socket; listening on loopback TCP instead', { error });
        return serveGrpc(methods, loopback, shutdown.signal);
      })
    );
  } catch (error) {
    log.error('The backend cannot listen', { error });
    process.exit(1);
  }
  writeHandshake(handshakeLine(server.address));
  await removeStaleSockets(process.env, server.address);
}

/** The host reads only the first line of stdout; anything else there could be taken for the handshake, so it is logged. */
function takeStdout(log: Logger): (line: string) => void {
  redirectConsole(log);
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (chunk: Uint8Array | string) => {
    log.debug('Written to stdout', { text: typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8') });
    return true;
  };
  // A host that died leaves broken pipes; the parent check ends the process.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  return (line) => void write(line);
}

function endWithHost(end: (why: string, exitCode: number) => void, log: Logger): void {
  process.on('SIGTERM', () => end('SIGTERM', 0));
  process.on('SIGHUP', () => end('SIGHUP', 0));
  // Ctrl-C reaches the whole process group; the host decides when its plugins end.
  process.on('SIGINT', () => undefined);
  process.on('uncaughtException', (error) => {
    log.error('Uncaught exception', { error });
    end('an uncaught exception', 1);
  });
  process.on('unhandledRejection', (error) => {
    log.error('Unhandled rejection', { error });
    end('an unhandled rejection', 1);
  });
  // A killed host does not close stdin; only the parent changes.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) {
      end('the host is gone', 0);
    }
  }, parentCheckMs).unref();
}

/** Creates files for this user only: the socket takes its mode from the mask. */
async function privately<T>(work: () => Promise<T>): Promise<T> {
  const mask = process.umask(0o177);
  try {
    return await work();
  } finally {
    process.umask(mask);
  }
}

function removeSocket(server: RpcServer | undefined): void {
  if (server?.address.network === 'unix') {
    try {
      unlinkSync(server.address.path);
    } catch {
      // The server removes it by itself when it closes.
    }
  }
}
