/** Functions that keep the history: pods and nodes of the clusters by the minute, interfaces and subnets by the quarter of an hour. */
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnSecurityGroup, CfnSecurityGroupIngress } from 'aws-cdk-lib/aws-ec2';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import type { Collector, Deployment } from '../deployment/settings';
import { ScheduledFunction } from './scheduled-function';

export interface CollectorStackProps extends StackProps {
  deployment: Deployment;
  collector: Extract<Collector, { type: 'lambda' }>;
  role: Role;
  historyLocation: string;
  /** Folder of the bundle (functions/bundle.ts). */
  codeFolder: string;
}

export class CollectorStack extends Stack {
  constructor(scope: Construct, id: string, props: CollectorStackProps) {
    const { deployment, collector, role, historyLocation, codeFolder, ...stackProps } = props;
    super(scope, id, { ...stackProps, description: 'ZoneFlow: functions that keep pod history and inventory' });
    const { clusters, flowLog } = deployment;
    const vpcs = flowLog.type === 'new' && flowLog.on === 'VPC' ? flowLog.ids : [];
    const shared = {
      code: new Asset(this, 'Code', { path: codeFolder }),
      role,
      alarmTopics: deployment.alarmTopics,
    };
    new ScheduledFunction(this, 'Pods', {
      ...shared,
      description: `ZoneFlow: pods and nodes of ${clusters.join(', ')}`,
      handler: 'collect.handler',
      minutes: collector.minutes,
      timeoutSeconds: 120,
      // Twice what 5,000 pods take; a processor's share goes with it.
      memoryMb: 512,
      environment: { ZONEFLOW_CLUSTERS: clusters.join(','), ZONEFLOW_HISTORY: historyLocation },
      network: this.network(deployment, collector.network),
    });
    // EC2 is asked, which answers anywhere: no network is needed, whatever the cluster's endpoint is.
    new ScheduledFunction(this, 'Inventory', {
      ...shared,
      description: `ZoneFlow: interfaces and subnets around ${clusters.join(', ')}`,
      handler: 'inventory.handler',
      minutes: collector.inventoryMinutes,
      timeoutSeconds: 120,
      memoryMb: 512,
      environment: { ZONEFLOW_VPCS: vpcs.join(','), ZONEFLOW_HISTORY: historyLocation },
      network: null,
    });
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
    new CfnOutput(this, 'CollectorSecurityGroup', {
      value: group.attrGroupId,
      description: 'Group that the clusters’ security groups let in on port 443',
    });
    return { subnetIds: network.subnetIds, securityGroupId: group.attrGroupId };
  }
}
