/** What Athena tells of a query: its state, why it failed, what it cost. Parsed once. */
import type { QueryExecution } from '@aws-sdk/client-athena';

export interface Execution {
  id: string;
  state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** Athena's words for a failure; empty if there are none. */
  reason: string;
  /** True if Athena failed by its own fault and may not do so again. */
  mayPass: boolean;
  /** `s3://bucket/prefix/<id>.csv`; null where Athena manages results. */
  output: string | null;
  /** True if the object in S3 can only be read with a key of the client's. */
  encryptedByClient: boolean;
  /** DML is billed, DDL is not. */
  isDml: boolean;
  scannedBytes: number;
  engineMs: number;
  queueMs: number;
  /** True if Athena gave an earlier result again. */
  reused: boolean;
}

const states = {
  QUEUED: 'queued',
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
} as const;

const systemFault = 1;

export function executionOf(execution: QueryExecution = {}): Execution {
  const { Status: status = {}, Statistics: statistics = {}, ResultConfiguration: result = {} } = execution;
  const { AthenaError: error = {} } = status;
  return {
    id: execution.QueryExecutionId ?? '',
    state: status.State === undefined ? 'running' : states[status.State],
    reason: status.StateChangeReason || error.ErrorMessage || '',
    mayPass: error.ErrorCategory === systemFault && error.Retryable === true,
    output: execution.ManagedQueryResultsConfiguration?.Enabled === true ? null : (result.OutputLocation ?? null),
    encryptedByClient: result.EncryptionConfiguration?.EncryptionOption === 'CSE_KMS',
    isDml: (execution.StatementType ?? 'DML') === 'DML',
    scannedBytes: statistics.DataScannedInBytes ?? 0,
    engineMs: statistics.EngineExecutionTimeInMillis ?? 0,
    queueMs: statistics.QueryQueueTimeInMillis ?? 0,
    reused: statistics.ResultReuseInformation?.ReusedPreviousResult === true,
  };
}

/** Athena's price is per 2^40 bytes, at least ten million a query; https://aws.amazon.com/athena/pricing, us-east-1. */
const usdPerTerabyte = 5;
const leastBytes = 10_000_000;

/** In USD; failed queries, DDL and reused results cost nothing. */
export function priceOf({ isDml, reused, scannedBytes }: Execution): number {
  return isDml && !reused ? (Math.max(scannedBytes, leastBytes) / 2 ** 40) * usdPerTerabyte : 0;
}
