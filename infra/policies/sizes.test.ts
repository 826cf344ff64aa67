import { deploy, plain, variants } from '../tests/templates.test-data';
import { parseDeployment } from '../deployment/settings';
import { policySizes, policyStatements, type DeployedPlace, type PolicySize } from './sizes';

const place: DeployedPlace = {
  partition: 'aws-cn',
  account: '111122223333',
  region: 'cn-north-1',
  flowLogLocation: 's3://flow-bucket',
  historyLocation: 's3://history-bucket',
  resultLocation: 's3://result-bucket/',
};
const deployment = parseDeployment({ clusterName: 'shop', vpcId: 'vpc-0123456789abcdef0' });

/** Actions that AWS knows no resources for (Service Authorization Reference): a star is all they take. */
const withoutResources = new Set([
  'athena:ListDataCatalogs',
  'athena:ListWorkGroups',
  'ec2:DescribeAvailabilityZones',
  'ec2:DescribeFlowLogs',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeNatGateways',
  'ec2:DescribeSecurityGroupRules',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcEndpoints',
  'ec2:DescribeVpcs',
  'cloudwatch:DescribeAlarms',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
]);

/** Actions on things that do not exist yet and get their names from EC2. */
const ofNamelessThings = new Set([
  ...['ec2:CreateFlowLogs', 'ec2:DeleteFlowLogs', 'ec2:CreateTags', 'ec2:DeleteTags'],
  ...['ec2:CreateSecurityGroup', 'ec2:DeleteSecurityGroup', 'ec2:AuthorizeSecurityGroupIngress'],
  ...['ec2:AuthorizeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress', 'ec2:RevokeSecurityGroupEgress'],
]);

/** What Lambda asks of a function's role that is in a VPC (Lambda user guide); its own code is denied them. */
const ofLambdaItself = ['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface'];

const ask = [
  ...['s3:ListBucket', 's3:GetBucketLocation', 's3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'],
  ...['athena:StartQueryExecution', 'athena:GetQueryExecution', 'athena:GetQueryResults', 'athena:StopQueryExecution'],
  ...['athena:GetWorkGroup', 'athena:GetTableMetadata', 'athena:ListDatabases', 'athena:ListTableMetadata'],
  ...['athena:ListDataCatalogs', 'athena:ListWorkGroups'],
  ...['glue:GetDatabase', 'glue:GetDatabases', 'glue:GetTable', 'glue:GetTables', 'glue:GetPartitions'],
];

test.each<[PolicySize, string[]]>([
  ['query', ask],
  [
    'collect',
    [
      ...ask,
      ...['eks:DescribeCluster', 's3:DeleteObject'],
      ...['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'],
      ...['ec2:DescribeVpcEndpoints', 'ec2:DescribeNatGateways'],
    ],
  ],
  ['doctor', [...ask, 'eks:DescribeCluster', 'ec2:DescribeFlowLogs', 'ec2:DescribeAvailabilityZones']],
])('%s allows this and nothing else', (size, allowed) => {
  const actions = policyStatements(size, deployment, place).flatMap(({ Action }) => Action);
  expect([...new Set(actions)].sort()).toEqual([...allowed].sort());
});

test('who asks writes results only, who collects history too', () => {
  const written = (size: PolicySize): string[] =>
    policyStatements(size, deployment, place)
      .filter(({ Action }) => Action.includes('s3:PutObject'))
      .flatMap(({ Resource }) => Resource);
  expect(written('query')).toEqual(['arn:aws-cn:s3:::result-bucket/*']);
  expect(written('doctor')).toEqual(['arn:aws-cn:s3:::result-bucket/*']);
  expect(written('collect')).toEqual(['arn:aws-cn:s3:::result-bucket/*', 'arn:aws-cn:s3:::history-bucket/*']);
});

test.each(policySizes)(
  '%s: no wide action, a star for a resource only where AWS has none, ARNs of the partition',
  (size) => {
    for (const { Sid, Effect, Action, Resource } of policyStatements(size, deployment, place)) {
      expect(Effect).toBe('Allow');
      expect(Action.filter((action) => !/^[a-z0-9]+:[A-Z][A-Za-z]+$/.test(action))).toEqual([]);
      if (Resource.includes('*')) {
        expect([
          Sid,
          Action.filter((action) => !withoutResources.has(action) && !ofNamelessThings.has(action)),
        ]).toEqual([Sid, []]);
      } else {
        expect(Resource.filter((arn) => !arn.startsWith('arn:aws-cn:'))).toEqual([]);
      }
    }
  }
);

test('each size fits into one managed policy', () => {
  for (const size of policySizes) {
    const document = JSON.stringify({ Version: '2012-10-17', Statement: policyStatements(size, deployment, place) });
    expect(document.length).toBeLessThan(6144);
  }
});

test('whoever deploys touches only what bears the deployment’s name', () => {
  const statements = policyStatements('deploy', deployment, place);
  const named = statements.flatMap(({ Sid, Resource }) =>
    ['Buckets', 'Tables', 'Workgroup', 'Roles', 'Functions', 'Schedules'].includes(Sid) ? Resource : []
  );
  expect(named.filter((arn) => !/zoneflow[-_]shop/i.test(arn))).toEqual([
    'arn:aws-cn:glue:cn-north-1:111122223333:catalog',
  ]);
});

test('a long deployment’s name is shortened as CloudFormation shortens it', () => {
  const long = { ...deployment, name: 'production-of-the-web-shop-one' };
  const named = (sid: string): string[] =>
    policyStatements('deploy', long, place).flatMap(({ Sid, Resource }) => (Sid === sid ? Resource : []));
  expect(named('Buckets')).toEqual(['arn:aws-cn:s3:::zoneflow-production-of-t*']);
  expect(named('Roles')[0]).toBe('arn:aws-cn:iam::111122223333:role/ZoneFlow-production-of-t*');
});

test.each(Object.entries(variants))('%s: no role or policy of a template is wider', (_, context) => {
  const { stacks } = deploy(context);
  const documents = stacks
    .flatMap(({ resources }) => Object.values(resources))
    .flatMap(({ Type, Properties }) =>
      Type === 'AWS::IAM::ManagedPolicy' || Type === 'AWS::IAM::Policy' ? [Properties?.['PolicyDocument']] : []
    ) as Array<{ Statement: Array<{ Effect: string; Action: string | string[]; Resource: unknown }> }>;
  const statements = documents.flatMap(({ Statement }) => Statement);
  expect(statements.length).toBeGreaterThan(10);
  const denied = statements.filter(({ Effect }) => Effect === 'Deny').flatMap(({ Action }) => Action);
  for (const { Effect, Action, Resource } of statements) {
    const actions = [Action].flat();
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
    const resources = (Array.isArray(Resource) ? Resource : [Resource]).map(plain);
    if (Effect === 'Allow' && resources.includes('*')) {
      const wide = actions.filter((action) => !withoutResources.has(action));
      expect(wide.filter((action) => !(ofLambdaItself.includes(action) && denied.includes(action)))).toEqual([]);
    }
  }
  const roles = stacks
    .flatMap(({ resources }) => Object.values(resources))
    .filter(({ Type }) => Type === 'AWS::IAM::Role');
  for (const role of roles) {
    expect(JSON.stringify(role.Properties?.['ManagedPolicyArns'] ?? [])).not.toContain(':aws:policy/');
  }
});
