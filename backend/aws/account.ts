/** What the account says of itself: who asks, its zones, the flow logs of its networks. */
import type { EC2Client, FlowLog } from '@aws-sdk/client-ec2';
import type { STSClient } from '@aws-sdk/client-sts';
import { toAwsError, type AwsCall } from './aws-error';
import type { AwsSettings } from './aws-settings';
import { clientOptions } from './client-options';
import { withRetries, type RetryOptions } from './retry';

export interface Identity {
  account: string;
  /** `arn:aws:sts::123456789012:assumed-role/…` */
  arn: string;
  /** `aws`, `aws-cn`, `aws-us-gov` */
  partition: string;
}

export interface AccountZone {
  /** `use1-az4` */
  id: string;
  /** `us-east-1a`, of this account only. */
  name: string;
}

/** EC2's FlowLog as far as it is read; what AWS left out is undefined. */
export interface AccountFlowLog {
  id: string;
  resourceId: string;
  status: string | undefined;
  deliverStatus: string | undefined;
  deliverError: string | undefined;
  destinationType: string | undefined;
  destination: string | undefined;
  format: string | undefined;
  intervalSeconds: number | undefined;
  trafficType: string | undefined;
  /** How objects are laid out in S3; null for a flow log that delivers elsewhere. */
  files: { parquet: boolean; hive: boolean; hourly: boolean } | null;
  /** `2026-01-31`, the day it was created on. */
  createdDay: string | undefined;
}

/** All methods: errors as toAwsError, and the abort's reason. */
export interface Account {
  identity(signal: AbortSignal): Promise<Identity>;
  zones(signal: AbortSignal): Promise<AccountZone[]>;
  /** @param resources VPCs, subnets or interfaces that the flow logs are on; empty for all of the region */
  flowLogs(resources: readonly string[], signal: AbortSignal): Promise<AccountFlowLog[]>;
  close(): void;
}

export function openAccount(settings: AwsSettings, retry: RetryOptions = {}): Account {
  let ec2: Promise<EC2Client> | undefined;
  let sts: Promise<STSClient> | undefined;
  const ec2Client = (): Promise<EC2Client> => {
    ec2 ??= import('@aws-sdk/client-ec2').then(({ EC2Client }) => new EC2Client(clientOptions(settings)));
    return ec2;
  };
  const stsClient = (): Promise<STSClient> => {
    sts ??= import('@aws-sdk/client-sts').then(({ STSClient }) => new STSClient(clientOptions(settings)));
    return sts;
  };
  const asked = async <T>(call: AwsCall, signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    try {
      return await withRetries(work, signal, retry);
    } catch (error) {
      signal.throwIfAborted();
      throw toAwsError(error, call);
    }
  };
  return {
    identity: (signal) =>
      asked({ action: 'sts:GetCallerIdentity' }, signal, async () => {
        const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
        const client = await stsClient();
        const { Account: account = '', Arn: arn = '' } = await client.send(new GetCallerIdentityCommand({}), {
          abortSignal: signal,
        });
        return { account, arn, partition: arn.split(':')[1] ?? 'aws' };
      }),
    zones: (signal) =>
      asked({ action: 'ec2:DescribeAvailabilityZones', of: settings.region }, signal, async () => {
        const { DescribeAvailabilityZonesCommand } = await import('@aws-sdk/client-ec2');
        const client = await ec2Client();
        const answer = await client.send(new DescribeAvailabilityZonesCommand({}), { abortSignal: signal });
        return (answer.AvailabilityZones ?? []).map(({ ZoneId: id = '', ZoneName: name = '' }) => ({ id, name }));
      }),
    async flowLogs(resources, signal) {
      const { DescribeFlowLogsCommand } = await import('@aws-sdk/client-ec2');
      const client = await ec2Client();
      const filter = resources.length === 0 ? {} : { Filter: [{ Name: 'resource-id', Values: [...resources] }] };
      const found: AccountFlowLog[] = [];
      let token: string | undefined;
      do {
        const input = { ...filter, MaxResults: pageSize, ...(token !== undefined && { NextToken: token }) };
        const page = await asked({ action: 'ec2:DescribeFlowLogs', of: settings.region }, signal, () =>
          client.send(new DescribeFlowLogsCommand(input), { abortSignal: signal })
        );
        for (const log of page.FlowLogs ?? []) {
          found.push({
            id: log.FlowLogId ?? '',
            resourceId: log.ResourceId ?? '',
            status: log.FlowLogStatus,
            deliverStatus: log.DeliverLogsStatus,
            deliverError: log.DeliverLogsErrorMessage,
            destinationType: log.LogDestinationType,
            destination: log.LogDestination,
            format: log.LogFormat,
            intervalSeconds: log.MaxAggregationInterval,
            trafficType: log.TrafficType,
            files: filesOf(log),
            createdDay: log.CreationTime?.toISOString().slice(0, 10),
          });
        }
        token = page.NextToken === '' ? undefined : page.NextToken;
      } while (token !== undefined);
      return found;
    },
    close() {
      void ec2?.then((client) => client.destroy());
      void sts?.then((client) => client.destroy());
    },
  };
}

const pageSize = 500;

/** Without options AWS writes text, by the day, in prefixes without keys. */
function filesOf({ LogDestinationType: type, DestinationOptions: options }: FlowLog): AccountFlowLog['files'] {
  return type !== 's3'
    ? null
    : {
        parquet: options?.FileFormat === 'parquet',
        hive: options?.HiveCompatiblePartitions ?? false,
        hourly: options?.PerHourPartition ?? false,
      };
}
