import { AwsSolutionsChecks } from 'cdk-nag';
import { parse } from 'yaml';
import { settingsSchema } from '../../src/shared/settings';
import {
  deploy,
  plain,
  propertiesOf as properties,
  resourcesOf,
  smallest,
  variants,
  type Deployed,
} from './templates.test-data';

const deployments = new Map(Object.entries(variants).map(([name, context]) => [name, deploy(context)]));
const each = [...deployments].map(([name, deployed]) => ({ name, deployed }));

describe.each(each)('$name', ({ deployed }) => {
  test('has nothing but what this is for', () => {
    const types = deployed.stacks.flatMap(({ resources }) => Object.values(resources).map(({ Type }) => Type));
    // No setting of the account, no custom resource: those reach beyond the deployment.
    expect([...new Set(types)].filter((type) => !known.has(type))).toEqual([]);
  });

  test('buckets are encrypted, closed to the public, TLS only and without leftovers', () => {
    const buckets = properties(deployed, 'AWS::S3::Bucket');
    expect(buckets.length).toBeGreaterThanOrEqual(2);
    for (const bucket of buckets) {
      expect(bucket).toMatchObject({
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        LifecycleConfiguration: { Rules: [{ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }] },
      });
    }
    const policies = properties(deployed, 'AWS::S3::BucketPolicy');
    expect(policies).toHaveLength(buckets.length);
    for (const { PolicyDocument } of policies) {
      // Whoever is allowed something by a bucket is a service, never everyone.
      const { Statement } = PolicyDocument as { Statement: Array<{ Effect: string; Principal: unknown }> };
      expect(Statement).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Action: 's3:*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        })
      );
      for (const { Effect, Principal } of Statement) {
        expect(Effect === 'Allow' ? Principal : 'denied').toEqual(
          Effect === 'Allow' ? { Service: 'delivery.logs.amazonaws.com' } : 'denied'
        );
      }
    }
  });

  test('no name of an AWS resource is fixed but the database’s, workgroup’s and state machine’s, which hold the deployment’s', () => {
    const { name } = deployed.deployment;
    for (const { stackName, resources } of deployed.stacks) {
      expect(stackName).toMatch(new RegExp(`^ZoneFlow-${name}-`));
      for (const { Type, Properties = {} } of Object.values(resources)) {
        // What names a resource of the same template is no name of its own.
        const fixed = Object.entries(Properties).flatMap(([key, value]) =>
          /^(Bucket|Role|ManagedPolicy|Function|Queue|Alarm|StateMachine|LogGroup|Group)?Name$/.test(key) &&
          typeof value === 'string'
            ? [key]
            : []
        );
        const own: Readonly<Record<string, string[]>> = {
          'AWS::Athena::WorkGroup': ['Name'],
          'AWS::StepFunctions::StateMachine': ['StateMachineName'],
        };
        expect(fixed).toEqual(own[Type] ?? []);
      }
    }
    expect(properties(deployed, 'AWS::Athena::WorkGroup')[0]).toMatchObject({ Name: `zoneflow-${name}` });
    expect(properties(deployed, 'AWS::Glue::Database')[0]).toMatchObject({
      DatabaseInput: { Name: `zoneflow_${name}` },
    });
  });

  test('cdk-nag has nothing that is not answered', () => {
    const { violations } = new AwsSolutionsChecks(deployed.app).validateScope(deployed.app);
    const names = violations.map(({ ruleName }) => ruleName);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !answers.some(([pattern]) => pattern.test(name)))).toEqual([]);
  });
});

/** What cdk-nag asks, and why it stays as it is. */
const answers: ReadonlyArray<readonly [RegExp, string]> = [
  [/^AwsSolutions-S1$/, 'access logs of a bucket of logs cost as much as it does; CloudTrail tells the same'],
  [/^AwsSolutions-IAM5\[Resource::arn:<AWS::Partition>:s3:::[^*]+\/\*\]$/, 'objects of one named bucket'],
  [/^AwsSolutions-IAM5\[Resource::<[^>]+>\/\*\]$/, 'objects of one named bucket'],
  [
    /^AwsSolutions-IAM5\[Resource::arn:[^*]+:table\/zoneflow_\w+\/(flow_logs|pods|rollup|rollup_)\*\]$/,
    'tables beside one another',
  ],
  [/^AwsSolutions-IAM5\[Resource::<[^>]+>\/rollup\/\*\]$/, 'objects of one folder'],
  [/^AwsSolutions-SF2$/, 'the history of an execution tells what a trace would'],
  [/^AwsSolutions-IAM5\[Resource::\*\]$/, 'which actions those are is in policies/sizes.test.ts'],
];

const known = new Set([
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::EC2::FlowLog',
  'AWS::Glue::Database',
  'AWS::Glue::Table',
  'AWS::Athena::WorkGroup',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Role',
  'AWS::IAM::Policy',
  'AWS::EKS::AccessEntry',
  'AWS::EKS::PodIdentityAssociation',
  'AWS::Lambda::Function',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::Events::Rule',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::Logs::LogGroup',
  'AWS::CloudWatch::Alarm',
  'AWS::StepFunctions::StateMachine',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::SecurityGroupIngress',
]);

test('a flow log for each subnet: every field, Parquet, Hive prefixes by the hour, 60 s, after the bucket’s policy', () => {
  const deployed = deploy(variants['two subnets'] ?? {});
  const logs = resourcesOf(deployed, 'AWS::EC2::FlowLog');
  expect(logs.map(({ Properties }) => Properties?.['ResourceId'])).toEqual([
    'subnet-0123456789abcdef0',
    'subnet-0123456789abcdef1',
  ]);
  for (const { Properties, DependsOn } of logs) {
    expect(Properties).toMatchObject({
      ResourceType: 'Subnet',
      TrafficType: 'ALL',
      MaxAggregationInterval: 60,
      LogDestinationType: 's3',
      LogFormat: deployed.deployment.flowLog.fields.map((field) => `\${${field}}`).join(' '),
      DestinationOptions: { FileFormat: 'parquet', HiveCompatiblePartitions: true, PerHourPartition: true },
    });
    expect(DependsOn).toEqual([expect.stringMatching(/^BucketPolicy/)]);
  }
});

test('flow records expire, pod history does not, data stays when stacks go unless it is said otherwise', () => {
  const expiry = (deployed: Deployed): unknown[] =>
    properties(deployed, 'AWS::S3::Bucket').map(
      ({ LifecycleConfiguration: rules }) =>
        (rules as { Rules: Array<{ ExpirationInDays?: number }> }).Rules[0]?.ExpirationInDays
    );
  expect(expiry(deploy({ ...smallest, retentionDays: '30', resultDays: '3' }))).toEqual([30, undefined, 3]);
  const kept = (context: Record<string, string>): unknown[] =>
    resourcesOf(deploy(context), 'AWS::S3::Bucket').map(({ DeletionPolicy }) => DeletionPolicy);
  expect(kept(smallest)).toEqual(['Retain', 'Retain', 'Retain']);
  expect(kept({ ...smallest, keepData: 'false' })).toEqual(['Delete', 'Delete', 'Delete']);
});

test('only this account and region deliver into the bucket, below AWSLogs', () => {
  const [policy] = properties(deploy(smallest), 'AWS::S3::BucketPolicy');
  const { Statement } = policy?.['PolicyDocument'] as { Statement: Array<Record<string, unknown>> };
  const writes = Statement.find(({ Sid }) => Sid === 'DeliveryWrites');
  expect(writes).toMatchObject({ Action: 's3:PutObject', Principal: { Service: 'delivery.logs.amazonaws.com' } });
  expect(plain(writes?.['Resource'])).toMatch(/^<Bucket\w+\.Arn>\/AWSLogs\/\*$/);
  const conditions = writes?.['Condition'] as Record<string, Record<string, unknown>>;
  expect(conditions['StringEquals']).toEqual({
    'aws:SourceAccount': { Ref: 'AWS::AccountId' },
    's3:x-amz-acl': 'bucket-owner-full-control',
  });
  expect(plain(conditions['ArnLike']?.['aws:SourceArn'])).toBe(
    'arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:*'
  );
});

test('beside an existing flow log none is made, and the table is of its accounts, format and folders', () => {
  const deployed = deploy(variants['an existing flow log'] ?? {});
  expect(resourcesOf(deployed, 'AWS::EC2::FlowLog')).toEqual([]);
  expect(properties(deployed, 'AWS::S3::Bucket')).toHaveLength(2);
  const [table] = properties(deployed, 'AWS::Glue::Table');
  expect(table).toMatchObject({
    DatabaseName: 'zoneflow_shop',
    TableInput: {
      Name: 'flow_logs',
      Parameters: {
        'projection.aws_account_id.values': '111122223333,444455556666',
        'projection.aws_region.values': 'us-east-1',
        'skip.header.line.count': '1',
        'storage.location.template':
          's3://central-logs/vpc/AWSLogs/${aws_account_id}/vpcflowlogs/${aws_region}/${hour}/',
      },
      StorageDescriptor: { SerdeInfo: { Parameters: { 'field.delim': ' ' } } },
    },
  });
});

test('beside the AWS sample its flow log is read by hours, and nothing of the sample is touched', () => {
  const deployed = deploy(variants['beside the AWS sample'] ?? {});
  expect(resourcesOf(deployed, 'AWS::EC2::FlowLog')).toEqual([]);
  const [table] = properties(deployed, 'AWS::Glue::Table');
  const { Parameters, PartitionKeys, StorageDescriptor } = table?.['TableInput'] as Record<
    string,
    Record<string, unknown>
  >;
  expect(Parameters).toMatchObject({
    'projection.hour.type': 'date',
    'projection.hour.interval.unit': 'HOURS',
    'storage.location.template':
      's3://cdkeksinterazvisibility-vpcflowlogs/AWSLogs/${aws_account_id}/vpcflowlogs/${aws_region}/${hour}/',
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
  // The sample's database, table, role and state machine have these names.
  const text = JSON.stringify(deployed.stacks.map(({ template }) => template.toJSON() as unknown));
  expect(text).not.toMatch(/eks-inter-az-visibility|pod-metadata-extractor|athena-results-table/);
});

test('tables of flow records, pods, nodes, looks and AWS resources; partitions are projected', () => {
  const tables = properties(deploy(variants['two clusters, a pod collects'] ?? {}), 'AWS::Glue::Table').map(
    ({ TableInput }) => TableInput as { Name: string; Parameters: Record<string, unknown>; PartitionKeys: unknown[] }
  );
  expect(tables.map(({ Name }) => Name).sort()).toEqual(
    [
      ...['flow_logs', 'pods', 'pods_interfaces', 'pods_nodes', 'pods_observations', 'pods_subnets'],
      ...['rollup', 'rollup_evidence', 'rollup_hours'],
    ].sort()
  );
  for (const { Name, Parameters, PartitionKeys } of tables) {
    if (PartitionKeys.length === 0) {
      expect(['pods_interfaces', 'pods_subnets']).toContain(Name);
      continue;
    }
    expect(Parameters).toMatchObject({ 'projection.enabled': 'true' });
    expect(plain(Parameters['storage.location.template'])).toMatch(/^s3:\/\/<.*>\/.*\$\{\w+\}\/$/);
    expect([Name, Parameters['projection.cluster.values']]).toEqual([
      Name,
      /^(flow_logs|rollup)/.test(Name) ? undefined : 'shop,pay',
    ]);
  }
});

test('the workgroup decides where results go and how much a statement may read', () => {
  expect(properties(deploy({ ...smallest, scanLimitGb: '1.5' }), 'AWS::Athena::WorkGroup')[0]).toMatchObject({
    RecursiveDeleteOption: true,
    WorkGroupConfiguration: {
      EnforceWorkGroupConfiguration: true,
      BytesScannedCutoffPerQuery: 1_500_000_000,
      ResultConfiguration: {
        EncryptionConfiguration: { EncryptionOption: 'SSE_S3' },
        ExpectedBucketOwner: { Ref: 'AWS::AccountId' },
      },
    },
  });
});

test('two deployments share no name', () => {
  const names = ['red', 'blue'].map((name) => {
    const deployed = deploy({ ...smallest, name });
    const exported = deployed.stacks.flatMap(({ template }) =>
      Object.values(template.findOutputs('*') as Record<string, { Export?: { Name: unknown } }>).flatMap(
        ({ Export }) => (Export === undefined ? [] : [plain(Export.Name)])
      )
    );
    return [
      ...deployed.stacks.map(({ stackName }) => stackName),
      ...exported,
      ...properties(deployed, 'AWS::Glue::Table').map(({ DatabaseName }) => plain(DatabaseName)),
      ...properties(deployed, 'AWS::Athena::WorkGroup').map(({ Name }) => plain(Name)),
    ];
  });
  expect(names[0]?.length).toBeGreaterThan(8);
  expect(names[0]?.filter((name) => names[1]?.includes(name))).toEqual([]);
});

test('an access entry puts a reader into the group, and no policy of EKS gives it more', () => {
  const entries = properties(
    deploy({ ...smallest, collector: 'lambda', clusterName: 'a1,b2', name: 'two' }),
    'AWS::EKS::AccessEntry'
  );
  expect(entries.map(({ ClusterName }) => ClusterName)).toEqual(['a1', 'b2']);
  for (const entry of entries) {
    expect(entry).toMatchObject({ KubernetesGroups: ['zoneflow'], Type: 'STANDARD' });
    expect(entry).not.toHaveProperty('AccessPolicies');
  }
  const [other] = properties(deploy(variants['Grafana in another account'] ?? {}), 'AWS::EKS::AccessEntry');
  expect(other).toMatchObject({ PrincipalArn: 'arn:aws:iam::111122223333:role/own-collector' });
});

test('a pod that collects has its role by Pod Identity and needs no access entry', () => {
  const deployed = deploy(variants['two clusters, a pod collects'] ?? {});
  expect(resourcesOf(deployed, 'AWS::EKS::AccessEntry')).toEqual([]);
  expect(properties(deployed, 'AWS::EKS::PodIdentityAssociation')).toMatchObject([
    { ClusterName: 'shop', Namespace: 'zoneflow', ServiceAccount: 'zoneflow-collector' },
    { ClusterName: 'pay', Namespace: 'zoneflow', ServiceAccount: 'zoneflow-collector' },
  ]);
  expect(properties(deployed, 'AWS::IAM::Role')[0]).toMatchObject({
    AssumeRolePolicyDocument: {
      Statement: [{ Action: ['sts:AssumeRole', 'sts:TagSession'], Principal: { Service: 'pods.eks.amazonaws.com' } }],
    },
  });
});

test('only the named principal takes the data source’s role, and with its external ID', () => {
  const role = properties(deploy(variants['Grafana in another account'] ?? {}), 'AWS::IAM::Role')[0];
  expect(role?.['AssumeRolePolicyDocument']).toMatchObject({
    Statement: [
      {
        Action: 'sts:AssumeRole',
        Principal: { AWS: 'arn:aws:iam::999988887777:role/grafana' },
        Condition: { StringEquals: { 'sts:ExternalId': 'shop-42' } },
      },
    ],
  });
});

test('the printed file provisions a data source whose settings are whole', () => {
  const { stacks } = deploy(variants['Grafana in another account'] ?? {});
  const query = stacks.find(({ stackName }) => stackName.endsWith('-Query'));
  const file: unknown = parse(plain(query?.template.findOutputs('Provisioning')['Provisioning']?.['Value']));
  const { datasources } = file as {
    datasources: Array<{ uid: string; type: string; jsonData: Record<string, unknown> }>;
  };
  const [source] = datasources;
  expect(source).toMatchObject({ uid: 'zoneflow-shop', type: 'zoneflow-ekscrossaz-datasource' });
  expect(source?.jsonData).toMatchObject({
    authType: 'default',
    defaultRegion: '<AWS::Region>',
    externalId: 'shop-42',
  });
  expect(source?.jsonData['assumeRoleArn']).toMatch(/^<DataSourceRole/);
  expect(settingsSchema.parse(source?.jsonData)).toMatchObject({
    engine: 'athena',
    flows: { database: 'zoneflow_shop', table: 'flow_logs' },
    history: { database: 'zoneflow_shop', table: 'pods' },
    athena: { workgroup: 'zoneflow-shop' },
    clusters: [{ name: 'shop', vpcId: 'vpc-0123456789abcdef0' }],
  });
});
