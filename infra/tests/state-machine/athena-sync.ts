/** Step Functions’ own integration with Athena, over the service's double: start a statement and wait until it has ended. */
import { AthenaClient, GetQueryExecutionCommand, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AthenaDouble } from '../../../tests/athena-double/double';
import { TaskFailure } from './run-machine';

/** Errors are named as Step Functions names them: `Athena.` and the service's, or States.TaskFailed for a query that failed. */
export function athenaSync(double: AthenaDouble): (input: unknown) => Promise<unknown> {
  return async (input) => {
    const client = new AthenaClient({
      endpoint: double.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'state-machine', secretAccessKey: 'secret' },
      // Retrying is the definition's.
      maxAttempts: 1,
    });
    try {
      const { QueryExecutionId } = await client.send(new StartQueryExecutionCommand(inputOf(input)));
      for (;;) {
        const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
        const state = QueryExecution?.Status?.State;
        if (state === 'SUCCEEDED') {
          return { QueryExecution };
        }
        if (state === 'FAILED' || state === 'CANCELLED') {
          throw new TaskFailure('States.TaskFailed', JSON.stringify(QueryExecution));
        }
        await sleep(5);
      }
    } catch (error) {
      if (error instanceof TaskFailure || !(error instanceof Error)) {
        throw error;
      }
      throw new TaskFailure(`Athena.${error.name}`, error.message);
    } finally {
      client.destroy();
    }
  };
}

function inputOf(input: unknown): { QueryString: string; ClientRequestToken: string; WorkGroup: string } {
  const members: Record<string, unknown> = { ...(typeof input === 'object' && input) };
  const { QueryString, ClientRequestToken, WorkGroup, ...others } = members;
  if (
    typeof QueryString !== 'string' ||
    typeof ClientRequestToken !== 'string' ||
    typeof WorkGroup !== 'string' ||
    Object.keys(others).length > 0
  ) {
    throw new Error(`${JSON.stringify(input)} is not what the task takes`);
  }
  return { QueryString, ClientRequestToken, WorkGroup };
}
