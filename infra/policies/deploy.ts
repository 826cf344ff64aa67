/** What making, changing and removing a deployment takes: for CloudFormation's role or for whoever runs Terraform. Pure. */
import type { PolicyPlace, PolicyStatement } from '../../backend/doctor/iam-policy';
import { databaseName, stackName, stateMachineName, workgroupName } from '../deployment/names';

/** Only resources whose names begin with the deployment's, but for actions that AWS knows no names for. */
export function deployStatements(deployment: string, { partition, account, region }: PolicyPlace): PolicyStatement[] {
  // CloudFormation shortens a long stack's name in those that it makes up of it: to 24 characters at least.
  const stacks = `${stackName(deployment, '').slice(0, 24)}*`;
  const arn = (service: string, resource: string): string =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const iam = (resource: string): string => `arn:${partition}:iam::${account}:${resource}`;
  const buckets = `arn:${partition}:s3:::${stacks.toLowerCase()}`;
  const database = databaseName(deployment);
  const allow = (Sid: string, Action: string[], Resource: string[]): PolicyStatement => ({
    Sid,
    Effect: 'Allow',
    Action,
    Resource,
  });
  return [
    allow(
      'Buckets',
      [
        ...['s3:CreateBucket', 's3:DeleteBucket', 's3:ListBucket', 's3:GetBucketLocation', 's3:GetBucketTagging'],
        ...['s3:PutBucketTagging', 's3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'],
        ...['s3:GetBucketPublicAccessBlock', 's3:PutBucketPublicAccessBlock', 's3:GetEncryptionConfiguration'],
        ...['s3:PutEncryptionConfiguration', 's3:GetLifecycleConfiguration', 's3:PutLifecycleConfiguration'],
        ...['s3:GetBucketOwnershipControls', 's3:PutBucketOwnershipControls', 's3:GetBucketAcl'],
        // Terraform reads every setting of a bucket, and what else functions and tables have.
        ...['s3:GetBucketCORS', 's3:GetBucketWebsite', 's3:GetBucketVersioning', 's3:GetAccelerateConfiguration'],
        ...['s3:GetBucketRequestPayment', 's3:GetBucketLogging', 's3:GetReplicationConfiguration'],
        's3:GetBucketObjectLockConfiguration',
      ],
      [buckets]
    ),
    allow(
      'FlowLogs',
      [
        ...['ec2:CreateFlowLogs', 'ec2:DeleteFlowLogs', 'ec2:DescribeFlowLogs', 'ec2:CreateTags', 'ec2:DeleteTags'],
        ...['logs:CreateLogDelivery', 'logs:DeleteLogDelivery'],
      ],
      ['*']
    ),
    allow(
      'Tables',
      [
        ...['glue:CreateDatabase', 'glue:DeleteDatabase', 'glue:UpdateDatabase', 'glue:GetDatabase'],
        ...['glue:CreateTable', 'glue:DeleteTable', 'glue:UpdateTable', 'glue:GetTable', 'glue:GetTables'],
        ...['glue:GetTags', 'glue:TagResource', 'glue:UntagResource', 'glue:GetPartitionIndexes'],
      ],
      [arn('glue', 'catalog'), arn('glue', `database/${database}`), arn('glue', `table/${database}/*`)]
    ),
    allow(
      'Workgroup',
      [
        ...['athena:CreateWorkGroup', 'athena:DeleteWorkGroup', 'athena:GetWorkGroup', 'athena:UpdateWorkGroup'],
        ...['athena:TagResource', 'athena:UntagResource', 'athena:ListTagsForResource'],
      ],
      [arn('athena', `workgroup/${workgroupName(deployment)}`)]
    ),
    allow(
      'Roles',
      [
        ...['iam:CreateRole', 'iam:DeleteRole', 'iam:GetRole', 'iam:TagRole', 'iam:UntagRole', 'iam:PassRole'],
        ...['iam:UpdateAssumeRolePolicy', 'iam:PutRolePolicy', 'iam:DeleteRolePolicy', 'iam:GetRolePolicy'],
        ...['iam:AttachRolePolicy', 'iam:DetachRolePolicy', 'iam:ListRolePolicies', 'iam:ListAttachedRolePolicies'],
        ...['iam:ListInstanceProfilesForRole'],
        ...['iam:CreatePolicy', 'iam:DeletePolicy', 'iam:GetPolicy', 'iam:GetPolicyVersion', 'iam:ListPolicyVersions'],
        ...['iam:CreatePolicyVersion', 'iam:DeletePolicyVersion', 'iam:TagPolicy', 'iam:UntagPolicy'],
      ],
      [iam(`role/${stacks}`), iam(`policy/${stacks}`)]
    ),
    allow(
      'ClusterAccess',
      [
        ...['eks:DescribeCluster', 'eks:CreateAccessEntry', 'eks:DescribeAccessEntry', 'eks:UpdateAccessEntry'],
        ...['eks:DeleteAccessEntry', 'eks:TagResource', 'eks:UntagResource'],
        ...['eks:CreatePodIdentityAssociation', 'eks:DescribePodIdentityAssociation'],
        ...['eks:UpdatePodIdentityAssociation', 'eks:DeletePodIdentityAssociation'],
      ],
      [arn('eks', 'cluster/*'), arn('eks', 'access-entry/*'), arn('eks', 'podidentityassociation/*')]
    ),
    allow(
      'Functions',
      [
        ...['lambda:CreateFunction', 'lambda:DeleteFunction', 'lambda:GetFunction', 'lambda:UpdateFunctionCode'],
        ...['lambda:UpdateFunctionConfiguration', 'lambda:GetFunctionConfiguration', 'lambda:ListTags'],
        ...['lambda:PutFunctionConcurrency', 'lambda:DeleteFunctionConcurrency', 'lambda:AddPermission'],
        ...['lambda:RemovePermission', 'lambda:GetPolicy', 'lambda:PutFunctionEventInvokeConfig'],
        ...['lambda:ListVersionsByFunction', 'lambda:GetFunctionCodeSigningConfig'],
        ...['lambda:UpdateFunctionEventInvokeConfig', 'lambda:DeleteFunctionEventInvokeConfig'],
        ...['lambda:GetFunctionEventInvokeConfig', 'lambda:TagResource', 'lambda:UntagResource'],
      ],
      [arn('lambda', `function:${stacks}`)]
    ),
    allow(
      'Schedules',
      [
        ...['events:PutRule', 'events:DeleteRule', 'events:DescribeRule', 'events:PutTargets', 'events:RemoveTargets'],
        ...['events:ListTargetsByRule', 'events:TagResource', 'events:UntagResource', 'events:ListTagsForResource'],
        ...['sqs:CreateQueue', 'sqs:DeleteQueue', 'sqs:GetQueueAttributes', 'sqs:SetQueueAttributes'],
        ...['sqs:GetQueueUrl', 'sqs:TagQueue', 'sqs:UntagQueue', 'sqs:ListQueueTags'],
        ...['logs:CreateLogGroup', 'logs:DeleteLogGroup', 'logs:PutRetentionPolicy', 'logs:DeleteRetentionPolicy'],
        ...['logs:TagResource', 'logs:UntagResource', 'logs:ListTagsForResource'],
        ...['cloudwatch:PutMetricAlarm', 'cloudwatch:DeleteAlarms', 'cloudwatch:TagResource'],
        ...['cloudwatch:UntagResource', 'cloudwatch:ListTagsForResource'],
      ],
      [
        arn('events', `rule/${stacks}`),
        arn('sqs', stacks),
        arn('logs', `log-group:${stacks}`),
        arn('cloudwatch', `alarm:${stacks}`),
      ]
    ),
    allow(
      'StateMachine',
      [
        ...['states:CreateStateMachine', 'states:UpdateStateMachine', 'states:DeleteStateMachine'],
        ...['states:DescribeStateMachine', 'states:ListTagsForResource', 'states:TagResource', 'states:UntagResource'],
        // Terraform reads its versions, too.
        'states:ListStateMachineVersions',
      ],
      [arn('states', `stateMachine:${stateMachineName(deployment)}`)]
    ),
    // Terraform lets Step Functions look at a definition before there is a state machine: AWS asks for the right on all of them.
    allow('Definition', ['states:ValidateStateMachineDefinition'], [arn('states', 'stateMachine:*')]),
    allow(
      'Network',
      [
        ...['ec2:CreateSecurityGroup', 'ec2:DeleteSecurityGroup', 'ec2:AuthorizeSecurityGroupIngress'],
        ...['ec2:AuthorizeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress', 'ec2:RevokeSecurityGroupEgress'],
        'ec2:DescribeSecurityGroupRules',
        ...['ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs', 'ec2:DescribeNetworkInterfaces'],
        ...['cloudwatch:DescribeAlarms', 'logs:DescribeLogGroups'],
      ],
      ['*']
    ),
    allow('Code', ['s3:GetObject'], [`arn:${partition}:s3:::cdk-*-assets-${account}-${region}/*`]),
    allow('BootstrapVersion', ['ssm:GetParameters'], [arn('ssm', 'parameter/cdk-bootstrap/*')]),
  ];
}
