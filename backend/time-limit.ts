/**
 * A signal that also ends after a time. Not AbortSignal.any over AbortSignal.timeout: in Node.js 20 nothing holds the latter,
 * so that it may be collected as garbage and never end anything.
 */
import { setMaxListeners } from 'node:events';

/** Longer ones end at once (setTimeout). */
const longestMs = 2 ** 31 - 1;

/** Ends after the milliseconds with a TimeoutError: for what nobody else may end. */
export function timeLimit(ms: number): AbortSignal {
  return limitedTo(ms, new AbortController().signal);
}

/** Ends with the signal and its reason, or after the milliseconds with a TimeoutError, as AbortSignal.timeout does. */
export function limitedTo(ms: number, signal: AbortSignal): AbortSignal {
  const limited = new AbortController();
  const end = (reason: unknown): void => {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    limited.abort(reason);
  };
  const onAbort = (): void => end(signal.reason);
  const timer = setTimeout(
    () => end(new DOMException('The time is up', 'TimeoutError')),
    Math.min(Math.max(ms, 0), longestMs)
  );
  timer.unref();
  // Many pieces of work may be limited by one signal, each until its time is up: no leak to be warned of.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) {
    onAbort();
  }
  return limited.signal;
}
