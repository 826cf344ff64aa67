/** Which flow log a deployment reads: a new one, one that is there, or that of the AWS sample. Pure. */
import * as z from 'zod';
import { recommendedFormat } from '../../backend/doctor/flow-log-checks';
import { count, flag, idsOf, list } from './context-values';
import { WrongInput } from './wrong-input';

export interface NewFlowLog {
  type: 'new';
  on: 'VPC' | 'Subnet' | 'NetworkInterface';
  ids: readonly string[];
  fields: readonly string[];
  retentionDays: number;
  /** Whether it may stand beside another in S3. */
  isSecond: boolean;
}

/** What of a flow log says how its files are read. */
export interface FlowLogLayout {
  fields: readonly string[];
  files: 'parquet' | 'text';
  hive: boolean;
  hourly: boolean;
}

/** One that is there already, here or in another account: only tables over its files are made. */
export interface ExistingFlowLog extends FlowLogLayout {
  type: 'existing';
  /** Folder above `AWSLogs/`. */
  location: string;
  /** Empty: the account and the region of the stacks. */
  accounts: readonly string[];
  regions: readonly string[];
}

const location = z
  .string()
  .regex(/^s3:\/\/[^/]+/, 'must begin with s3:// and a bucket')
  .transform((given) => given.replace(/\/+$/, '').replace(/\/AWSLogs$/, ''))
  .optional();

/** `${az-id} ${bytes}` as DescribeFlowLogs shows it, or `az-id bytes`. */
export function fieldsOf(format: string): string[] {
  return format
    .trim()
    .split(/\s+/)
    .map((field) => field.replace(/^\$\{(.*)\}$/, '$1'));
}

/** Of those without which no question can be answered. */
export function missingFields(fields: readonly string[]): string[] {
  return ['pkt-srcaddr', 'pkt-dstaddr', 'start', 'bytes'].filter((field) => !fields.includes(field));
}

/** What is taken for granted of an existing flow log: it is as a new one. */
export const defaultLayout: FlowLogLayout = {
  fields: fieldsOf(recommendedFormat),
  files: 'parquet',
  hive: true,
  hourly: true,
};

/** Members of the context. */
export const flowLogContext = {
  vpcId: idsOf('vpc').optional(),
  subnetIds: idsOf('subnet').optional(),
  interfaceIds: idsOf('eni').optional(),
  nextHop: flag.default(true),
  secondFlowLog: flag.default(false),
  retentionDays: count(1, 3650).default(90),
  flowLogLocation: location,
  sampleLocation: location,
  flowLogFields: z.string().default(recommendedFormat),
  flowLogFiles: z.enum(['parquet', 'text']).default(defaultLayout.files),
  flowLogHive: flag.default(defaultLayout.hive),
  flowLogHourly: flag.default(defaultLayout.hourly),
  flowLogAccounts: list.pipe(z.array(z.string().regex(/^\d{12}$/, 'must be 12 digits'))).optional(),
  flowLogRegions: list.pipe(z.array(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region'))).optional(),
};
type FlowLogContext = z.infer<z.ZodObject<typeof flowLogContext>>;

/** Names where packets go next, which flow logs know since version 11 (June 2026), not yet in every partition. */
const nextHopFields = ['next-hop-az-id', 'next-hop-interface-type', 'next-hop-vpc-id'];

/** @throws WrongInput, for whoever typed it */
export function flowLogOf(given: FlowLogContext): NewFlowLog | ExistingFlowLog {
  const { vpcId, subnetIds, interfaceIds, flowLogLocation, sampleLocation } = given;
  const chosen = [vpcId, subnetIds, interfaceIds, flowLogLocation, sampleLocation].filter((each) => each !== undefined);
  if (chosen.length !== 1) {
    throw new WrongInput(
      'Give one of -c vpcId, subnetIds, interfaceIds (a flow log is made of them), flowLogLocation (one is there) or sampleLocation (that of the AWS sample)'
    );
  }
  if (flowLogLocation !== undefined) {
    return {
      type: 'existing',
      location: flowLogLocation,
      fields: usableFields(given.flowLogFields),
      files: given.flowLogFiles,
      hive: given.flowLogHive,
      hourly: given.flowLogHourly,
      accounts: given.flowLogAccounts ?? [],
      regions: given.flowLogRegions ?? [],
    };
  }
  if (sampleLocation !== undefined) {
    return { ...flowLogOfSample, location: sampleLocation };
  }
  const fields = [...defaultLayout.fields, ...(given.nextHop ? nextHopFields : [])];
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

function usableFields(format: string): string[] {
  const fields = fieldsOf(format);
  const missing = missingFields(fields);
  if (missing.length > 0) {
    throw new WrongInput(
      `-c flowLogFields: without ${missing.join(', ')} no question can be answered; make a flow log that has them (-c vpcId)`
    );
  }
  return fields;
}
