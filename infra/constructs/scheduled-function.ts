/** A Lambda function on a schedule, one at a time, with a queue of what it could not do and alarms when it fails or falls silent. */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { Effect, Policy, PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import { CfnEventInvokeConfig, CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface ScheduledFunctionProps {
  description: string;
  code: Asset;
  /** `collect.handler` */
  handler: string;
  role: IRole;
  /** Between two looks. */
  minutes: number;
  timeoutSeconds: number;
  memoryMb: number;
  environment: Record<string, string>;
  network: { subnetIds: readonly string[]; securityGroupId: string } | null;
  /** Topics that alarms tell; empty for alarms that are only shown. */
  alarmTopics: readonly string[];
}

export class ScheduledFunction extends Construct {
  readonly schedule: CfnRule;

  constructor(scope: Construct, id: string, props: ScheduledFunctionProps) {
    super(scope, id);
    const { description, minutes, network, role } = props;
    const failed = new Queue(this, 'Failed', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const logs = new CfnLogGroup(this, 'Logs', { retentionInDays: 14 });
    logs.applyRemovalPolicy(RemovalPolicy.DESTROY);
    // By a policy of this stack: the role's own stack is there before the function is.
    const rights = new Policy(this, 'Rights', {
      roles: [role],
      statements: [
        new PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [logs.attrArn],
        }),
        new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [failed.queueArn] }),
        ...(network === null ? [] : networkStatements),
      ],
    });
    const made = new CfnFunction(this, 'Function', {
      description,
      code: { s3Bucket: props.code.s3BucketName, s3Key: props.code.s3ObjectKey },
      handler: props.handler,
      runtime: 'nodejs24.x',
      architectures: ['x86_64'],
      role: role.roleArn,
      memorySize: props.memoryMb,
      timeout: props.timeoutSeconds,
      // Two looks at once would be right, but of no use.
      reservedConcurrentExecutions: 1,
      environment: { variables: props.environment },
      deadLetterConfig: { targetArn: failed.queueArn },
      loggingConfig: { logGroup: logs.ref, logFormat: 'JSON' },
      ...(network !== null && {
        vpcConfig: { subnetIds: [...network.subnetIds], securityGroupIds: [network.securityGroupId] },
      }),
    });
    made.node.addDependency(rights);
    // The next look tells all that this one would have: nothing is tried again, and nothing is put off beyond the next.
    new CfnEventInvokeConfig(this, 'Once', {
      functionName: made.ref,
      qualifier: '$LATEST',
      maximumRetryAttempts: 0,
      maximumEventAgeInSeconds: Math.max(60, minutes * 60),
    });
    this.schedule = new CfnRule(this, 'Schedule', {
      description: `${description}, every ${minutes === 1 ? 'minute' : `${minutes} minutes`}`,
      scheduleExpression: `rate(${minutes} minute${minutes === 1 ? '' : 's'})`,
      state: 'ENABLED',
      targets: [{ id: 'Function', arn: made.attrArn, retryPolicy: { maximumRetryAttempts: 0 } }],
    });
    new CfnPermission(this, 'OnSchedule', {
      action: 'lambda:InvokeFunction',
      functionName: made.ref,
      principal: 'events.amazonaws.com',
      sourceArn: this.schedule.attrArn,
    });
    this.alarms(props, made, failed);
  }

  private alarms(
    { description, minutes, alarmTopics }: ScheduledFunctionProps,
    made: CfnFunction,
    failed: Queue
  ): void {
    const period = minutes * 60;
    const dimensions = [{ name: 'FunctionName', value: made.ref }];
    const metric = (metricName: string, seconds: number): CfnAlarm.MetricStatProperty => ({
      metric: { namespace: 'AWS/Lambda', metricName, dimensions },
      period: seconds,
      stat: 'Sum',
    });
    const shared = { alarmActions: [...alarmTopics], okActions: [...alarmTopics] };
    new CfnAlarm(this, 'Fails', {
      ...shared,
      alarmDescription: `${description}: three looks in a row failed; the function's log says why`,
      namespace: 'AWS/Lambda',
      metricName: 'Errors',
      dimensions,
      statistic: 'Sum',
      period,
      evaluationPeriods: 3,
      datapointsToAlarm: 3,
      threshold: 1,
      comparisonOperator: 'GreaterThanOrEqualToThreshold',
      // A look that was not made is the other alarm's.
      treatMissingData: 'notBreaching',
    });
    new CfnAlarm(this, 'Ages', {
      ...shared,
      alarmDescription: `${description}: no look succeeded for ${5 * minutes} minutes, what is known grows old`,
      metrics: [
        { id: 'made', metricStat: metric('Invocations', 5 * period), returnData: false },
        { id: 'failed', metricStat: metric('Errors', 5 * period), returnData: false },
        { id: 'succeeded', expression: 'FILL(made, 0) - FILL(failed, 0)', label: 'Looks that succeeded' },
      ],
      evaluationPeriods: 1,
      threshold: 1,
      comparisonOperator: 'LessThanThreshold',
      treatMissingData: 'breaching',
    });
    new CfnAlarm(this, 'Dropped', {
      ...shared,
      alarmDescription: `${description}: looks were given up; the queue holds their events`,
      namespace: 'AWS/SQS',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimensions: [{ name: 'QueueName', value: failed.queueName }],
      statistic: 'Maximum',
      period: 300,
      evaluationPeriods: 1,
      threshold: 1,
      comparisonOperator: 'GreaterThanOrEqualToThreshold',
      treatMissingData: 'notBreaching',
    });
  }
}

/** Lambda user guide, execution role of a function in a VPC. EC2 is asked by Lambda on the role's behalf; its code may not. */
const ofInterfaces = ['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface'];
const networkStatements: readonly PolicyStatement[] = [
  new PolicyStatement({
    sid: 'Interfaces',
    actions: [...ofInterfaces, 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'],
    resources: ['*'],
  }),
  new PolicyStatement({
    sid: 'NotByItsCode',
    effect: Effect.DENY,
    actions: [...ofInterfaces],
    resources: ['*'],
    conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
  }),
];
