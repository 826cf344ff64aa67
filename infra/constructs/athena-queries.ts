/** Where questions run: an Athena workgroup with its results, and the policies of whoever asks. */
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { ArnPrincipal, ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { provisioningYaml } from '../deployment/data-source';
import { workgroupName } from '../deployment/names';
import type { Deployment } from '../deployment/settings';
import { managedPolicy } from '../policies/managed-policy';
import { policyStatements, type DeployedPlace } from '../policies/sizes';
import { privateBucket } from './private-bucket';

export interface AthenaQueriesProps {
  deployment: Deployment;
  flowLogLocation: string;
  historyLocation: string;
}

export class AthenaQueries extends Construct {
  readonly resultLocation: string;

  constructor(scope: Construct, id: string, props: AthenaQueriesProps) {
    super(scope, id);
    const { deployment, flowLogLocation, historyLocation } = props;
    const stack = Stack.of(this);
    const { partition, account, region } = stack;
    const results = privateBucket(this, 'Results', {
      expireDays: deployment.resultDays,
      keepData: deployment.keepData,
    });
    const resultLocation = `s3://${results.bucketName}/`;
    this.resultLocation = resultLocation;
    new CfnWorkGroup(this, 'Workgroup', {
      name: workgroupName(deployment.name),
      description: `ZoneFlow: ${deployment.clusters.join(', ')}`,
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: deployment.scanLimitBytes,
        resultConfiguration: {
          outputLocation: resultLocation,
          expectedBucketOwner: account,
          encryptionConfiguration: { encryptionOption: 'SSE_S3' },
        },
      },
    });
    const place: DeployedPlace = { partition, account, region, flowLogLocation, historyLocation, resultLocation };
    const policyArns = policies.map(({ size, id: policyId, description }) => {
      const statements = policyStatements(size, deployment, place);
      const { ref } = managedPolicy(this, policyId, { description, statements });
      new CfnOutput(stack, `${policyId}Arn`, { value: ref, description });
      return { size, arn: ref };
    });
    const role = this.dataSourceRole(
      deployment,
      policyArns.filter(({ size }) => size === 'doctor').map(({ arn }) => arn)
    );
    new CfnOutput(stack, 'Provisioning', {
      value: provisioningYaml(deployment, { region, roleArn: role?.roleArn }),
      description: 'File for provisioning/datasources of Grafana',
    });
  }

  /** The doctor's size holds that of questions: Save and test then names what is wrong. */
  private dataSourceRole({ grafana, clusters }: Deployment, policyArns: readonly string[]): Role | null {
    if (grafana === null) {
      return null;
    }
    const role = new Role(this, 'DataSourceRole', {
      description: `ZoneFlow: data source over ${clusters.join(', ')}`,
      assumedBy: new ArnPrincipal(grafana.principal),
      ...(grafana.externalId !== undefined && { externalIds: [grafana.externalId] }),
      managedPolicies: policyArns.map((arn, index) => ManagedPolicy.fromManagedPolicyArn(this, `Of-${index}`, arn)),
    });
    new CfnOutput(Stack.of(this), 'DataSourceRoleArn', {
      value: role.roleArn,
      description: 'Role that the data source assumes',
    });
    return role;
  }
}

const policies = [
  { size: 'query', id: 'QueryPolicy', description: 'ZoneFlow: ask questions' },
  { size: 'collect', id: 'CollectPolicy', description: 'ZoneFlow: ask questions and collect pod history' },
  { size: 'doctor', id: 'DoctorPolicy', description: 'ZoneFlow: ask questions and look at the setup' },
] as const;
