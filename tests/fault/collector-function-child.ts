/**
 * Runs the collector's function as Lambda does: a process of its own that loads the code once and calls the handler for each
 * invocation it is sent. argv: the code.
 */
import { createRequire } from 'node:module';
import { isRecord } from '../../backend/kubernetes/json-record';

/** What is sent for an invocation: how long it may take. */
export interface Invocation {
  milliseconds: number;
}

export type Outcome = { result: unknown; error: null } | { result: null; error: { code: string; message: string } };

/** Told once, when the code is loaded. */
export interface Loaded {
  /** From the start of the process, and of processor time. */
  wallMs: number;
  cpuMs: number;
}

export interface Invoked {
  outcome: Outcome;
  wallMs: number;
  cpuMs: number;
  /** Most that the process had so far, native libraries included. */
  megabytes: number;
}

type Handler = (event: unknown, context: { getRemainingTimeInMillis: () => number }) => Promise<unknown>;

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function outcomeOf(handler: Handler, { milliseconds }: Invocation): Promise<Outcome> {
  const end = Date.now() + milliseconds;
  try {
    return { result: await handler({}, { getRemainingTimeInMillis: () => end - Date.now() }), error: null };
  } catch (error) {
    const code = isRecord(error) && typeof error['code'] === 'string' ? error['code'] : '';
    return { result: null, error: { code, message: error instanceof Error ? error.message : String(error) } };
  }
}

const { handler } = createRequire(__filename)(process.argv[2] ?? '') as { handler: Handler };
process.send?.({ wallMs: performance.now(), cpuMs: cpuMs() } satisfies Loaded);
process.on('message', (invocation: Invocation) => {
  const [wall, cpu] = [performance.now(), cpuMs()];
  void outcomeOf(handler, invocation).then((outcome) =>
    process.send?.({
      outcome,
      wallMs: performance.now() - wall,
      cpuMs: cpuMs() - cpu,
      megabytes: process.resourceUsage().maxRSS / 1024,
    } satisfies Invoked)
  );
});
