/** Functions that keep the history: pods and nodes of the clusters by the minute, interfaces and subnets by the quarter of an hour. */
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnSecurityGroup, CfnSecurityGroupIngress } from 'aws-cdk-lib/aws-ec2';
import type { CfnRule } from 'aws-cdk-lib/aws-events';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import type { Collector, Deployment } from '../deployment/settings';
import { functionEnvironment } from '../functions/environment';
import { ScheduledFunction } from './scheduled-function';

export interface HistoryCollectorProps {
  deployment: Deployment;
  collector: Extract<Collector, { type: 'lambda' }>;
  role: Role;
  historyLocation: string;
  /** Folder of the bundle (functions/bundle.ts). */
  codeFolder: string;
}

export class HistoryCollector extends Construct {
  private readonly schedules: readonly CfnRule[];

  constructor(scope: Construct, id: string, props: HistoryCollectorProps) {
    super(scope, id);
    const { deployment, collector, role, historyLocation, codeFolder } = props;
    const { clusters, flowLog } = deployment;
    const vpcs = flowLog.type === 'new' && flowLog.on === 'VPC' ? flowLog.ids : [];
    const shared = {
      code: new Asset(this, 'Code', { path: codeFolder }),
      role,
      timeoutSeconds: 120,
      // Twice what 5,000 pods take; a processor's share goes with it.
      memoryMb: 512,
      alarmTopics: deployment.alarmTopics,
    };
    const environment = { ...functionEnvironment, ZONEFLOW_HISTORY: historyLocation };
    const pods = new ScheduledFunction(this, 'Pods', {
      ...shared,
      description: `ZoneFlow: pods and nodes of ${clusters.join(', ')}`,
      handler: 'collect.handler',
      minutes: collector.minutes,
      environment: { ...environment, ZONEFLOW_CLUSTERS: clusters.join(',') },
      network: this.network(deployment, collector.network),
    });
    const inventory = new ScheduledFunction(this, 'Inventory', {
      ...shared,
      description: `ZoneFlow: interfaces and subnets around ${clusters.join(', ')}`,
      handler: 'inventory.handler',
      minutes: collector.inventoryMinutes,
      environment: { ...environment, ZONEFLOW_VPCS: vpcs.join(',') },
      // EC2 is asked, which answers anywhere: no network is needed, whatever the cluster's endpoint is.
      network: null,
    });
    this.schedules = [pods.schedule, inventory.schedule];
  }

  /** So that the first look is a good one. */
  lookAfter(others: Construct): void {
    this.schedules.forEach((schedule) => schedule.node.addDependency(others));
  }

  private network(
    { clusters }: Deployment,
    network: Extract<Collector, { type: 'lambda' }>['network']
  ): { subnetIds: readonly string[]; securityGroupId: string } | null {
    if (network === null) {
      return null;
    }
    const https = { ipProtocol: 'tcp', fromPort: 443, toPort: 443 };
    const group = new CfnSecurityGroup(this, 'Network', {
      vpcId: network.vpcId,
      groupDescription: `ZoneFlow: collector of ${clusters.join(' ')}`,
      securityGroupEgress: [
        { ...https, cidrIp: '0.0.0.0/0', description: 'API servers, and AWS by NAT or endpoints' },
        { ...https, cidrIpv6: '::/0', description: 'The same by IPv6' },
      ],
    });
    for (const clusterGroup of network.clusterSecurityGroupIds) {
      new CfnSecurityGroupIngress(this, `Reach-${clusterGroup}`, {
        ...https,
        groupId: clusterGroup,
        sourceSecurityGroupId: group.attrGroupId,
        description: 'ZoneFlow collector to the API server',
      });
    }
    new CfnOutput(Stack.of(this), 'CollectorSecurityGroup', {
      value: group.attrGroupId,
      description: 'Group that the clusters’ security groups let in on port 443',
    });
    return { subnetIds: network.subnetIds, securityGroupId: group.attrGroupId };
  }
}
