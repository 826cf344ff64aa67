/** Who may read the clusters: the collector's role, and access entries that put readers into one Kubernetes group. */
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnAccessEntry, CfnPodIdentityAssociation } from 'aws-cdk-lib/aws-eks';
import { PolicyStatement, Role, ServicePrincipal, SessionTagsPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { collectorGroup } from '../../backend/kubernetes/api/least-rights';
import type { Deployment } from '../deployment/settings';
import { collectStatements } from '../policies/sizes';

export interface ClusterAccessProps {
  deployment: Deployment;
  historyLocation: string;
}

export class ClusterAccess extends Construct {
  readonly collectorRole: Role | null;

  constructor(scope: Construct, id: string, { deployment, historyLocation }: ClusterAccessProps) {
    super(scope, id);
    const { clusters, collector, readers } = deployment;
    this.collectorRole = this.roleOf(deployment, historyLocation);
    if (collector.type === 'pod' && this.collectorRole !== null) {
      for (const cluster of clusters) {
        // Its rights in the cluster are those of its service account: it needs no access entry.
        new CfnPodIdentityAssociation(this, `PodIdentity-${cluster}`, {
          clusterName: cluster,
          namespace: collector.namespace,
          serviceAccount: collector.serviceAccount,
          roleArn: this.collectorRole.roleArn,
        });
      }
    }
    const own =
      collector.type === 'lambda' && this.collectorRole !== null
        ? [{ name: 'Collector', arn: this.collectorRole.roleArn }]
        : [];
    const others = readers.map((arn) => ({ name: arn.replace(/^.*:\d*:/, ''), arn }));
    for (const cluster of clusters) {
      for (const reader of [...own, ...others]) {
        // No access policy of EKS: those for viewing hold more than pods, and none but the administrator's holds nodes.
        new CfnAccessEntry(this, `Access-${cluster}-${reader.name}`, {
          clusterName: cluster,
          principalArn: reader.arn,
          kubernetesGroups: [collectorGroup],
          type: 'STANDARD',
        });
      }
    }
    new CfnOutput(Stack.of(this), 'KubernetesGroup', {
      value: collectorGroup,
      description: 'Group that infra/kubernetes/access lets list and watch pods and nodes',
    });
  }

  private roleOf(deployment: Deployment, historyLocation: string): Role | null {
    const { collector, clusters } = deployment;
    if (collector.type === 'none') {
      return null;
    }
    const role = new Role(this, 'CollectorRole', {
      description: `ZoneFlow: collector of ${clusters.join(', ')}`,
      assumedBy:
        collector.type === 'lambda'
          ? new ServicePrincipal('lambda.amazonaws.com')
          : new SessionTagsPrincipal(new ServicePrincipal('pods.eks.amazonaws.com')),
    });
    const stack = Stack.of(this);
    const { partition, account, region } = stack;
    const statements = collectStatements(deployment, {
      ...{ partition, account, region, historyLocation },
      // A collector neither asks nor reads flow records.
      ...{ flowLogLocation: '', resultLocation: '' },
    });
    statements.forEach((statement) => role.addToPolicy(PolicyStatement.fromJson(statement)));
    new CfnOutput(stack, 'CollectorRoleArn', { value: role.roleArn, description: 'Role of the collector' });
    return role;
  }
}
