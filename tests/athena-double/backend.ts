/** What runs the statements of the Athena double: a script for fast tests, or a real Trino. */

export interface Statement {
  id: string;
  sql: string;
  /** As the request names them; null where it names none. */
  catalog: string | null;
  database: string | null;
  /** The workgroup's limit of bytes, which the backend may enforce while it runs. */
  cutoffBytes: number | null;
}

/** Types by the base names that Athena's results have: `varchar`, `bigint`, `double`, `timestamp`. */
export interface AnswerColumn {
  name: string;
  type: string;
}

export interface Answer {
  columns: readonly AnswerColumn[];
  /** Values as Athena prints them, null for NULL. */
  rows: ReadonlyArray<ReadonlyArray<string | null>>;
  scannedBytes: number;
}

export interface TableMetadata {
  Name: string;
  TableType: string;
  /** Hive's types: `string`, `int`, `map<string,string>`. */
  Columns: Array<{ Name: string; Type: string }>;
  PartitionKeys: Array<{ Name: string; Type: string }>;
  Parameters: Record<string, string>;
}

export interface Run {
  /** Aborts when the query is stopped. */
  signal: AbortSignal;
  /** Queries begin QUEUED. A running one may fall back to that. */
  setState: (state: 'QUEUED' | 'RUNNING') => void;
}

export interface Backend {
  /** Rejects with QueryFailure; after an abort with anything. */
  run(statement: Statement, run: Run): Promise<Answer>;
  databases(): Promise<string[]>;
  tableNames(database: string): Promise<string[]>;
  /** Null if there is no such table. */
  table(database: string, name: string): Promise<TableMetadata | null>;
  close(): Promise<void>;
}

/** How a query ends without an answer. */
export class QueryFailure extends Error {
  readonly state: 'FAILED' | 'CANCELLED';
  /** 1 system, 2 user, 3 other. */
  readonly category: number;
  readonly type: number;
  readonly retryable: boolean;

  constructor(
    reason: string,
    { state = 'FAILED', category = 2, type = 1001, retryable = false }: Partial<FailureFacts> = {}
  ) {
    super(reason);
    this.name = 'QueryFailure';
    this.state = state;
    this.category = category;
    this.type = type;
    this.retryable = retryable;
  }
}

interface FailureFacts {
  state: 'FAILED' | 'CANCELLED';
  category: number;
  type: number;
  retryable: boolean;
}
