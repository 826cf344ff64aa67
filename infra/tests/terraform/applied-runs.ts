/** What each run of terraform/tests makes, beside what the CDK app makes of the same inputs. */
import type { DeployedPlace } from '../../policies/sizes';
import { deploy, plain, type Deployed } from '../templates.test-data';
import type { TerraformRuns } from './run-terraform';

const vpcId = 'vpc-0123456789abcdef0';

/** Inputs of the CDK app, as those of the run of that name. */
export const contexts = {
  one_vpc: {
    ...{ clusterName: 'shop', vpcId },
    grafanaPrincipal: 'arn:aws-cn:iam::999988887777:role/grafana',
    externalId: 'shop-42',
  },
  an_existing_flow_log_and_a_pod_that_collects: {
    clusterName: 'shop',
    flowLogLocation: 's3://central-logs/vpc/AWSLogs/',
    flowLogFields: '${az-id} ${flow-direction} ${pkt-srcaddr} ${pkt-dstaddr} ${start} ${bytes}',
    flowLogFiles: 'text',
    flowLogHive: 'false',
    flowLogAccounts: '111122223333,444455556666',
    flowLogRegions: 'us-east-1',
    collector: 'pod',
  },
  a_function_in_the_vpc_collects: {
    ...{ name: 'two', clusterName: 'shop,pay', vpcId },
    collector: 'lambda',
    collectorVpcId: vpcId,
    collectorSubnetIds: 'subnet-0123456789abcdef0,subnet-0123456789abcdef1',
    clusterSecurityGroupIds: 'sg-0123456789abcdef0',
    alarmTopics: 'arn:aws-cn:sns:cn-north-1:111122223333:on-call',
  },
  hours_rolled_up: {
    ...{ clusterName: 'shop', vpcId },
    rollup: 'true',
    grafanaPrincipal: 'arn:aws-cn:iam::999988887777:role/grafana',
  },
  hours_rolled_up_beside_a_collector: {
    ...{ name: 'nineteen-characters', clusterName: 'shop,pay', vpcId },
    ...{ collector: 'lambda', rollup: 'true' },
    alarmTopics: 'arn:aws-cn:sns:cn-north-1:111122223333:on-call',
  },
} satisfies Record<string, Record<string, string>>;

export type Run = keyof typeof contexts;
export const runs: readonly Run[] = [
  ...(['one_vpc', 'an_existing_flow_log_and_a_pod_that_collects', 'a_function_in_the_vpc_collects'] as const),
  ...(['hours_rolled_up', 'hours_rolled_up_beside_a_collector'] as const),
];

export type Values = Record<string, unknown>;

export interface Applied {
  /** Of the resources of a type; with an index, of the one in `for_each` that has it. */
  values: (run: Run, type: string, index?: string | number) => Values[];
  outputs: (run: Run) => Values;
  /** The same by the CDK app. */
  stacks: (run: Run) => Deployed;
  place: (run: Run) => DeployedPlace;
  /** A value of a template, with what CloudFormation puts in as it is called in the simulated AWS. */
  filled: (run: Run, value: unknown) => string;
}

/** @param ofTerraform asked within tests only: by then Terraform has run */
export function appliedRuns(ofTerraform: () => TerraformRuns): Applied {
  const deployed = new Map<Run, Deployed>();
  const resources = (run: Run) => ofTerraform().states.get(run)?.resources ?? [];
  const values: Applied['values'] = (run, type, index) =>
    resources(run)
      .filter((resource) => resource.type === type && (index === undefined || resource.index === index))
      .map((resource) => resource.values);
  const bucket = (run: Run, index: string): string => String(values(run, 'aws_s3_bucket', index)[0]?.['bucket']);
  return {
    values,
    outputs: (run) => ofTerraform().states.get(run)?.outputs ?? {},
    stacks: (run) => {
      const made = deployed.get(run) ?? deploy(contexts[run]);
      deployed.set(run, made);
      return made;
    },
    place: (run) => ({
      ...{ partition: 'aws-cn', account: '111122223333', region: 'cn-north-1' },
      flowLogLocation: run.startsWith('an_existing') ? 's3://central-logs/vpc' : `s3://${bucket(run, 'flows')}`,
      historyLocation: `s3://${bucket(run, 'history')}`,
      resultLocation: `s3://${bucket(run, 'results')}/`,
    }),
    filled: (run, value) =>
      [
        ...simulated,
        [/<[^>]*\bFlowLog:[^>]*>/g, bucket(run, 'flows')] as const,
        [/<[^>]*\bHistory[^>]*>/g, bucket(run, 'history')] as const,
        [/<[^>]*:ExportsOutputRefHistory[^>]*>/g, bucket(run, 'history')] as const,
        [/<[^>]*:ExportsOutputRefResults[^>]*>/g, bucket(run, 'results')] as const,
      ].reduce((text, [name, by]) => text.replaceAll(name, by), plain(value)),
  };
}

/** As terraform/tests/aws has it. */
const simulated: ReadonlyArray<readonly [RegExp, string]> = [
  [/<AWS::Partition>/g, 'aws-cn'],
  [/<AWS::AccountId>/g, '111122223333'],
  [/<AWS::Region>/g, 'cn-north-1'],
  [/<Planner\.Arn>/g, 'arn:aws-cn:lambda:cn-north-1:111122223333:function:made'],
  [/<Rollup\.Arn>/g, 'arn:aws-cn:states:cn-north-1:111122223333:stateMachine:made'],
  [/<\w*Logs\w*\.Arn>/g, 'arn:aws-cn:logs:cn-north-1:111122223333:log-group:made:*'],
  [/<\w*Failed\w*\.Arn>/g, 'arn:aws-cn:sqs:cn-north-1:111122223333:made'],
];
