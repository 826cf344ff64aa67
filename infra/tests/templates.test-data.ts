/** Templates of a deployment, made in memory. */
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import cdk from '../cdk.json';
import { parseDeployment, type Deployment } from '../deployment/settings';
import { deployStacks } from '../deployment/stacks';

export const smallest = { clusterName: 'shop', vpcId: 'vpc-0123456789abcdef0' };

/** Every way of deploying, by its name: each must be clean. */
export const variants = {
  'one VPC': smallest,
  'two subnets': { clusterName: 'shop', subnetIds: 'subnet-0123456789abcdef0,subnet-0123456789abcdef1' },
  'an interface': { clusterName: 'shop', interfaceIds: 'eni-0123456789abcdef0', nextHop: 'false' },
  'an existing flow log': {
    clusterName: 'shop',
    flowLogLocation: 's3://central-logs/vpc/AWSLogs/',
    flowLogFields: '${az-id} ${flow-direction} ${pkt-srcaddr} ${pkt-dstaddr} ${start} ${bytes}',
    flowLogFiles: 'text',
    flowLogHive: 'false',
    flowLogAccounts: '111122223333,444455556666',
    flowLogRegions: 'us-east-1',
  },
  'beside the AWS sample': {
    clusterName: 'shop',
    sampleLocation: 's3://cdkeksinterazvisibility-vpcflowlogs',
  },
  'two clusters, a pod collects': { ...smallest, name: 'two', clusterName: 'shop,pay', collector: 'pod' },
  'a function collects': { ...smallest, collector: 'lambda', keepData: 'false' },
  'a function in the VPC collects': {
    ...smallest,
    collector: 'lambda',
    collectorVpcId: 'vpc-0123456789abcdef0',
    collectorSubnetIds: 'subnet-0123456789abcdef0,subnet-0123456789abcdef1',
    clusterSecurityGroupIds: 'sg-0123456789abcdef0',
    alarmTopics: 'arn:aws:sns:us-east-1:111122223333:on-call',
  },
  'hours rolled up': { ...smallest, rollup: 'true' },
  'Grafana in another account': {
    ...smallest,
    grafanaPrincipal: 'arn:aws:iam::999988887777:role/grafana',
    externalId: 'shop-42',
    readerRoles: 'arn:aws:iam::111122223333:role/own-collector',
  },
} satisfies Record<string, Record<string, string>>;

export interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
  DeletionPolicy?: string;
  DependsOn?: string[];
}

export interface StackTemplate {
  stackName: string;
  resources: Record<string, Resource>;
  template: Template;
}

export interface Deployed {
  app: App;
  deployment: Deployment;
  stacks: StackTemplate[];
}

export function deploy(context: Readonly<Record<string, unknown>>): Deployed {
  const outdir = mkdtempSync(join(tmpdir(), 'zoneflow-synthesized-'));
  try {
    const app = new App({ analyticsReporting: false, context: cdk.context, outdir });
    const deployment = parseDeployment(context);
    // The code itself is in functions/bundle.test.ts: making it takes seconds.
    const functionCode = (): string => join(__dirname, '..', 'functions');
    const stacks = deployStacks(app, deployment, { functionCode }).map((stack) => {
      const template = Template.fromStack(stack);
      const { Resources = {} } = template.toJSON() as { Resources?: Record<string, Resource> };
      return { stackName: stack.stackName, resources: Resources, template };
    });
    return { app, deployment, stacks };
  } finally {
    // Templates are held in memory.
    rmSync(outdir, { recursive: true });
  }
}

export function resourcesOf({ stacks }: Deployed, type: string): Resource[] {
  return stacks.flatMap(({ resources }) => Object.values(resources)).filter(({ Type }) => Type === type);
}

export function propertiesOf(deployed: Deployed, type: string): Array<Record<string, unknown>> {
  return resourcesOf(deployed, type).map(({ Properties = {} }) => Properties);
}

/** A value of a template as one text: what CloudFormation puts in stands as `<name>`. */
export function plain(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  if (typeof value === 'object' && value !== null) {
    const [name = '', of]: [string?, unknown?] = Object.entries(value)[0] ?? [];
    if (name === 'Fn::Join' && Array.isArray(of)) {
      const [separator, parts] = of as [string, unknown[]];
      return parts.map(plain).join(separator);
    }
    if (name === 'Ref' || name === 'Fn::ImportValue') {
      return `<${plain(of)}>`;
    }
    if (name === 'Fn::GetAtt' && Array.isArray(of)) {
      return `<${of.join('.')}>`;
    }
  }
  return JSON.stringify(value);
}
