/** What a deployment is made of: the app's context (`npx cdk deploy -c clusterName=shop -c vpcId=vpc-…`), parsed once. */
import * as z from 'zod';
import { recommendedFormat } from '../../backend/doctor/flow-log-checks';

export interface Deployment {
  /** What every name begins with, so that one account holds many: lower-case letters, digits and hyphens. */
  name: string;
  clusters: readonly string[];
  flowLog: NewFlowLog | ExistingFlowLog;
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

export interface NewFlowLog {
  type: 'new';
  on: 'VPC' | 'Subnet' | 'NetworkInterface';
  ids: readonly string[];
  fields: readonly string[];
  retentionDays: number;
  /** Whether it may stand beside another in S3. */
  isSecond: boolean;
}

/** One that is there already, here or in another account: only tables over its files are made. */
export interface ExistingFlowLog {
  type: 'existing';
  location: string;
  fields: readonly string[];
  files: 'parquet' | 'text';
  hive: boolean;
  hourly: boolean;
  /** Empty: the account and the region of the stacks. */
  accounts: readonly string[];
  regions: readonly string[];
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

/** Names where packets go next, which flow logs know since version 11 (June 2026), not yet in every partition. */
const nextHopFields = ['next-hop-az-id', 'next-hop-interface-type', 'next-hop-vpc-id'];

const list = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === 'string' ? value.split(',') : value).map((each) => each.trim()))
  .pipe(z.array(z.string().min(1)).min(1));
const idsOf = (prefix: string) =>
  list.pipe(z.array(z.string().regex(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), `must be ${prefix}-…`)));
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]);
const count = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const role = z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/.+$|^arn:aws[a-z-]*:iam::\d{12}:root$/);

const contextSchema = z.object({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,29}$/, 'must be up to 30 lower-case letters, digits and hyphens, a letter first')
    .optional(),
  clusterName: list.pipe(z.array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, 'is no name of an EKS cluster'))),
  vpcId: idsOf('vpc').optional(),
  subnetIds: idsOf('subnet').optional(),
  interfaceIds: idsOf('eni').optional(),
  nextHop: flag.default(true),
  secondFlowLog: flag.default(false),
  retentionDays: count(1, 3650).default(90),
  flowLogLocation: z
    .string()
    .regex(/^s3:\/\/[^/]+/, 'must begin with s3:// and a bucket')
    .optional(),
  sampleLocation: z
    .string()
    .regex(/^s3:\/\/[^/]+/, 'must begin with s3:// and a bucket')
    .optional(),
  flowLogFields: z.string().default(recommendedFormat),
  flowLogFiles: z.enum(['parquet', 'text']).default('parquet'),
  flowLogHive: flag.default(true),
  flowLogHourly: flag.default(true),
  flowLogAccounts: list.pipe(z.array(z.string().regex(/^\d{12}$/, 'must be 12 digits'))).optional(),
  flowLogRegions: list.optional(),
  firstDay: z.iso.date().default('2026-01-01'),
  resultDays: count(1, 365).default(7),
  scanLimitGb: z.coerce.number().min(0.01).max(1_000_000).default(200),
  keepData: flag.default(true),
  grafanaPrincipal: role.optional(),
  externalId: z.string().min(2).optional(),
  readerRoles: list.pipe(z.array(role)).optional(),
  collector: z.enum(['none', 'pod', 'lambda']).default('none'),
  collectorMinutes: count(1, 60).default(1),
  collectorVpcId: idsOf('vpc').optional(),
  collectorSubnetIds: idsOf('subnet').optional(),
  clusterSecurityGroupIds: idsOf('sg').optional(),
  inventoryMinutes: count(1, 60).default(15),
  rollup: flag.default(false),
  alarmTopics: list
    .pipe(z.array(z.string().regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:.+$/, 'must be the ARN of an SNS topic')))
    .optional(),
  collectorNamespace: z.string().default('zoneflow'),
  collectorServiceAccount: z.string().default('zoneflow-collector'),
});
type Context = z.infer<typeof contextSchema>;

/** Members that the app reads; whatever else a context holds is the CDK's. */
export const contextKeys = Object.keys(contextSchema.shape);

/** Beside the history: it lives as long. */
export function rollupLocation(historyLocation: string): string {
  return `${historyLocation}/rollup`;
}

/** @throws Error that names every wrong member, for whoever typed it */
export function parseDeployment(context: Readonly<Record<string, unknown>>): Deployment {
  const parsed = contextSchema.safeParse(context);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => `-c ${path[0]?.toString() ?? ''}: ${message}`);
    throw new Error(`The deployment cannot be made:\n${issues.join('\n')}`);
  }
  const given = parsed.data;
  const name = given.name ?? given.clusterName[0]?.toLowerCase().replaceAll('_', '-') ?? '';
  if (!/^[a-z][a-z0-9-]{0,29}$/.test(name)) {
    throw new Error(`-c name: give one, as the cluster's (${name}) does not fit the names of AWS resources`);
  }
  return {
    name,
    clusters: given.clusterName,
    flowLog: flowLogOf(given),
    firstDay: given.firstDay,
    resultDays: given.resultDays,
    scanLimitBytes: Math.round(given.scanLimitGb * 1_000_000_000),
    keepData: given.keepData,
    grafana: grafanaOf(given),
    readers: given.readerRoles ?? [],
    collector: collectorOf(given),
    rollup: given.rollup,
    alarmTopics: given.alarmTopics ?? [],
  };
}

function flowLogOf(given: Context): Deployment['flowLog'] {
  const { vpcId, subnetIds, interfaceIds, flowLogLocation, sampleLocation } = given;
  const chosen = [vpcId, subnetIds, interfaceIds, flowLogLocation, sampleLocation].filter((each) => each !== undefined);
  if (chosen.length !== 1) {
    throw new Error(
      'Give one of -c vpcId, subnetIds, interfaceIds (a flow log is made of them), flowLogLocation (one is there) or sampleLocation (that of the AWS sample)'
    );
  }
  if (flowLogLocation !== undefined) {
    return {
      type: 'existing',
      location: folderAboveLogs(flowLogLocation),
      fields: fieldsOf(given.flowLogFields),
      files: given.flowLogFiles,
      hive: given.flowLogHive,
      hourly: given.flowLogHourly,
      accounts: given.flowLogAccounts ?? [],
      regions: given.flowLogRegions ?? [],
    };
  }
  if (sampleLocation !== undefined) {
    return { ...flowLogOfSample, location: folderAboveLogs(sampleLocation) };
  }
  const fields = [...fieldsOf(recommendedFormat), ...(given.nextHop ? nextHopFields : [])];
  const made = (on: NewFlowLog['on'], ids: readonly string[]): NewFlowLog => ({
    type: 'new',
    on,
    ids,
    fields,
    retentionDays: given.retentionDays,
    isSecond: given.secondFlowLog,
  });
  return vpcId !== undefined
    ? made('VPC', vpcId)
    : subnetIds !== undefined
      ? made('Subnet', subnetIds)
      : made('NetworkInterface', interfaceIds ?? []);
}

function folderAboveLogs(location: string): string {
  return location.replace(/\/+$/, '').replace(/\/AWSLogs$/, '');
}

/** As the AWS sample's stack makes its flow log. Its own table has no partitions; ours has, over the same files. */
const flowLogOfSample: Omit<ExistingFlowLog, 'location'> = {
  type: 'existing',
  fields: ['az-id', 'flow-direction', 'pkt-srcaddr', 'pkt-dstaddr', 'start', 'bytes'],
  files: 'parquet',
  hive: false,
  hourly: true,
  accounts: [],
  regions: [],
};

/** `${az-id} ${bytes}` as DescribeFlowLogs shows it, or `az-id bytes`. */
function fieldsOf(format: string): string[] {
  const fields = format
    .trim()
    .split(/\s+/)
    .map((field) => field.replace(/^\$\{(.*)\}$/, '$1'));
  const missing = ['pkt-srcaddr', 'pkt-dstaddr', 'start', 'bytes'].filter((field) => !fields.includes(field));
  if (missing.length > 0) {
    throw new Error(
      `-c flowLogFields: without ${missing.join(', ')} no question can be answered; make a flow log that has them (-c vpcId)`
    );
  }
  return fields;
}

function grafanaOf({ grafanaPrincipal, externalId }: Context): Deployment['grafana'] {
  if (grafanaPrincipal === undefined && externalId !== undefined) {
    throw new Error('-c externalId: it belongs to a role; give -c grafanaPrincipal too');
  }
  return grafanaPrincipal === undefined ? null : { principal: grafanaPrincipal, externalId };
}

function collectorOf(given: Context): Collector {
  const { collector, collectorVpcId, collectorSubnetIds } = given;
  if ((collectorVpcId === undefined) !== (collectorSubnetIds === undefined) || (collectorVpcId?.length ?? 1) !== 1) {
    throw new Error('-c collectorVpcId, collectorSubnetIds: a function in a VPC needs both, of one VPC');
  }
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
