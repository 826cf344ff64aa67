/** The port between the shared engine over tables and whatever runs its SQL: Trino over HTTP, Athena over its API. */
import type { EngineFinding, ResultColumns, RunStats } from '../engine';

/** A table as the engine's SQL names it; without a catalog the client's own. */
export interface TableName {
  catalog?: string;
  database: string;
  table: string;
}

export interface TableColumn {
  name: string;
  /** As the engine writes it, in lower case: `varchar`, `string`, `bigint`, `int`, `map(varchar, varchar)`. */
  type: string;
}

export interface TableSchema {
  /** Without the partition keys. */
  columns: readonly TableColumn[];
  partitionKeys: readonly TableColumn[];
  /** The table's Hive properties by their names (`projection.enabled`, `projection.day.format`, …) as far as they are known. */
  properties: Readonly<Record<string, string>>;
}

/** Values of one partition by the names of its keys. */
export type Partition = Readonly<Record<string, string>>;

/** Every method throws ZoneFlowError and ends at once when the signal aborts; a query it started is stopped then. */
export interface SqlClient {
  /** Completes a message on a table that is missing, where there are several places of the same names: `in eu-west-1`. */
  readonly place?: string;
  /** Null if there is no such table. Errors: access_denied, engine_unreachable, engine_failed. */
  describe(table: TableName, signal: AbortSignal): Promise<TableSchema | null>;
  /** Some partitions, at most `limit`, without reading data; null where the engine keeps no list (partition projection). */
  partitions(table: TableName, limit: number, signal: AbortSignal): Promise<readonly Partition[] | null>;
  /** Runs one statement. Errors: access_denied, engine_unreachable, throttled, engine_failed, timed_out, scan_too_large, … */
  run(sql: string, signal: AbortSignal): Promise<{ result: ResultColumns; stats: RunStats }>;
  /** What this client alone can tell of its setup; fails only by an abort. */
  examine?(signal: AbortSignal): Promise<EngineFinding[]>;
  /** Stops what still runs and returns when no query of this client is left. */
  close(): Promise<void>;
}
