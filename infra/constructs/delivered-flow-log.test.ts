import {
  deploy,
  plain,
  propertiesOf as properties,
  resourcesOf,
  smallest,
  variants,
  type Deployed,
} from '../tests/templates.test-data';

test('a flow log for each subnet: every field, Parquet, Hive prefixes by the hour, 60 s, after the bucket’s policy', () => {
  const deployed = deploy(variants['two subnets']);
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
