/**
 * The state machine that rolls hours up, in Amazon States Language: find the hours that are missing or stale, make each run of
 * them by three statements of which each is waited for, and fail if one could not be made though the others were. Pure.
 */
import { attemptsOfHours, secondsBetweenAttempts } from './limits';

export interface StateMachinePlace {
  partition: string;
  /** Of the function that finds hours and writes statements (handler.ts). */
  functionArn: string;
  workgroup: string;
}

/** As JSON. */
export type Definition = Readonly<Record<string, unknown>>;

export function rollupStateMachine({ partition, functionArn, workgroup }: StateMachinePlace): Definition {
  const task = (service: string): string => `arn:${partition}:states:::${service}`;
  const ask = (payload: Record<string, unknown>): Definition => ({
    Type: 'Task',
    Resource: task('lambda:invoke'),
    Parameters: { FunctionName: functionArn, Payload: payload },
    TimeoutSeconds: 900,
    Retry: [{ ErrorEquals: transientOfLambda, IntervalSeconds: 5, MaxAttempts: 4, BackoffRate: 2 }],
  });
  /** The token makes starting the same statement again the same query: what is tried again is the call, never the statement. */
  const run = (name: string, Next: string): Definition => ({
    Type: 'Task',
    Resource: task('athena:startQueryExecution.sync'),
    Parameters: {
      'QueryString.$': `$.statements.${name}.sql`,
      'ClientRequestToken.$': `$.statements.${name}.token`,
      WorkGroup: workgroup,
    },
    TimeoutSeconds: 1800,
    ResultPath: null,
    Retry: [{ ErrorEquals: transientOfAthena, IntervalSeconds: 10, MaxAttempts: 6, BackoffRate: 2 }],
    Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Failed' }],
    Next,
  });
  const each = {
    Write: {
      ...ask({ what: 'build', 'hours.$': '$.hours', 'within.$': '$.within' }),
      ResultSelector: { 'statements.$': '$.Payload.statements' },
      ResultPath: '$.written',
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Failed' }],
      Next: 'Take',
    },
    Take: {
      Type: 'Pass',
      Parameters: { ...carried, 'attempt.$': '$.attempt', 'statements.$': '$.written.statements' },
      Next: 'Exchanges',
    },
    Exchanges: run('exchanges', 'Evidence'),
    Evidence: run('evidence', 'Publish'),
    Publish: run('publish', 'Made'),
    Made: { Type: 'Pass', Parameters: { 'hours.$': '$.hours', isMade: true }, End: true },
    Failed: {
      Type: 'Choice',
      Choices: [{ Variable: '$.attempt', NumericLessThan: attemptsOfHours, Next: 'Rest' }],
      Default: 'GivenUp',
    },
    Rest: { Type: 'Wait', Seconds: secondsBetweenAttempts, Next: 'Again' },
    // Rows of a build that was broken off are never read: another attempt is another build.
    Again: { Type: 'Pass', Parameters: { ...carried, 'attempt.$': 'States.MathAdd($.attempt, 1)' }, Next: 'Write' },
    GivenUp: {
      Type: 'Pass',
      // Not its cause, which holds the whole statement: many of them are more than a state may hold.
      Parameters: { 'hours.$': '$.hours', isMade: false, 'error.$': '$.failure.Error' },
      End: true,
    },
  };
  return {
    Comment: 'ZoneFlow: hours of flow records summed up, those again whose records came late',
    StartAt: 'Find',
    TimeoutSeconds: 6 * 3600,
    States: {
      Find: {
        ...ask({ what: 'find', 'startedAt.$': '$$.Execution.StartTime', 'asked.$': '$' }),
        OutputPath: '$.Payload',
        Next: 'Make',
      },
      Make: {
        Type: 'Map',
        ItemsPath: '$.missing',
        ItemSelector: { 'hours.$': '$$.Map.Item.Value', 'within.$': '$.within', attempt: 1 },
        // One after the other: statements of an hour are as large as those of questions, which go first.
        MaxConcurrency: 1,
        ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'Write', States: each },
        ResultPath: '$.made',
        Next: 'Count',
      },
      Count: {
        Type: 'Pass',
        Parameters: { 'failed.$': '$.made[?(@.isMade==false)]', 'made.$': '$.made' },
        Next: 'Judge',
      },
      Judge: {
        Type: 'Choice',
        Choices: [{ Variable: '$.failed[0]', IsPresent: true, Next: 'NotAll' }],
        Default: 'All',
      },
      NotAll: { Type: 'Fail', Error: 'HoursNotMade', CausePath: 'States.JsonToString($.failed)' },
      All: { Type: 'Succeed' },
    },
  };
}

const carried = { 'hours.$': '$.hours', 'within.$': '$.within' };

const transientOfLambda = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
];
const transientOfAthena = [
  'Athena.TooManyRequestsException',
  'Athena.InternalServerException',
  'Athena.SdkClientException',
];
