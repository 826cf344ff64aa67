import { deploy, plain, propertiesOf as properties, resourcesOf, variants } from '../tests/templates.test-data';
import { parseDeployment } from './settings';

const bucket = 'cdkeksinterazvisibility-vpcflowlogs';
const deployed = deploy(variants['beside the AWS sample']);
const [stack] = deployed.stacks;

test('one stack, which one command deploys, adds history, rollup and tables', () => {
  expect(deployed.stacks.map(({ stackName }) => stackName)).toEqual(['ZoneFlow-shop-sample-BesideSample']);
  expect(resourcesOf(deployed, 'AWS::Lambda::Function').map(({ Properties }) => Properties?.['Handler'])).toEqual([
    'collect.handler',
    'inventory.handler',
    'rollup.handler',
  ]);
  expect(resourcesOf(deployed, 'AWS::StepFunctions::StateMachine')).toHaveLength(1);
  expect(Object.keys(stack?.template.findOutputs('*') ?? {}).sort()).toEqual([
    ...['CollectPolicyArn', 'CollectorRoleArn', 'DoctorPolicyArn', 'HistoryLocation', 'KubernetesGroup'],
    ...['Provisioning', 'QueryPolicyArn', 'StateMachineArn'],
  ]);
});

test('what it takes for granted can be said otherwise', () => {
  const context = { ...variants['beside the AWS sample'], name: 'shop-2', collector: 'pod', rollup: 'false' };
  expect(parseDeployment(context)).toMatchObject({ name: 'shop-2', collector: { type: 'pod' }, rollup: false });
});

test('its first look waits for the rights to look, its first rollup for tables and workgroup', () => {
  const dependencies = (schedule: RegExp): string[] =>
    Object.entries(stack?.resources ?? {})
      .filter(([id]) => schedule.test(id))
      .flatMap(([, { DependsOn = [] }]) => DependsOn.map((id) => stack?.resources[id]?.Type ?? id));
  expect(dependencies(/^CollectorPodsSchedule/)).toContain('AWS::EKS::AccessEntry');
  expect(dependencies(/^RollupSchedule(?!Role)/)).toEqual(
    expect.arrayContaining(['AWS::Glue::Table', 'AWS::Athena::WorkGroup'])
  );
});

test('the sample’s flow log is read by hours', () => {
  expect(resourcesOf(deployed, 'AWS::EC2::FlowLog')).toEqual([]);
  const [table] = properties(deployed, 'AWS::Glue::Table');
  const { Parameters, PartitionKeys, StorageDescriptor } = table?.['TableInput'] as Record<
    string,
    Record<string, unknown>
  >;
  expect(Parameters).toMatchObject({
    'projection.hour.type': 'date',
    'projection.hour.interval.unit': 'HOURS',
    'storage.location.template': `s3://${bucket}/AWSLogs/\${aws_account_id}/vpcflowlogs/\${aws_region}/\${hour}/`,
  });
  expect(PartitionKeys).toHaveLength(3);
  expect(StorageDescriptor?.['Columns']).toEqual([
    { Name: 'az_id', Type: 'string' },
    { Name: 'flow_direction', Type: 'string' },
    { Name: 'pkt_srcaddr', Type: 'string' },
    { Name: 'pkt_dstaddr', Type: 'string' },
    { Name: 'start', Type: 'bigint' },
    { Name: 'bytes', Type: 'bigint' },
  ]);
});

describe('nothing of the sample is touched', () => {
  test('its bucket is the place of a table and what may be read, nothing else', () => {
    const naming = Object.values(stack?.resources ?? {}).filter((resource) =>
      JSON.stringify(resource).includes(bucket)
    );
    expect([...new Set(naming.map(({ Type }) => Type))].sort()).toEqual([
      'AWS::Glue::Table',
      'AWS::IAM::ManagedPolicy',
      'AWS::IAM::Policy',
    ]);
    const statements = naming.flatMap(({ Properties }) => {
      const document = Properties?.['PolicyDocument'] as { Statement: Statement[] } | undefined;
      return document?.Statement ?? [];
    });
    const allowed = statements
      .filter(({ Resource }) => [Resource].flat().some((resource) => plain(resource).includes(bucket)))
      .flatMap(({ Action }) => Action);
    expect([...new Set(allowed)].sort()).toEqual(['s3:GetBucketLocation', 's3:GetObject', 's3:ListBucket']);
  });

  test('its other resources are named nowhere', () => {
    // Database, tables, function, role, state machine, log group and named query of the sample's stack, and its group in the cluster.
    const names = [
      ...['eks-inter-az-visibility', 'pods-table', 'vpc-flow-logs-table', 'athena-results-table'],
      ...[
        'pod_metadata_extractor',
        'pod-metadata-extractor',
        'Orchestrator-Log-Group',
        'query-cross-az-traffic-by-app',
      ],
    ];
    const text = JSON.stringify(stack?.template.toJSON());
    expect(names.filter((name) => text.includes(name))).toEqual([]);
  });
});

interface Statement {
  Action: string | string[];
  Resource: unknown;
}
