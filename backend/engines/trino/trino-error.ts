/** Trino's failures in the words of the error table. Names: io.trino.spi.StandardErrorCode and HiveErrorCode. */
import { ZoneFlowError, type ErrorCode } from '../../errors';
import type { TrinoFailure } from './answer';

const codes: Readonly<Record<string, ErrorCode>> = {
  PERMISSION_DENIED: 'access_denied',
  TABLE_NOT_FOUND: 'table_missing',
  SCHEMA_NOT_FOUND: 'table_missing',
  CATALOG_NOT_FOUND: 'table_missing',
  MISSING_CATALOG_NAME: 'table_missing',
  QUERY_QUEUE_FULL: 'throttled',
  CLUSTER_OUT_OF_MEMORY: 'throttled',
  SERVER_STARTING_UP: 'throttled',
  NO_NODES_AVAILABLE: 'throttled',
  EXCEEDED_GLOBAL_MEMORY_LIMIT: 'out_of_memory',
  EXCEEDED_LOCAL_MEMORY_LIMIT: 'out_of_memory',
  EXCEEDED_TIME_LIMIT: 'timed_out',
  EXCEEDED_CPU_LIMIT: 'timed_out',
  EXCEEDED_SCAN_LIMIT: 'scan_too_large',
  EXCEEDED_SPILL_LIMIT: 'disk_full',
  USER_CANCELED: 'cancelled',
  ADMINISTRATIVELY_KILLED: 'cancelled',
  HIVE_BAD_DATA: 'corrupt_object',
  HIVE_CURSOR_ERROR: 'corrupt_object',
  HIVE_PARTITION_SCHEMA_MISMATCH: 'corrupt_object',
};

const remedies: Readonly<Record<string, string>> = {
  EXCEEDED_GLOBAL_MEMORY_LIMIT: 'Ask for a shorter range or fewer dimensions, or raise Trino’s query.max-memory.',
  EXCEEDED_LOCAL_MEMORY_LIMIT:
    'Ask for a shorter range or fewer dimensions, or raise Trino’s query.max-memory-per-node.',
  EXCEEDED_SPILL_LIMIT: 'Ask for a shorter range or fewer dimensions, or raise Trino’s spill limits.',
  ADMINISTRATIVELY_KILLED: 'Ask whoever runs Trino why the query was ended.',
  HIVE_BAD_DATA: 'Remove or repair the object that the message names; a table reads every file of its folders.',
  HIVE_CURSOR_ERROR: 'Remove or repair the object that the message names; a table reads every file of its folders.',
  HIVE_PARTITION_SCHEMA_MISMATCH: 'Declare the column with the type that its files have.',
  PERMISSION_DENIED: 'Let the user of the setting trino.user select from the tables.',
};

const longestMessage = 500;

export function trinoError({ message, errorName, errorType }: TrinoFailure): ZoneFlowError {
  const first = (message.split('\n', 1)[0] ?? '').slice(0, longestMessage);
  const remedy = remedies[errorName];
  const code = codes[errorName] ?? (errorType === 'INSUFFICIENT_RESOURCES' ? 'throttled' : 'engine_failed');
  return new ZoneFlowError(code, `Trino: ${first}${errorName === '' ? '' : ` (${errorName})`}`, {
    ...(remedy === undefined ? {} : { remedy }),
  });
}

/** A status other than 200 of a request that is not tried again. */
export function statusError(status: number, body: string, host: string): ZoneFlowError {
  const detail = (body.trim().split('\n', 1)[0] ?? '').slice(0, longestMessage);
  const said = detail === '' || detail.startsWith('<') ? `HTTP ${status}` : `HTTP ${status}, ${detail}`;
  switch (status) {
    case 401:
    case 403:
      return new ZoneFlowError('access_denied', `Trino at ${host} refuses the user (${said})`, {
        remedy: 'Check the user and the password or token of the data source.',
      });
    case 429:
    case 502:
    case 503:
    case 504:
      return new ZoneFlowError('throttled', `Trino at ${host} takes no statements (${said})`);
    default:
      return new ZoneFlowError('engine_failed', `Trino at ${host} refuses the statement (${said})`);
  }
}
