/** The port between the questions and whatever runs the SQL. Engines know nothing of traffic; they open data and run statements. */
import type { FlowField } from '../flows/fields';
import type { Notice } from '../frames/frame';
import type { Dialect } from '../sql/dialect';

/** Half-open `[from, to)`, epoch seconds, on a flow record's `start`. */
export interface TimeRange {
  from: number;
  to: number;
}

/** What of a range a rollup answers in place of its flow records; the stretches of each list are disjoint and ascending. */
export interface RolledPart {
  /** Whole hours whose rows of `rollup_exchanges` stand for the records. */
  hours: TimeRange[];
  /** The rest of the range, whose records are in `flow_records`. */
  records: TimeRange[];
  /** Half hours in and around the range whose rows of `rollup_evidence` stand for the records as evidence of zones. */
  evidence: TimeRange[];
  /** Records of `hours` that do not count, by reason. */
  notCounted: NotCounted;
}

export interface NotCounted {
  rejected: number;
  no_data: number;
  skip_data: number;
}

/** What an hour's rows in a rollup are made from; equal proofs make equal rows. */
export interface HourProof {
  /** Start of the hour, epoch seconds. */
  hour: number;
  /** Digest of the flow-log objects that may hold its records. */
  flows: string;
  /** Digest of who held which address in it. */
  attribution: string;
  /** Whether the rollup has the hour made from just this. */
  isRolled: boolean;
}

/** How a question asks for a rollup: whether hours may be used is told by what they were made from. */
export interface RollupWish {
  /**
   * Makes a SELECT over the opened history, which it may ask first, with columns part, hour, value: `hour`, a digest of who
   * held which address in each whole hour of the range (hours without holders are absent); `network`, each network of the
   * cluster outside the private ranges.
   */
  attribution: (ask: (sql: string) => Promise<ResultColumns>, hasInventory: boolean) => Promise<string>;
  /** Whether hours may be answered by the rollup; without it only the proofs are told. */
  use: boolean;
  /** Networks that the hours must keep apart beside those of the range. */
  networks?: readonly string[] | undefined;
}

/** A column-wise result: numbers (bigint sums included) as JavaScript numbers, text as string, SQL NULL as null. */
export interface ResultColumns {
  rowCount: number;
  columns: Map<string, ReadonlyArray<string | number | boolean | null>>;
}

export interface RunStats {
  engineMs: number;
  queueMs: number;
  /** Bytes the engine read or, where it cannot tell, the size of the objects it opened. */
  scannedBytes: number;
  /** Price of the scan in USD; 0 for embedded engines. */
  scanPrice: number;
  /** Hours of the range that a rollup answered; absent for none. */
  rolledHours?: number | undefined;
}

/**
 * The data of one range, opened. In its SQL these relations exist:
 * - `flow_records`: every column of `flowFields` (absent ones NULL, numbers BIGINT), exactly the records of the partitions
 *   that touch the range padded by one; `start` is not yet filtered. In text that is compared with a value (direction,
 *   action, status, zones, addresses) an absent one may be `-`; in other text it is NULL.
 * - `pod_history`: cluster, uid, namespace, pod, workload, node, address, labels MAP(VARCHAR, VARCHAR), started BIGINT,
 *   ended BIGINT or NULL, last_seen BIGINT; no hostNetwork pods, no empty addresses; rows of several day folders may
 *   repeat an interval.
 * - `node_history`: cluster, node, address (empty on Fargate, where it is the pod's), zone_id, zone_name, started, ended, last_seen.
 * - `interface_history`: account, region, interface_id, vpc_id, cluster (of a control plane, else empty), address, kind, name,
 *   zone_id, started BIGINT, ended BIGINT or NULL, last_seen BIGINT; several looks may repeat an interval.
 * - `subnet_history`: account, region, vpc_id, subnet_id, cidr, zone_id, zone_name, ended BIGINT or NULL, last_seen BIGINT.
 * - `history_observations` (only by openHistory): cluster, resource (`pods`, `nodes`), observed_from BIGINT, observed_to BIGINT
 *   (equal for a list, the first and last event of a watch): at least those of the range's days padded by one, the nearest
 *   before and after them, and the first ever.
 * - `rollup_exchanges`, `rollup_evidence` (only with `rolled`): the rows of backend/sql/rollup-build.ts, of more hours than
 *   `rolled` names.
 */
export interface OpenedData {
  /** Fields that at least one flow-log object of the range has. */
  fields: ReadonlySet<FlowField>;
  /** Those of `fields` that at least one object lacks. */
  partialFields: ReadonlySet<FlowField>;
  /** Whether `interface_history` and `subnet_history` may have rows. */
  hasInventory: boolean;
  /** Newest time in the opened data as far as known without reading it (names of objects, sights of pods); epoch seconds. */
  newest: number | null;
  /** Number of flow-log objects opened, and their size. */
  objects: number;
  objectBytes: number;
  /**
   * What the reader of the answer must know of the data: corrupt or repeated objects, history that ends early. Damage that
   * shows only when a statement reads it is added by `run`, so read this after it.
   */
  notices: Notice[];
  /** Changes whenever the data behind the range may have changed: the cache key beside the statement. */
  fingerprint: string;
  /** What a rollup answers; absent where none was wished for or none of its hours can be used. */
  rolled?: RolledPart | undefined;
  /** What each whole hour of the range would be rolled up from, if a rollup was wished for and there is a place for one. */
  proofs?: HourProof[];
  /** What must be known of the flow logs, of `notices`: damage and repeats. */
  flowNotices?: Notice[];
  run(sql: string, signal: AbortSignal): Promise<{ result: ResultColumns; stats: RunStats }>;
  /** The statement as the engine gets it, its relations put before it; where statements can be handed on. Errors: bad_query. */
  written?(sql: string): string;
  /** Writes rows to a new Parquet file in a folder of the engine's own, which goes with the engine; where it can. */
  store?(rows: StoredRows, signal: AbortSignal): Promise<{ path: string; size: number }>;
  close(): Promise<void>;
}

/** Rows of a SELECT, or of Parquet files of the same columns as far as a condition holds, in an order. */
export interface StoredRows {
  select: string | { files: ReadonlyArray<{ path: string; condition: string }> };
  order: readonly string[];
}

/** Freshness of one kind of data of a cluster (`''` for flow logs, which name none); epoch seconds or null if there is none. */
export interface Freshness {
  source: 'flows' | 'history' | 'nodes' | 'inventory';
  cluster: string;
  newest: number | null;
  /** In words what was found: fields that are missing, objects, folders. */
  finding: string;
  remedy: string;
}

/** What an engine finds when it looks at its own setup; `remedy` is empty where all is well. */
export interface EngineFinding {
  /** What was looked at: a workgroup, a table, an IAM action. */
  subject: string;
  state: 'ok' | 'warning' | 'failed';
  finding: string;
  remedy: string;
}

export interface OpenOptions {
  /** Refuse instead of leaving corrupt objects out. */
  strict?: boolean;
  /** Most bytes of flow logs that may be fetched; without it what the place allows. */
  maxScanBytes?: number | null;
  rollup?: RollupWish | undefined;
}

export interface Engine {
  readonly name: 'duckdb' | 'athena' | 'trino';
  readonly dialect: Dialect;
  /** Lists and inspects what the range needs. Errors: location_missing, location_denied, no_flow_logs, unusable_flow_log, corrupt_object. */
  open(range: TimeRange, signal: AbortSignal, options?: OpenOptions): Promise<OpenedData>;
  /** Opens only the history of the range (for lists of values and events); `flow_records` is absent. */
  openHistory(range: TimeRange, signal: AbortSignal): Promise<OpenedData>;
  /** Newest record of each source, without a scan of the flow logs' rows beyond the newest partition. */
  freshness(signal: AbortSignal): Promise<Freshness[]>;
  /** Looks at the engine's own setup, what costs next to nothing; fails only by an abort. Absent where there is none. */
  examine?(signal: AbortSignal): Promise<EngineFinding[]>;
  close(): Promise<void>;
}
