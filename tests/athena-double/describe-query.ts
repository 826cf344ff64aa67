/** A query of the double as Athena's answers tell it. */
import type { Query } from './queries';
import { engineVersion } from './workgroups';

export function describeQuery(query: Query): Record<string, unknown> {
  const { id, sql, kind, workgroup, outputLocation, state, failure, submitted, ended } = query;
  return {
    QueryExecutionId: id,
    Query: sql,
    StatementType: kind,
    ...(kind === 'DML' && { SubstatementType: 'SELECT' }),
    ...(outputLocation === null
      ? { ManagedQueryResultsConfiguration: { Enabled: true } }
      : { ResultConfiguration: { OutputLocation: outputLocation } }),
    QueryExecutionContext: {
      ...(query.catalog !== null && { Catalog: query.catalog }),
      ...(query.database !== null && { Database: query.database }),
    },
    Status: {
      State: state,
      SubmissionDateTime: submitted / 1000,
      ...(ended !== null && { CompletionDateTime: ended / 1000 }),
      ...(failure !== null && { StateChangeReason: failure.message }),
      ...(failure !== null &&
        state === 'FAILED' && {
          AthenaError: {
            ErrorCategory: failure.category,
            ErrorType: failure.type,
            Retryable: failure.retryable,
            ErrorMessage: failure.message,
          },
        }),
    },
    Statistics: statisticsOf(query),
    WorkGroup: workgroup.name,
    EngineVersion: engineVersion,
  };
}

/** Without the times that are not over yet, as Athena leaves them out. */
function statisticsOf({ answer, reused, ...query }: Query): Record<string, unknown> {
  const { queueMs, engineMs } = timesOf(query);
  return {
    DataScannedInBytes: reused ? 0 : (answer?.scannedBytes ?? 0),
    QueryQueueTimeInMillis: queueMs,
    ...(query.ended !== null && {
      EngineExecutionTimeInMillis: engineMs,
      TotalExecutionTimeInMillis: queueMs + engineMs,
      ServiceProcessingTimeInMillis: 0,
      ServicePreProcessingTimeInMillis: 0,
      QueryPlanningTimeInMillis: 0,
    }),
    ResultReuseInformation: { ReusedPreviousResult: reused },
  };
}

export function describeRuntime({ answer, ...query }: Query): Record<string, unknown> {
  const { queueMs, engineMs } = timesOf(query);
  return {
    Timeline: {
      QueryQueueTimeInMillis: queueMs,
      EngineExecutionTimeInMillis: engineMs,
      TotalExecutionTimeInMillis: queueMs + engineMs,
    },
    Rows: {
      InputRows: 0,
      InputBytes: answer?.scannedBytes ?? 0,
      OutputRows: answer?.rows.length ?? 0,
      OutputBytes: 0,
    },
  };
}

function timesOf({ submitted, started, ended }: Pick<Query, 'submitted' | 'started' | 'ended'>): {
  queueMs: number;
  engineMs: number;
} {
  const now = ended ?? Date.now();
  return { queueMs: (started ?? now) - submitted, engineMs: now - (started ?? now) };
}
