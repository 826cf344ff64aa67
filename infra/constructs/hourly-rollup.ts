/** The state machine that rolls hours up, on a schedule, with the function that knows which and how, and alarms. */
import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { dataSourceSettings } from '../deployment/data-source';
import { stateMachineName, workgroupName } from '../deployment/names';
import type { Deployment } from '../deployment/settings';
import { runStatements } from '../policies/rollup';
import { queryStatements, type DeployedPlace } from '../policies/sizes';
import { scheduledInput } from '../rollup/scheduled-input';
import { rollupStateMachine } from '../rollup/state-machine';

export interface HourlyRollupProps {
  deployment: Deployment;
  place: Pick<DeployedPlace, 'flowLogLocation' | 'historyLocation' | 'resultLocation'>;
  /** Folder of the bundle (functions/bundle.ts). */
  codeFolder: string;
}

export class HourlyRollup extends Construct {
  private readonly schedule: CfnRule;

  constructor(scope: Construct, id: string, { deployment, place: locations, codeFolder }: HourlyRollupProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const { partition, account, region } = stack;
    const place = { partition, account, region, ...locations };
    const planner = this.planner(deployment, place, codeFolder);
    const machine = this.machine(deployment, place, planner);
    this.schedule = this.scheduleOf(deployment, machine);
    this.alarms(deployment, machine);
    new CfnOutput(stack, 'StateMachineArn', {
      value: machine.attrArn,
      description: 'Run it with {"from": ISO, "to": ISO} for hours of long ago',
    });
  }

  /** So that the first run finds tables and a workgroup. */
  runAfter(...others: Construct[]): void {
    this.schedule.node.addDependency(...others);
  }

  private planner(deployment: Deployment, place: DeployedPlace, codeFolder: string): CfnFunction {
    const code = new Asset(this, 'Code', { path: codeFolder });
    const logs = this.logGroup('PlannerLogs');
    // It asks what a question asks: which hours there are, of what records and which history.
    const role = this.role('PlannerRole', 'lambda.amazonaws.com', [
      ...queryStatements(deployment, place).map((statement) => PolicyStatement.fromJson(statement)),
      new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logs.attrArn] }),
    ]);
    const planner = new CfnFunction(this, 'Planner', {
      description: `ZoneFlow: hours of ${deployment.clusters.join(', ')} to roll up, and the statements for them`,
      code: { s3Bucket: code.s3BucketName, s3Key: code.s3ObjectKey },
      handler: 'rollup.handler',
      runtime: 'nodejs24.x',
      architectures: ['x86_64'],
      role: role.roleArn,
      memorySize: 512,
      timeout: 900,
      environment: { variables: { ZONEFLOW_SETTINGS: Stack.of(this).toJsonString(dataSourceSettings(deployment)) } },
      loggingConfig: { logGroup: logs.ref, logFormat: 'JSON' },
    });
    planner.node.addDependency(role.node.findChild('DefaultPolicy'));
    return planner;
  }

  private machine(deployment: Deployment, place: DeployedPlace, planner: CfnFunction): CfnStateMachine {
    const logs = this.logGroup('Logs');
    const role = this.role('Role', 'states.amazonaws.com', [
      ...runStatements(deployment, place).map((statement) => PolicyStatement.fromJson(statement)),
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [planner.attrArn] }),
      // Deliveries of logs belong to the account: Step Functions takes a star only.
      new PolicyStatement({
        actions: [
          ...['logs:CreateLogDelivery', 'logs:GetLogDelivery', 'logs:UpdateLogDelivery', 'logs:DeleteLogDelivery'],
          ...['logs:ListLogDeliveries', 'logs:PutResourcePolicy', 'logs:DescribeResourcePolicies'],
          'logs:DescribeLogGroups',
        ],
        resources: ['*'],
      }),
    ]);
    const definition = rollupStateMachine({
      partition: place.partition,
      functionArn: planner.attrArn,
      workgroup: workgroupName(deployment.name),
    });
    const machine = new CfnStateMachine(this, 'Rollup', {
      // CloudFormation would name it without its stack's name, which policies go by.
      stateMachineName: stateMachineName(deployment.name),
      roleArn: role.roleArn,
      definitionString: Stack.of(this).toJsonString(definition),
      loggingConfiguration: {
        level: 'ALL',
        // Statements and addresses are in the execution's history, for whoever may read that.
        includeExecutionData: false,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: logs.attrArn } }],
      },
    });
    machine.node.addDependency(role.node.findChild('DefaultPolicy'));
    return machine;
  }

  /** Twenty minutes past: by then nearly all records of the hour are delivered, and the rest makes it again. */
  private scheduleOf(deployment: Deployment, machine: CfnStateMachine): CfnRule {
    const role = this.role('ScheduleRole', 'events.amazonaws.com', [
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [machine.attrArn] }),
    ]);
    return new CfnRule(this, 'Schedule', {
      description: 'ZoneFlow: roll hours up',
      scheduleExpression: 'cron(20 * * * ? *)',
      state: 'ENABLED',
      targets: [
        {
          id: 'Rollup',
          arn: machine.attrArn,
          roleArn: role.roleArn,
          input: JSON.stringify(scheduledInput(deployment)),
        },
      ],
    });
  }

  private alarms({ name, alarmTopics }: Deployment, machine: CfnStateMachine): void {
    const of = {
      namespace: 'AWS/States',
      dimensions: [{ name: 'StateMachineArn', value: machine.attrArn }],
      statistic: 'Sum',
      alarmActions: [...alarmTopics],
      okActions: [...alarmTopics],
      threshold: 1,
    };
    for (const metricName of ['ExecutionsFailed', 'ExecutionsTimedOut']) {
      new CfnAlarm(this, metricName, {
        ...of,
        metricName,
        alarmDescription: `ZoneFlow ${name}: hours were not rolled up; the execution's history says why. Questions read them from records meanwhile`,
        period: 3600,
        evaluationPeriods: 1,
        comparisonOperator: 'GreaterThanOrEqualToThreshold',
        treatMissingData: 'notBreaching',
      });
    }
    new CfnAlarm(this, 'Ages', {
      ...of,
      metricName: 'ExecutionsSucceeded',
      alarmDescription: `ZoneFlow ${name}: nothing was rolled up for three hours`,
      period: 3 * 3600,
      evaluationPeriods: 1,
      comparisonOperator: 'LessThanThreshold',
      treatMissingData: 'breaching',
    });
  }

  private role(id: string, service: string, statements: readonly PolicyStatement[]): Role {
    const role = new Role(this, id, { assumedBy: new ServicePrincipal(service) });
    statements.forEach((statement) => role.addToPolicy(statement));
    return role;
  }

  private logGroup(id: string): CfnLogGroup {
    const logs = new CfnLogGroup(this, id, { retentionInDays: 14 });
    logs.applyRemovalPolicy(RemovalPolicy.DESTROY);
    return logs;
  }
}
