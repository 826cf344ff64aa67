/** Trino's answers to the statement protocol, parsed once from JSON. */
import { ZoneFlowError } from '../../errors';

export interface TrinoColumn {
  name: string;
  /** `bigint`, `varchar(8)`, `map(varchar, varchar)` … */
  type: string;
}

export interface TrinoFailure {
  message: string;
  /** `SYNTAX_ERROR`, `TABLE_NOT_FOUND`, … */
  errorName: string;
  /** USER_ERROR, INTERNAL_ERROR, INSUFFICIENT_RESOURCES, EXTERNAL. */
  errorType: string;
}

export interface TrinoStats {
  queuedMs: number;
  elapsedMs: number;
  /** Bytes read from the source. */
  inputBytes: number;
}

export interface TrinoAnswer {
  id: string;
  /** Where the next part is; absent when the statement is done. */
  nextUri: string | null;
  columns: TrinoColumn[] | null;
  rows: ReadonlyArray<readonly unknown[]>;
  failure: TrinoFailure | null;
  stats: TrinoStats;
}

/** Errors: engine_failed if it is no answer of the protocol. */
export function parseAnswer(body: string): TrinoAnswer {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    json = null;
  }
  if (!isRecord(json) || typeof json.id !== 'string') {
    throw new ZoneFlowError('engine_failed', 'The server’s answer is not one of Trino', {
      remedy: 'Check that the setting trino.url names a Trino coordinator.',
    });
  }
  const stats = isRecord(json.stats) ? json.stats : {};
  return {
    id: json.id,
    nextUri: typeof json.nextUri === 'string' ? json.nextUri : null,
    columns: Array.isArray(json.columns) ? json.columns.map(columnOf) : null,
    rows: Array.isArray(json.data) ? json.data.filter((row): row is unknown[] => Array.isArray(row)) : [],
    failure: isRecord(json.error) ? failureOf(json.error) : null,
    stats: {
      queuedMs: numberOf(stats.queuedTimeMillis),
      elapsedMs: numberOf(stats.elapsedTimeMillis),
      inputBytes: numberOf(stats.physicalInputBytes ?? stats.processedBytes),
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function columnOf(column: unknown): TrinoColumn {
  return isRecord(column) ? { name: textOf(column.name), type: textOf(column.type) } : { name: '', type: '' };
}

function failureOf(error: Record<string, unknown>): TrinoFailure {
  return {
    message: textOf(error.message) || 'no message',
    errorName: textOf(error.errorName),
    errorType: textOf(error.errorType),
  };
}
