/** Answers kept for their freshness, and one run for all who ask the same while it is under way. */
import { LRUCache } from 'lru-cache';
import { untilAborted } from './until-aborted';

export type CacheUse = 'hit' | 'miss' | 'joined';

export interface AnswerCache<Value extends object> {
  /**
   * The value of `key`: kept, awaited from a run under way, or run now. A caller's abort rejects that caller at once; the
   * run itself is aborted when nobody waits for it any more, after the time that the last one's reason gives it. Failures
   * are not kept.
   */
  get(
    key: string,
    freshMs: number,
    run: (signal: AbortSignal) => Promise<Value>,
    signal: AbortSignal
  ): Promise<{ value: Value; use: CacheUse }>;
  /** Forgets everything and aborts what is under way. */
  clear(): void;
}

interface Run<Value> {
  value: Promise<Value>;
  waiting: number;
  controller: AbortController;
  /** Set while nobody waits and somebody may come back. */
  end: NodeJS.Timeout | undefined;
}

/**
 * @param most entries kept; @param size rough size of a value in rows, against `mostSize` in all; @param lingerMs how long a
 * run goes on after the last one who waited left, by the reason of that.
 */
export function createAnswerCache<Value extends object>(options: {
  most: number;
  mostSize: number;
  size: (value: Value) => number;
  lingerMs?: (reason: unknown) => number;
}): AnswerCache<Value> {
  const kept = new LRUCache<string, Value>({
    max: options.most,
    maxSize: options.mostSize,
    sizeCalculation: (value) => Math.max(1, options.size(value)),
  });
  const runs = new Map<string, Run<Value>>();

  const start = (key: string, freshMs: number, run: (signal: AbortSignal) => Promise<Value>): Run<Value> => {
    const controller = new AbortController();
    const value = run(controller.signal).then(
      (result) => {
        if (!controller.signal.aborted && freshMs > 0) {
          kept.set(key, result, { ttl: freshMs });
        }
        forget(key, started);
        return result;
      },
      (error: unknown) => {
        forget(key, started);
        throw error;
      }
    );
    // Nobody may be waiting any more when it fails.
    value.catch(() => undefined);
    const started: Run<Value> = { value, waiting: 0, controller, end: undefined };
    runs.set(key, started);
    return started;
  };
  const forget = (key: string, run: Run<Value>): void => {
    clearTimeout(run.end);
    if (runs.get(key) === run) {
      runs.delete(key);
    }
  };
  const leave = (key: string, run: Run<Value>, signal: AbortSignal): void => {
    const end = (): void => {
      forget(key, run);
      run.controller.abort(signal.aborted ? signal.reason : undefined);
    };
    const patience = signal.aborted ? (options.lingerMs?.(signal.reason) ?? 0) : 0;
    if (patience > 0) {
      run.end = setTimeout(end, patience);
    } else {
      end();
    }
  };

  return {
    async get(key, freshMs, run, signal) {
      signal.throwIfAborted();
      const hit = kept.get(key);
      if (hit !== undefined) {
        return { value: hit, use: 'hit' };
      }
      const under = runs.get(key);
      const current = under ?? start(key, freshMs, run);
      clearTimeout(current.end);
      current.waiting++;
      try {
        return { value: await untilAborted(current.value, signal), use: under === undefined ? 'miss' : 'joined' };
      } finally {
        current.waiting--;
        if (current.waiting === 0 && runs.get(key) === current) {
          leave(key, current, signal);
        }
      }
    },
    clear() {
      kept.clear();
      for (const run of runs.values()) {
        clearTimeout(run.end);
        run.controller.abort();
      }
      runs.clear();
    },
  };
}
