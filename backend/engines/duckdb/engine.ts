/** The embedded engine: flow logs and pod history in folders or buckets, read by DuckDB inside this process. */
import type { Logger } from '../../log';
import { duckDbDialect } from '../../sql/duckdb-dialect';
import type { Place } from '../../storage/place';
import type { Engine, OpenedData, OpenOptions, TimeRange } from '../engine';
import { Database } from './database';
import { readFreshness } from './freshness';
import { HistoryEnds } from './history-ends';
import { ObjectInspector } from './object-inspector';
import { openData, reported, type EngineParts } from './opened-data';

export interface DuckDbEngineOptions {
  /** Holds flow logs: AWSLogs/, anything above or below it, or the objects themselves. */
  flows: Place;
  /** The pod history store. */
  history: Place;
  /** Where rolled up hours lie, if anywhere. */
  rollup?: Place | null;
  /** Called when nothing is read any more. */
  closePlaces?: () => Promise<void>;
  /** 0 for all cores. */
  threads: number;
  memoryLimitMb: number;
  /** Where the engine makes its private folder for spilled data; by default the system's temporary folder. */
  tempDirectory?: string;
  log?: Pick<Logger, 'warn'>;
}

/** Nothing is read and no native library is loaded before the first question. */
export function createDuckDbEngine(options: DuckDbEngineOptions): Engine {
  const { flows, history, rollup = null, threads, memoryLimitMb, tempDirectory } = options;
  const readable = [...flows.readable, ...history.readable, ...(rollup?.readable ?? [])];
  const database = new Database({ readable, threads, memoryLimitMb, tempDirectory });
  const parts: EngineParts = {
    database,
    inspector: new ObjectInspector(database),
    historyEnds: new HistoryEnds(),
    distinctLogs: new Set(),
    flows,
    history,
    rollup,
    warn: (message, fields) => options.log?.warn(message, fields),
  };
  const open = (range: TimeRange, signal: AbortSignal, options: OpenOptions = {}): Promise<OpenedData> => {
    const { strict = false, maxScanBytes = null, rollup } = options;
    return openData(parts, range, { flows: true, strict, maxScanBytes, rollup }, signal);
  };
  return {
    name: 'duckdb',
    dialect: duckDbDialect,
    open,
    openHistory: (range, signal) => openData(parts, range, { flows: false, strict: false, maxScanBytes: null }, signal),
    async freshness(signal) {
      try {
        const session = await database.connect();
        return await readFreshness(parts, session, signal).finally(() => session.close());
      } catch (error) {
        throw reported(error, parts);
      }
    },
    async close() {
      await database.close();
      await options.closePlaces?.();
    },
  };
}
