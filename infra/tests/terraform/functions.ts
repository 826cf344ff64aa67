/** Tests: the module's functions, their schedules and alarms are those of the stacks. */
import { propertiesOf } from '../templates.test-data';
import type { Applied, Run, Values } from './applied-runs';

const withFunctions: readonly Run[] = [
  ...(['a_function_in_the_vpc_collects', 'hours_rolled_up', 'hours_rolled_up_beside_a_collector'] as const),
];

export function describeFunctions(applied: Applied): void {
  const { values } = applied;

  test.each(withFunctions)('%s: the functions are those of the stacks', (run) => {
    const ofModule = values(run, 'aws_lambda_function').map((made) => {
      const variables = (made['environment'] as Array<{ variables: Record<string, string> }>)[0]?.variables ?? {};
      return {
        ...named(made, functionMembers),
        isInVpc: (made['vpc_config'] as unknown[]).length > 0,
        logs: (made['logging_config'] as Array<{ log_format: string }>)[0]?.log_format,
        hasQueue: (made['dead_letter_config'] as unknown[]).length > 0,
        environment: Object.fromEntries(Object.entries(variables).map(([name, text]) => [name, parsed(text)])),
      };
    });
    const ofStacks = propertiesOf(applied.stacks(run), 'AWS::Lambda::Function').map((made) => {
      const { Variables } = made['Environment'] as { Variables: Record<string, unknown> };
      return {
        ...named(made, functionMembers),
        isInVpc: made['VpcConfig'] !== undefined,
        logs: (made['LoggingConfig'] as { LogFormat: string }).LogFormat,
        hasQueue: made['DeadLetterConfig'] !== undefined,
        environment: Object.fromEntries(
          Object.entries(Variables).map(([name, value]) => [name, parsed(applied.filled(run, value))])
        ),
      };
    });
    expect(inOrder(ofModule)).toEqual(inOrder(ofStacks));
  });

  test.each(withFunctions)('%s: the schedules are those of the stacks', (run) => {
    const schedule = (rule: Values): unknown => named(rule, scheduleMembers);
    expect(inOrder(values(run, 'aws_cloudwatch_event_rule').map(schedule))).toEqual(
      inOrder(propertiesOf(applied.stacks(run), 'AWS::Events::Rule').map(schedule))
    );
  });

  test.each(withFunctions)('%s: the alarms are those of the stacks', (run) => {
    const ofModule = values(run, 'aws_cloudwatch_metric_alarm').map((alarm) => ({
      ...named(alarm, alarmMembers),
      of: Object.keys((alarm['dimensions'] as object | null) ?? {}),
      metrics: ((alarm['metric_query'] as Array<{ id: string; expression: string }> | null) ?? [])
        .map(({ id, expression }) => [id, expression || undefined])
        .sort(),
    }));
    const ofStacks = propertiesOf(applied.stacks(run), 'AWS::CloudWatch::Alarm').map((alarm) => ({
      ...named(alarm, alarmMembers),
      of: ((alarm['Dimensions'] as Array<{ Name: string }> | undefined) ?? []).map(({ Name }) => Name),
      metrics: ((alarm['Metrics'] as Array<{ Id: string; Expression?: string }> | undefined) ?? [])
        .map(({ Id, Expression }) => [Id, Expression])
        .sort(),
    }));
    expect(ofModule.length).toBeGreaterThan(2);
    expect(inOrder(ofModule)).toEqual(inOrder(ofStacks));
  });

  test('the function in the network is let in by the clusters’ groups on port 443', () => {
    expect(values('a_function_in_the_vpc_collects', 'aws_vpc_security_group_ingress_rule')).toMatchObject([
      { security_group_id: 'sg-0123456789abcdef0', from_port: 443, to_port: 443, ip_protocol: 'tcp' },
    ]);
  });
}

/** By the names of both. */
type Members = ReadonlyArray<readonly [ofModule: string, ofStacks: string]>;

const functionMembers: Members = [
  ...([
    ['description', 'Description'],
    ['handler', 'Handler'],
    ['memory_size', 'MemorySize'],
  ] as const),
  ...([
    ['timeout', 'Timeout'],
    ['architectures', 'Architectures'],
  ] as const),
  ['reserved_concurrent_executions', 'ReservedConcurrentExecutions'],
];
const scheduleMembers: Members = [
  ['description', 'Description'],
  ['schedule_expression', 'ScheduleExpression'],
];
const alarmMembers: Members = [
  ...([
    ['alarm_description', 'AlarmDescription'],
    ['namespace', 'Namespace'],
    ['metric_name', 'MetricName'],
  ] as const),
  ...([
    ['statistic', 'Statistic'],
    ['period', 'Period'],
    ['threshold', 'Threshold'],
  ] as const),
  ...([
    ['comparison_operator', 'ComparisonOperator'],
    ['treat_missing_data', 'TreatMissingData'],
  ] as const),
  ...([
    ['evaluation_periods', 'EvaluationPeriods'],
    ['datapoints_to_alarm', 'DatapointsToAlarm'],
  ] as const),
  ...([
    ['alarm_actions', 'AlarmActions'],
    ['ok_actions', 'OKActions'],
  ] as const),
];

/** What is not said is nothing, an empty list or, of a function's concurrency, -1. */
function named(values: Values, members: Members): Values {
  return Object.fromEntries(
    members.map(([ofModule, ofStacks]) => {
      const value = values[ofModule] ?? values[ofStacks];
      const isUnsaid = value === -1 || value === '' || (Array.isArray(value) && value.length === 0);
      return [ofModule, isUnsaid ? undefined : value];
    })
  );
}

function parsed(text: string): unknown {
  return text.startsWith('{') ? (JSON.parse(text) as unknown) : text;
}

function inOrder(list: readonly unknown[]): unknown[] {
  return [...list].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}
