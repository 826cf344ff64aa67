/** What a deployment is made of: the app's context (`npx cdk deploy -c clusterName=shop -c vpcId=vpc-…`), parsed once. */
import * as z from 'zod';
import { count, flag, idsOf, list } from './context-values';
import { flowLogContext, flowLogOf, type ExistingFlowLog, type NewFlowLog } from './flow-log-settings';
import { WrongInput } from './wrong-input';

export interface Deployment {
  /** What every name begins with, so that one account holds many: lower-case letters, digits and hyphens. */
  name: string;
  clusters: readonly string[];
  flowLog: NewFlowLog | ExistingFlowLog;
  /** Whether it reads the flow log of the AWS sample: one stack, which is to be removed with the sample. */
  isBesideSample: boolean;
  /** `2026-01-31`: nothing is looked for before. */
  firstDay: string;
  resultDays: number;
  /** A statement that would read more is stopped. */
  scanLimitBytes: number;
  /** False: buckets go with their stacks, once they are empty. */
  keepData: boolean;
  /** Who may take the data source's role; null makes no role. */
  grafana: { principal: string; externalId: string | undefined } | null;
  /** Roles of other collectors that may read the clusters. */
  readers: readonly string[];
  collector: Collector;
  /** Whether hours are summed up, which long ranges of large networks need. */
  rollup: boolean;
  /** SNS topics that alarms tell. */
  alarmTopics: readonly string[];
}

export type Collector =
  | { type: 'none' }
  /** A pod in the cluster, by EKS Pod Identity. */
  | { type: 'pod'; namespace: string; serviceAccount: string }
  /** Without a network the function reaches public endpoints only. */
  | { type: 'lambda'; minutes: number; inventoryMinutes: number; network: CollectorNetwork | null };

export interface CollectorNetwork {
  vpcId: string;
  subnetIds: readonly string[];
  /** Groups of the clusters that are to let the function in; empty where somebody else sees to that. */
  clusterSecurityGroupIds: readonly string[];
}

const role = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/.+$|^arn:aws[a-z-]*:iam::\d{12}:root$/,
    'must be the ARN of a role, a user or an account (…:root)'
  );

const ofGigabytes = 'must be a number from 0.01 to 1000000';

const contextSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,29}$/, 'must be up to 30 lower-case letters, digits and hyphens, a letter first')
    .optional(),
  clusterName: list.pipe(z.array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, 'is no name of an EKS cluster'))),
  ...flowLogContext,
  firstDay: z.iso.date('must be a day such as 2026-01-31').default('2026-01-01'),
  resultDays: count(1, 365).default(7),
  scanLimitGb: z.coerce.number(ofGigabytes).min(0.01, ofGigabytes).max(1_000_000, ofGigabytes).default(200),
  keepData: flag.default(true),
  grafanaPrincipal: role.optional(),
  externalId: z.string().min(2).optional(),
  readerRoles: list.pipe(z.array(role)).optional(),
  collector: z.enum(['none', 'pod', 'lambda']).optional(),
  collectorMinutes: count(1, 60).default(1),
  collectorVpcId: idsOf('vpc').optional(),
  collectorSubnetIds: idsOf('subnet').optional(),
  clusterSecurityGroupIds: idsOf('sg').optional(),
  inventoryMinutes: count(1, 60).default(15),
  rollup: flag.optional(),
  alarmTopics: list
    .pipe(z.array(z.string().regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:.+$/, 'must be the ARN of an SNS topic')))
    .optional(),
  collectorNamespace: z.string().default('zoneflow'),
  collectorServiceAccount: z.string().default('zoneflow-collector'),
});
type Context = z.infer<typeof contextSchema>;

/** What `-c` takes, but for what deploymentContext reads itself. */
export const inputNames: readonly string[] = Object.keys(contextSchema.shape);

/** Beside the history: it lives as long. */
export function rollupLocation(historyLocation: string): string {
  return `${historyLocation}/rollup`;
}

/** @throws WrongInput that names every wrong member, and every one that is none, for whoever typed it */
export function parseDeployment(context: Readonly<Record<string, unknown>>): Deployment {
  const parsed = contextSchema.safeParse(context);
  if (!parsed.success) {
    throw new WrongInput(
      `The deployment cannot be made:\n${parsed.error.issues.flatMap((issue) => sentences(issue, context)).join('\n')}`
    );
  }
  const given = parsed.data;
  const isBesideSample = given.sampleLocation !== undefined;
  const cluster = given.clusterName[0]?.toLowerCase().replaceAll('_', '-') ?? '';
  // The cluster's own name stays free for the deployment that follows.
  const name = given.name ?? (isBesideSample ? `${cluster}-sample` : cluster);
  if (!/^[a-z][a-z0-9-]{0,29}$/.test(name)) {
    throw new WrongInput(`-c name: give one, as the cluster's (${name}) does not fit the names of AWS resources`);
  }
  return {
    name,
    clusters: given.clusterName,
    flowLog: flowLogOf(given),
    isBesideSample,
    firstDay: given.firstDay,
    resultDays: given.resultDays,
    scanLimitBytes: Math.round(given.scanLimitGb * 1_000_000_000),
    keepData: given.keepData,
    grafana: grafanaOf(given),
    readers: given.readerRoles ?? [],
    collector: collectorOf(given),
    rollup: given.rollup ?? isBesideSample,
    alarmTopics: given.alarmTopics ?? [],
  };
}

function sentences(issue: z.core.$ZodIssue, context: Readonly<Record<string, unknown>>): string[] {
  if (issue.code !== 'unrecognized_keys') {
    const input = issue.path[0]?.toString() ?? '';
    return [`-c ${input}: ${context[input] === undefined ? 'is needed' : issue.message}`];
  }
  return issue.keys.map((key) => {
    const meant = Object.keys(contextSchema.shape).find((known) => known.toLowerCase() === key.toLowerCase());
    return `-c ${key}: there is no such input; ${meant === undefined ? 'infra/README.md lists them' : `it is ${meant}`}`;
  });
}

function grafanaOf({ grafanaPrincipal, externalId }: Context): Deployment['grafana'] {
  if (grafanaPrincipal === undefined && externalId !== undefined) {
    throw new WrongInput('-c externalId: it belongs to a role; give -c grafanaPrincipal too');
  }
  return grafanaPrincipal === undefined ? null : { principal: grafanaPrincipal, externalId };
}

function collectorOf(given: Context): Collector {
  const { collectorVpcId, collectorSubnetIds, sampleLocation } = given;
  if ((collectorVpcId === undefined) !== (collectorSubnetIds === undefined) || (collectorVpcId?.length ?? 1) !== 1) {
    throw new WrongInput('-c collectorVpcId, collectorSubnetIds: a function in a VPC needs both, of one VPC');
  }
  // What the sample lacks is the point of standing beside it.
  const collector = given.collector ?? (sampleLocation === undefined ? 'none' : 'lambda');
  switch (collector) {
    case 'none':
      return { type: 'none' };
    case 'pod':
      return { type: 'pod', namespace: given.collectorNamespace, serviceAccount: given.collectorServiceAccount };
    case 'lambda': {
      const vpcId = collectorVpcId?.[0];
      const network =
        vpcId !== undefined && collectorSubnetIds !== undefined
          ? { vpcId, subnetIds: collectorSubnetIds, clusterSecurityGroupIds: given.clusterSecurityGroupIds ?? [] }
          : null;
      return { type: 'lambda', minutes: given.collectorMinutes, inventoryMinutes: given.inventoryMinutes, network };
    }
  }
}
