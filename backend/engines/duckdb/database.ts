/** One DuckDB instance of an engine: started on first use, shut in to the configured locations, its settings locked. */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ResultColumns } from '../engine';
import { endsDatabase } from './engine-error';
import { QueryGate } from '../query-gate';
import { identifier, textLiteral } from './sql-text';
import { loadDuckDb } from './client';
import { execute, select, settled } from './statement';
import { createTempFolder, removeTempFolder } from './temp-folder';

export interface DatabaseOptions {
  /** Absolute folders that statements may read. */
  readable: readonly string[];
  /** 0 for all cores. */
  threads: number;
  memoryLimitMb: number;
  /** Where the private temporary folder is made. */
  tempDirectory?: string;
}

export interface Timed {
  result: ResultColumns;
  engineMs: number;
  queueMs: number;
}

/** A connection; its temporary views and tables are its own. */
export interface Session {
  /** `light` statements (views, inspection, history) have their own place, so that lists do not wait for long scans. */
  select(sql: string, signal: AbortSignal, weight?: 'light' | 'heavy'): Promise<Timed>;
  execute(sql: string, signal: AbortSignal, weight?: 'light' | 'heavy'): Promise<void>;
  close(): Promise<void>;
}

/** Where a statement runs and what ends it. */
export interface Asking {
  session: Session;
  signal: AbortSignal;
}

export class Database {
  private readonly options: DatabaseOptions;
  private readonly gates = { heavy: new QueryGate(2), light: new QueryGate(1) };
  private readonly sessions = new Set<Session>();
  /** Connections under way: the instance must outlive them. */
  private readonly connecting = new Set<Promise<DuckDBConnection>>();
  private instance: Promise<DuckDBInstance> | undefined;
  private folder: Promise<string> | undefined;
  private closed = false;

  constructor(options: DatabaseOptions) {
    this.options = options;
  }

  /** The private temporary folder; statements may read it. */
  tempFolder(): Promise<string> {
    this.folder ??= createTempFolder(this.options.tempDirectory).catch((error: unknown) => {
      this.folder = undefined;
      throw error;
    });
    return this.folder;
  }

  async connect(): Promise<Session> {
    const instance = await this.started();
    if (this.closed) {
      throw closedError();
    }
    const connecting = instance.connect();
    this.connecting.add(connecting);
    try {
      const session = this.session(await connecting, instance);
      this.sessions.add(session);
      return session;
    } finally {
      this.connecting.delete(connecting);
    }
  }

  /** Waits for what still runs (abort it before), then frees memory and the temporary folder. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.allSettled([...this.connecting]);
    await Promise.all([...this.sessions].map((session) => session.close()));
    const { instance, folder } = this;
    this.instance = undefined;
    this.folder = undefined;
    (await instance?.catch(() => undefined))?.closeSync();
    const path = await folder?.catch(() => undefined);
    if (path !== undefined) {
      await removeTempFolder(path);
    }
  }

  private started(): Promise<DuckDBInstance> {
    if (this.closed) {
      throw closedError();
    }
    this.instance ??= this.start().catch((error: unknown) => {
      this.instance = undefined;
      throw error;
    });
    return this.instance;
  }

  private async start(): Promise<DuckDBInstance> {
    const folder = await this.tempFolder();
    const { DuckDBInstance } = await loadDuckDb();
    const instance = await DuckDBInstance.create(':memory:', {
      threads: String(this.options.threads === 0 ? availableParallelism() : this.options.threads),
      memory_limit: `${this.options.memoryLimitMb}MiB`,
      temp_directory: join(folder, 'spilled'),
      max_temp_directory_size: `${await spillLimitMb(folder)}MiB`,
      preserve_insertion_order: 'false',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
    });
    const connection = await instance.connect();
    for (const [name, value] of lockedSettings([...this.options.readable, folder])) {
      await connection.run(`SET GLOBAL ${identifier(name)} = ${value}`);
    }
    connection.closeSync();
    return instance;
  }

  private session(connection: DuckDBConnection, instance: DuckDBInstance): Session {
    let closing: Promise<void> | undefined;
    // A connection streams one result at a time: the next statement would cut the former's rows off, without a word.
    let former: Promise<unknown> = Promise.resolve();
    const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
      const turn = former.then(work);
      former = turn.catch(() => undefined);
      return turn;
    };
    const gated = async <T>(weight: 'light' | 'heavy', signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
      const leave = await this.gates[weight].enter(signal);
      try {
        // A statement on a closed connection would end the process.
        if (closing !== undefined) {
          throw closedError();
        }
        return await inTurn(work);
      } catch (error) {
        if (endsDatabase(error)) {
          await this.abandon(instance);
        }
        throw error;
      } finally {
        // An aborted statement keeps its place until it has really ended.
        void settled(connection).then(leave);
      }
    };
    const session: Session = {
      async select(sql, signal, weight = 'light') {
        const asked = performance.now();
        let started = asked;
        const result = await gated(weight, signal, () => {
          started = performance.now();
          return select(connection, sql, signal);
        });
        return { result, engineMs: performance.now() - started, queueMs: started - asked };
      },
      execute: (sql, signal, weight = 'light') => gated(weight, signal, () => execute(connection, sql, signal)),
      close: () => {
        closing ??= settled(connection).then(() => {
          this.sessions.delete(session);
          connection.closeSync();
        });
        return closing;
      },
    };
    return session;
  }

  /** After a fatal failure the next statement gets a new instance; the old one ends with its last connection. */
  private async abandon(instance: DuckDBInstance): Promise<void> {
    if ((await this.instance) === instance) {
      this.instance = undefined;
    }
  }
}

function closedError(): DOMException {
  return new DOMException('The engine was closed', 'AbortError');
}

/** The order matters: what may be read is fixed before everything else is shut off, and then the lock. */
function lockedSettings(readable: readonly string[]): Array<[string, string]> {
  return [
    ['TimeZone', `'UTC'`],
    // Statements are written in the order in which they must be joined (docs: the time-valid join).
    ['disabled_optimizers', `'join_order,build_side_probe_side'`],
    // Files are local: the system's page cache holds them, outside the engine's memory limit.
    ['enable_external_file_cache', 'false'],
    ['allowed_directories', `[${readable.map(textLiteral).join(', ')}]`],
    ['enable_external_access', 'false'],
    ['lock_configuration', 'true'],
  ];
}

/** Half of the free space at most, so that spilling never fills the disk of Grafana; 16 GiB is plenty. */
async function spillLimitMb(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return Math.max(64, Math.floor(Math.min(16 * 1024, (bavail * bsize) / 2 ** 20 / 2)));
}
