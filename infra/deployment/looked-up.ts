/**
 * What a deployment would only find out at AWS, found before anything is made: outputs of `aws eks describe-cluster`,
 * `aws ec2 describe-subnets` and `aws ec2 describe-flow-logs`, held against the settings (`-c lookedUp=cluster.json,…`).
 */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import {
  defaultLayout,
  fieldsOf,
  missingFields,
  type ExistingFlowLog,
  type FlowLogLayout,
  type NewFlowLog,
} from './flow-log-settings';
import type { Deployment } from './settings';
import { WrongInput } from './wrong-input';

const clusterSchema = z.object({
  name: z.string(),
  resourcesVpcConfig: z
    .object({
      vpcId: z.string(),
      endpointPublicAccess: z.boolean(),
      publicAccessCidrs: z.array(z.string()).default([]),
    })
    .partial(),
  accessConfig: z.object({ authenticationMode: z.string() }).partial().default({}),
});
const subnetSchema = z.object({ SubnetId: z.string(), VpcId: z.string() });
const flowLogSchema = z.object({
  FlowLogId: z.string(),
  ResourceId: z.string(),
  LogDestinationType: z.string().optional(),
  LogDestination: z.string().optional(),
  LogFormat: z.string().default(''),
  DestinationOptions: z
    .object({ FileFormat: z.string(), HiveCompatiblePartitions: z.boolean(), PerHourPartition: z.boolean() })
    .partial()
    .default({}),
  FlowLogStatus: z.string().optional(),
});
type FlowLog = z.infer<typeof flowLogSchema>;
const fileSchema = z.union([
  z.object({ cluster: clusterSchema }),
  z.object({ Subnets: z.array(subnetSchema) }),
  z.object({ FlowLogs: z.array(flowLogSchema) }),
]);
type Cluster = z.infer<typeof clusterSchema>;
export type LookedUp = z.infer<typeof fileSchema>;

/** @throws WrongInput that names the file */
export function readLookedUp(files: readonly string[]): LookedUp[] {
  return files.map((file) => {
    let content: unknown;
    try {
      content = JSON.parse(readFileSync(file, 'utf8'));
    } catch (cause) {
      throw new WrongInput(
        `-c lookedUp: ${file} cannot be read as JSON: did the command that wrote it fail, as it does for an unknown cluster?`,
        { cause }
      );
    }
    const parsed = fileSchema.safeParse(content);
    if (!parsed.success) {
      throw new WrongInput(
        `-c lookedUp: ${file} is no output of aws eks describe-cluster, aws ec2 describe-subnets or aws ec2 describe-flow-logs`
      );
    }
    return parsed.data;
  });
}

/** @throws WrongInput with every finding and its remedy; what was not looked up is not judged */
export function checkLookedUp(deployment: Deployment, lookedUp: readonly LookedUp[]): void {
  const clusters = lookedUp.flatMap((each) => ('cluster' in each ? [each.cluster] : []));
  const subnets = lookedUp.flatMap((each) => ('Subnets' in each ? [each.Subnets] : []));
  const logs = lookedUp.flatMap((each) => ('FlowLogs' in each ? [each.FlowLogs] : []));
  const findings = [
    ...unknownClusters(deployment, clusters),
    ...clusters.flatMap((cluster) => findingsOfCluster(deployment, cluster)),
    ...(subnets.length === 0 ? [] : findingsOfSubnets(deployment, subnets.flat())),
    ...(logs.length === 0 ? [] : findingsOfFlowLogs(deployment, logs.flat())),
  ];
  if (findings.length > 0) {
    throw new WrongInput(`The deployment would not work:\n${findings.map((finding) => `- ${finding}`).join('\n')}`);
  }
}

function unknownClusters({ clusters }: Deployment, found: readonly Cluster[]): string[] {
  const names = found.map(({ name }) => name);
  return found.length === 0
    ? []
    : clusters
        .filter((cluster) => !names.includes(cluster))
        .map(
          (cluster) =>
            `The cluster ${cluster} is unknown: looked up ${names.join(', ')}. Write -c clusterName as aws eks list-clusters has it, and look each cluster up.`
        );
}

function findingsOfCluster({ collector, readers, flowLog }: Deployment, cluster: Cluster): string[] {
  const { name, accessConfig, resourcesVpcConfig: network } = cluster;
  const entries = collector.type === 'lambda' || readers.length > 0;
  const findings: string[] = [];
  if (entries && accessConfig.authenticationMode === 'CONFIG_MAP') {
    findings.push(
      `${name} knows the ConfigMap aws-auth only (CONFIG_MAP), so access entries cannot be made: aws eks update-cluster-config --name ${name} --access-config authenticationMode=API_AND_CONFIG_MAP (there is no way back), or say -c collector=none and map the role to the group zoneflow in aws-auth.`
    );
  }
  if (collector.type === 'lambda' && collector.network === null) {
    const cidrs = network.publicAccessCidrs ?? [];
    const inside = '-c collectorVpcId and collectorSubnetIds with private subnets of its VPC, or -c collector=pod';
    if (network.endpointPublicAccess === false) {
      findings.push(`The endpoint of ${name} is private, and the function is outside its network: give ${inside}.`);
    } else if (cidrs.length > 0 && !cidrs.includes('0.0.0.0/0')) {
      findings.push(
        `The endpoint of ${name} is open to ${cidrs.join(', ')} only, and a function outside a network has no address of its own: give ${inside}.`
      );
    }
  }
  const isOn = flowLog.type === 'new' && flowLog.on === 'VPC' ? flowLog.ids : [];
  if (network.vpcId !== undefined && isOn.length > 0 && !isOn.includes(network.vpcId)) {
    findings.push(
      `${name} is in ${network.vpcId}, the flow log would be on ${isOn.join(', ')}: give -c vpcId=${network.vpcId}.`
    );
  }
  return findings;
}

function findingsOfSubnets(
  { flowLog, collector }: Deployment,
  subnets: ReadonlyArray<z.infer<typeof subnetSchema>>
): string[] {
  const vpcs = flowLog.type === 'new' && flowLog.on === 'VPC' ? flowLog.ids : [];
  const known = new Map(subnets.map(({ SubnetId, VpcId }) => [SubnetId, VpcId]));
  const network = collector.type === 'lambda' ? collector.network : null;
  const wanted = flowLog.type === 'new' && flowLog.on === 'Subnet' ? flowLog.ids : [];
  return [
    ...vpcs
      .filter((vpc) => !subnets.some(({ VpcId }) => VpcId === vpc))
      .map((vpc) => `${vpc} has no subnets, so nothing flows in it: give the VPC of the cluster's nodes as -c vpcId.`),
    ...wanted
      .filter((subnet) => !known.has(subnet))
      .map((subnet) => `There is no subnet ${subnet}: write -c subnetIds as aws ec2 describe-subnets has them.`),
    ...(network?.subnetIds ?? [])
      .filter((subnet) => known.get(subnet) !== network?.vpcId)
      .map(
        (subnet) =>
          `${subnet} is no subnet of ${network?.vpcId ?? ''}: give -c collectorSubnetIds of -c collectorVpcId.`
      ),
  ];
}

function findingsOfFlowLogs({ flowLog }: Deployment, logs: readonly FlowLog[]): string[] {
  const delivering = logs.filter(
    ({ LogDestinationType, FlowLogStatus }) => LogDestinationType === 's3' && (FlowLogStatus ?? 'ACTIVE') === 'ACTIVE'
  );
  switch (flowLog.type) {
    case 'new':
      return flowLog.isSecond ? [] : findingsOfNew(flowLog, delivering);
    case 'existing':
      // Flow logs of other accounts are not among those that are looked up.
      return flowLog.accounts.length > 0 ? [] : findingsOfExisting(flowLog, delivering);
  }
}

function findingsOfNew({ ids }: NewFlowLog, logs: readonly FlowLog[]): string[] {
  return logs
    .filter(({ ResourceId }) => ids.includes(ResourceId))
    .map((log) => {
      const missing = missingFields(fieldsOf(log.LogFormat));
      return missing.length > 0
        ? `${log.ResourceId} has a flow log in S3 already (${log.FlowLogId}), from which no question can be answered, as it lacks ${missing.join(', ')}: say -c secondFlowLog=true, and remove it if nobody else needs it.`
        : `${log.ResourceId} has a flow log in S3 already (${log.FlowLogId}), and another would be paid for as well: use it with ${inputsOf(log, defaultLayout).join(' ')} instead of -c vpcId, or say -c secondFlowLog=true.`;
    });
}

function findingsOfExisting(flowLog: ExistingFlowLog, logs: readonly FlowLog[]): string[] {
  const [log] = logs.filter((each) => folderOf(each) === flowLog.location);
  if (log === undefined) {
    const others = logs.length === 0 ? 'none to S3' : logs.map(folderOf).join(', ');
    return [
      `No flow log delivers to ${flowLog.location}: looked up ${others}. Give bucket and prefix of one that does, without AWSLogs.`,
    ];
  }
  const inputs = inputsOf(log, flowLog);
  return inputs.length === 1 ? [] : [`${log.FlowLogId} is not as it was said: give ${inputs.join(' ')}.`];
}

/** Inputs that describe a flow log: its folder, and in what it differs from what would be taken for granted. */
function inputsOf(log: FlowLog, layout: FlowLogLayout): string[] {
  const {
    FileFormat,
    HiveCompatiblePartitions: hive = false,
    PerHourPartition: hourly = false,
  } = log.DestinationOptions;
  const files = FileFormat === 'parquet' ? 'parquet' : 'text';
  return [
    `-c flowLogLocation=${folderOf(log)}`,
    ...(fieldsOf(log.LogFormat).join() === layout.fields.join() ? [] : [`-c flowLogFields='${log.LogFormat}'`]),
    ...(files === layout.files ? [] : [`-c flowLogFiles=${files}`]),
    ...(hive === layout.hive ? [] : [`-c flowLogHive=${hive}`]),
    ...(hourly === layout.hourly ? [] : [`-c flowLogHourly=${hourly}`]),
  ];
}

/** `arn:aws:s3:::bucket/prefix/` as `s3://bucket/prefix`. */
function folderOf({ LogDestination = 's3://…' }: FlowLog): string {
  return LogDestination.replace(/^arn:[^:]+:s3:::/, 's3://').replace(/\/+$/, '');
}
