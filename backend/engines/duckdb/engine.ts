/** The embedded engine: flow logs and pod history in folders, read by DuckDB inside this process. */
import { resolve } from 'node:path';
import type { Logger } from '../../log';
import { duckDbDialect } from '../../sql/duckdb-dialect';
import type { Engine, OpenedData, OpenOptions, TimeRange } from '../engine';
import { Database } from './database';
import { readFreshness } from './freshness';
import { HistoryEnds } from './history-ends';
import { ObjectInspector } from './object-inspector';
import { openData, reported, type EngineParts } from './opened-data';

export interface DuckDbEngineOptions {
  /** Folder that holds flow logs: AWSLogs/, anything above or below it, or the objects themselves. */
  flows: string;
  /** Folder of the pod history store. */
  history: string;
  /** 0 for all cores. */
  threads: number;
  memoryLimitMb: number;
  /** Where the engine makes its private folder for spilled data; by default the system's temporary folder. */
  tempDirectory?: string;
  log?: Pick<Logger, 'warn'>;
}

/** Nothing is read and no native library is loaded before the first question. */
export function createDuckDbEngine(options: DuckDbEngineOptions): Engine {
  const { threads, memoryLimitMb, tempDirectory } = options;
  const [flows, history] = [absolute(options.flows), absolute(options.history)];
  const database = new Database({ readable: [flows, history], threads, memoryLimitMb, tempDirectory });
  const parts: EngineParts = {
    database,
    inspector: new ObjectInspector(database),
    historyEnds: new HistoryEnds(),
    distinctLogs: new Set(),
    flows,
    history,
    warn: (message, fields) => options.log?.warn(message, fields),
  };
  const open = (range: TimeRange, signal: AbortSignal, { strict = false }: OpenOptions = {}): Promise<OpenedData> =>
    openData(parts, range, { flows: true, strict }, signal);
  return {
    name: 'duckdb',
    dialect: duckDbDialect,
    open,
    openHistory: (range, signal) => openData(parts, range, { flows: false, strict: false }, signal),
    async freshness(signal) {
      try {
        const session = await database.connect();
        return await readFreshness(parts, session, signal).finally(() => session.close());
      } catch (error) {
        throw reported(error, parts);
      }
    },
    close: () => database.close(),
  };
}

/** Locations that are no folders keep their text; whoever lists them says what is wrong. */
function absolute(location: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(location) ? location : resolve(location);
}
