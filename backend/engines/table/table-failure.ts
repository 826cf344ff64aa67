/** Failures of statements that are the table's: what engines say of them, with what to do. Pure. */
import { ZoneFlowError } from '../../errors';

/** The error as it is, or one that says what to change in the table. */
export function ofTable(error: unknown): unknown {
  if (!(error instanceof ZoneFlowError)) {
    return error;
  }
  const { message } = error;
  if (tooManyPartitions.test(message)) {
    return new ZoneFlowError('scan_too_large', `The range leaves too many partitions of the flow table: ${message}`, {
      remedy:
        'Partition the table by time, as `zoneflow ddl` does, or name the values to read in the setting partitions.',
      cause: error,
    });
  }
  if (wrongType.test(message)) {
    return new ZoneFlowError('unusable_flow_log', `A column has another type than the files of the table: ${message}`, {
      remedy: 'Declare the column with the type that the message names for the files; `zoneflow ddl` prints them all.',
      cause: error,
    });
  }
  return error;
}

/** Athena and Trino refuse a statement whose conditions leave more than a million partitions. */
const tooManyPartitions = /potentially read more than \d+ partitions|HIVE_EXCEEDED_PARTITION_LIMIT/;

/** Of Parquet: Trino's words, and Athena's. */
const wrongType =
  /Unsupported Trino column type|is incompatible with type|declared as type|HIVE_PARTITION_SCHEMA_MISMATCH/;
