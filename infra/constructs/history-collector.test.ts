import { functionEnvironment } from '../functions/environment';
import {
  deploy,
  plain,
  propertiesOf as properties,
  resourcesOf,
  variants,
  type Deployed,
} from '../tests/templates.test-data';

const outside = deploy(variants['a function collects']);
const inside = deploy(variants['a function in the VPC collects']);

const named = (deployed: Deployed, handler: string): Record<string, unknown> =>
  properties(deployed, 'AWS::Lambda::Function').find(({ Handler }) => Handler === handler) ?? {};

test('one look at a time, each as often as it was said, none put off beyond the next', () => {
  const often = deploy({ ...variants['a function collects'], collectorMinutes: '5', inventoryMinutes: '30' });
  expect(properties(outside, 'AWS::Events::Rule').map(({ ScheduleExpression }) => ScheduleExpression)).toEqual([
    'rate(1 minute)',
    'rate(15 minutes)',
  ]);
  expect(properties(often, 'AWS::Events::Rule').map(({ ScheduleExpression }) => ScheduleExpression)).toEqual([
    'rate(5 minutes)',
    'rate(30 minutes)',
  ]);
  for (const made of properties(outside, 'AWS::Lambda::Function')) {
    expect(made).toMatchObject({ ReservedConcurrentExecutions: 1, Runtime: 'nodejs24.x' });
  }
  expect(
    properties(outside, 'AWS::Lambda::EventInvokeConfig').map((config) => [
      config['MaximumRetryAttempts'],
      config['MaximumEventAgeInSeconds'],
    ])
  ).toEqual([
    [0, 60],
    [0, 900],
  ]);
});

test('the schedule alone may call a function', () => {
  const permissions = properties(outside, 'AWS::Lambda::Permission');
  expect(permissions).toHaveLength(2);
  for (const permission of permissions) {
    expect(permission).toMatchObject({ Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com' });
    expect(plain(permission['SourceArn'])).toMatch(/^<\w+Schedule\w*\.Arn>$/);
  }
});

test('functions run with what keeps them small', () => {
  for (const { Environment } of properties(outside, 'AWS::Lambda::Function')) {
    expect(Environment).toMatchObject({ Variables: functionEnvironment });
  }
});

test('a function knows its clusters, its history and its networks', () => {
  expect(named(outside, 'collect.handler')['Environment']).toMatchObject({
    Variables: { ZONEFLOW_CLUSTERS: 'shop', ZONEFLOW_HISTORY: { 'Fn::Join': expect.anything() as unknown } },
  });
  expect(named(outside, 'inventory.handler')['Environment']).toMatchObject({
    Variables: { ZONEFLOW_VPCS: 'vpc-0123456789abcdef0' },
  });
});

test('only the function that asks the API server is in the network, where it reaches port 443 and no more', () => {
  expect(named(outside, 'collect.handler')['VpcConfig']).toBeUndefined();
  expect(named(inside, 'inventory.handler')['VpcConfig']).toBeUndefined();
  expect(named(inside, 'collect.handler')['VpcConfig']).toMatchObject({
    SubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
  });
  const [group] = properties(inside, 'AWS::EC2::SecurityGroup');
  expect(group).not.toHaveProperty('SecurityGroupIngress');
  expect(group?.['SecurityGroupEgress']).toMatchObject([
    { FromPort: 443, ToPort: 443, IpProtocol: 'tcp' },
    { FromPort: 443, ToPort: 443, IpProtocol: 'tcp' },
  ]);
  expect(properties(inside, 'AWS::EC2::SecurityGroupIngress')).toMatchObject([
    { GroupId: 'sg-0123456789abcdef0', FromPort: 443, ToPort: 443, IpProtocol: 'tcp' },
  ]);
});

test('what a function could not do lies in a queue, encrypted and over TLS, and alarms tell of it', () => {
  const queues = properties(inside, 'AWS::SQS::Queue');
  expect(queues).toMatchObject([{ SqsManagedSseEnabled: true }, { SqsManagedSseEnabled: true }]);
  expect(properties(inside, 'AWS::SQS::QueuePolicy')).toHaveLength(2);
  for (const made of properties(inside, 'AWS::Lambda::Function')) {
    expect(plain((made['DeadLetterConfig'] as { TargetArn: unknown }).TargetArn)).toMatch(/Failed\w+\.Arn>$/);
  }
  const alarms = properties(inside, 'AWS::CloudWatch::Alarm');
  expect(alarms).toHaveLength(6);
  for (const alarm of alarms) {
    expect(alarm['AlarmActions']).toEqual(['arn:aws:sns:us-east-1:111122223333:on-call']);
  }
});

test('silence is an alarm, failure too', () => {
  const [fails, ages] = properties(outside, 'AWS::CloudWatch::Alarm');
  expect(fails).toMatchObject({ MetricName: 'Errors', Period: 60, DatapointsToAlarm: 3, Threshold: 1 });
  expect(ages).toMatchObject({
    Metrics: [
      {
        Id: 'made',
        MetricStat: { Metric: { MetricName: 'Invocations' }, Period: 300, Stat: 'Sum' },
        ReturnData: false,
      },
      { Id: 'failed', MetricStat: { Metric: { MetricName: 'Errors' }, Period: 300, Stat: 'Sum' }, ReturnData: false },
      { Expression: 'FILL(made, 0) - FILL(failed, 0)' },
    ],
    ComparisonOperator: 'LessThanThreshold',
    Threshold: 1,
    TreatMissingData: 'breaching',
  });
});

test('logs end after two weeks, and the function is made after its rights', () => {
  expect(properties(outside, 'AWS::Logs::LogGroup')).toMatchObject([{ RetentionInDays: 14 }, { RetentionInDays: 14 }]);
  for (const { DependsOn } of resourcesOf(outside, 'AWS::Lambda::Function')) {
    expect(DependsOn).toEqual([expect.stringMatching(/Rights/)]);
  }
});
