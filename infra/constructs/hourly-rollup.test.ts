import { rollupStateMachine } from '../rollup/state-machine';
import { settingsSchema } from '../../src/shared/settings';
import { deploy, plain, propertiesOf as properties, variants } from '../tests/templates.test-data';

const deployed = deploy(variants['hours rolled up']);

test('every hour, by twenty minutes past, with an input of its own', () => {
  const [rule] = properties(deployed, 'AWS::Events::Rule');
  expect(rule).toMatchObject({ ScheduleExpression: 'cron(20 * * * ? *)', Targets: [{ Input: '{}' }] });
});

test.each([
  ['beside the AWS sample', variants['beside the AWS sample']],
  ['of a day', { ...variants['hours rolled up'], retentionDays: '1' }],
])('with records %s, no hour is looked at that they may be missing from by now', (_, context) => {
  const [rule] = properties(deploy(context), 'AWS::Events::Rule').filter(({ ScheduleExpression }) =>
    String(ScheduleExpression).startsWith('cron')
  );
  expect(rule).toMatchObject({ Targets: [{ Input: '{"hours":20}' }] });
});

test('the definition in the template is the one that is run step by step in its own test', () => {
  const [machine] = properties(deployed, 'AWS::StepFunctions::StateMachine');
  const definition = rollupStateMachine({
    partition: '<AWS::Partition>',
    functionArn: '<Planner.Arn>',
    workgroup: 'zoneflow-shop',
  });
  expect(JSON.parse(plain(machine?.['DefinitionString']))).toEqual(definition);
  expect(machine).toMatchObject({ StateMachineName: 'zoneflow-shop-rollup' });
});

test('failure, time-out and silence are alarms', () => {
  const alarms = properties(deployed, 'AWS::CloudWatch::Alarm');
  expect(alarms.map(({ MetricName, TreatMissingData }) => [MetricName, TreatMissingData])).toEqual([
    ['ExecutionsFailed', 'notBreaching'],
    ['ExecutionsTimedOut', 'notBreaching'],
    ['ExecutionsSucceeded', 'breaching'],
  ]);
});

test('the function and the data source know the same tables, which are there', () => {
  const [planner] = properties(deployed, 'AWS::Lambda::Function');
  const { Variables } = planner?.['Environment'] as { Variables: Record<string, unknown> };
  const settings = settingsSchema.parse(JSON.parse(plain(Variables['ZONEFLOW_SETTINGS'])));
  expect(settings.rollup).toEqual({ database: 'zoneflow_shop', table: 'rollup' });
  const tables = properties(deployed, 'AWS::Glue::Table').map(
    ({ TableInput }) => (TableInput as { Name: string }).Name
  );
  expect(tables).toEqual(expect.arrayContaining(['rollup', 'rollup_evidence', 'rollup_hours']));
  const query = deployed.stacks.find(({ stackName }) => stackName.endsWith('-Query'));
  expect(plain(query?.template.findOutputs('Provisioning')['Provisioning']?.['Value'])).toContain('table: rollup');
});

test('the state machine adds rows below the rollup’s folder and removes nothing', () => {
  const policies = properties(deployed, 'AWS::IAM::Policy').map(
    ({ PolicyDocument }) =>
      (PolicyDocument as { Statement: Array<{ Action: string | string[]; Resource: unknown }> }).Statement
  );
  const statements = policies.flat();
  const written = statements.filter(({ Action }) => [Action].flat().includes('s3:PutObject'));
  const places = written.map(({ Resource }) => plain(Resource)).sort();
  expect(places.filter((place) => place.endsWith('/rollup/*'))).toHaveLength(1);
  expect(
    statements.flatMap(({ Action }) => Action).filter((action) => /Delete(Object|Table|Partition)/.test(action))
  ).toEqual([]);
});
