import { AwsSolutionsChecks } from 'cdk-nag';
import { deploy, plain, propertiesOf as properties, smallest, variants } from '../tests/templates.test-data';

const each = Object.entries(variants).map(([name, context]) => ({ name, deployed: deploy(context) }));

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
      DatabaseInput: { Name: `zoneflow_${name.replaceAll('-', '_')}` },
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

test.each<[string, Record<string, string>, Record<string, string>]>([
  ['of two names', { ...smallest, name: 'red' }, { ...smallest, name: 'blue' }],
  ['of one cluster, one of them beside the AWS sample', variants['beside the AWS sample'], smallest],
])('two deployments %s share no name', (_, ...contexts) => {
  const [first = [], second = []] = contexts.map((context) => {
    const deployed = deploy({ ...context, rollup: 'true' });
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
      ...properties(deployed, 'AWS::StepFunctions::StateMachine').map(({ StateMachineName }) =>
        plain(StateMachineName)
      ),
    ];
  });
  expect(first.length).toBeGreaterThan(8);
  expect(first.filter((name) => second.includes(name))).toEqual([]);
});
