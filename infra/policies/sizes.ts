/** IAM policies in four sizes: to ask, to ask and collect, to let the doctor look, to deploy. Each stands alone. Pure. */
import { leastPolicy, type PolicyPlace, type PolicyStatement } from '../../backend/doctor/iam-policy';
import { dataSourceSettings } from '../deployment/data-source';
import type { Deployment } from '../deployment/settings';
import { deployStatements } from './deploy';

export const policySizes = ['query', 'collect', 'doctor', 'deploy'] as const;
export type PolicySize = (typeof policySizes)[number];

export interface DeployedPlace extends PolicyPlace {
  flowLogLocation: string;
  historyLocation: string;
  resultLocation: string;
}

/** What questions do without: the doctor's own looks. */
const lookStatements: ReadonlySet<string> = new Set(['LookAtSetup', 'Clusters']);

export function policyStatements(size: PolicySize, deployment: Deployment, place: DeployedPlace): PolicyStatement[] {
  switch (size) {
    case 'query':
      return queryStatements(deployment, place);
    case 'collect':
      return [...queryStatements(deployment, place), ...collectStatements(deployment, place)];
    case 'doctor':
      return doctorStatements(deployment, place);
    case 'deploy':
      return deployStatements(deployment.name, place);
  }
}

export function queryStatements(deployment: Deployment, place: DeployedPlace): PolicyStatement[] {
  return doctorStatements(deployment, place).filter(({ Sid }) => !lookStatements.has(Sid));
}

/** Of a collector that does nothing else: find the cluster, list what holds addresses, read and write history. */
export function collectStatements(
  { clusters }: Deployment,
  { partition, account, region, historyLocation }: DeployedPlace
): PolicyStatement[] {
  const history = `arn:${partition}:s3:::${historyLocation.replace(/^s3:\/\//, '')}`;
  return [
    {
      Sid: 'FindClusters',
      Effect: 'Allow',
      Action: ['eks:DescribeCluster'],
      Resource: clusters.map((cluster) => `arn:${partition}:eks:${region}:${account}:cluster/${cluster}`),
    },
    { Sid: 'ListHistory', Effect: 'Allow', Action: ['s3:ListBucket'], Resource: [history] },
    {
      Sid: 'WriteHistory',
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      Resource: [`${history}/*`],
    },
    {
      // EC2 knows no resources for these: they can be had with a star only.
      Sid: 'ListInterfaces',
      Effect: 'Allow',
      Action: [
        ...['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'],
        ...['ec2:DescribeVpcEndpoints', 'ec2:DescribeNatGateways'],
      ],
      Resource: ['*'],
    },
  ];
}

/** As `zoneflow doctor` prints it for these settings. */
function doctorStatements(deployment: Deployment, place: DeployedPlace): PolicyStatement[] {
  const policy = leastPolicy(dataSourceSettings(deployment), {
    ...place,
    dataLocations: [place.flowLogLocation, place.historyLocation],
  });
  return policy?.Statement ?? [];
}
