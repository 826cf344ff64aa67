/** What the account says: whose credentials these are, its zones, the flow logs that should bring the records. */
import type { Settings } from '../../src/shared/settings';
import type { Account, AccountFlowLog, Identity } from '../aws/account';
import { ZoneFlowError } from '../errors';
import { examined, failed, ok, warning, type Check } from './check';
import { flowLogChecks, recommendedFormat, s3LocationOf } from './flow-log-checks';
import { zoneMapCheck } from './zone-checks';

export interface AccountFindings {
  checks: readonly Check[];
  /** Null if the credentials are not accepted. */
  identity: Identity | null;
}

export async function accountChecks(
  { account, settings }: { account: Account; settings: Settings },
  signal: AbortSignal
): Promise<AccountFindings> {
  let identity: Identity | null = null;
  const ofIdentity = await examined('credentials', '', signal, async () => {
    identity = await account.identity(signal);
    return [ok('credentials', '', `They are of ${identity.arn} in the account ${identity.account}.`)];
  });
  if (identity === null) {
    return { checks: ofIdentity, identity };
  }
  const [ofFlowLogs, ofZones] = await Promise.all([
    permitted(looking.flowLogs, signal, () => flowLogsChecks(account, settings, signal)),
    permitted(looking.zones, signal, async () => [zoneMapCheck('', await account.zones(signal))]),
  ]);
  return { checks: [...ofIdentity, ...ofFlowLogs, ...ofZones], identity };
}

interface Looking {
  area: 'flow log' | 'zones';
  action: string;
  /** What is missed where the action is not allowed. */
  lack: string;
}

/** Questions need none of these actions: without one, only the doctor sees less. */
const looking = {
  flowLogs: { area: 'flow log', action: 'ec2:DescribeFlowLogs', lack: 'flow logs cannot be looked at' },
  zones: { area: 'zones', action: 'ec2:DescribeAvailabilityZones', lack: 'zones of the account cannot be listed' },
} as const satisfies Record<string, Looking>;

function permitted(
  { area, action, lack }: Looking,
  signal: AbortSignal,
  work: () => Promise<readonly Check[]>
): Promise<readonly Check[]> {
  return examined(area, '', signal, async () => {
    try {
      return [...(await work()), ok('permissions', action, 'It is allowed.')];
    } catch (error) {
      if (error instanceof ZoneFlowError && error.code === 'access_denied') {
        return [warning('permissions', action, `It is not allowed: ${lack}.`, error.remedy)];
      }
      throw error;
    }
  });
}

/** Most flow logs that are told of one by one. */
const mostFlowLogs = 20;

async function flowLogsChecks(account: Account, settings: Settings, signal: AbortSignal): Promise<readonly Check[]> {
  const networks = settings.clusters.flatMap(({ vpcId }) => (vpcId ? [vpcId] : []));
  const location = 'location' in settings.flows ? settings.flows.location : null;
  const isBucket = location?.startsWith('s3://') ?? false;
  const all = await account.flowLogs(networks, signal);
  // Without a network to look for, those that deliver where questions read are meant.
  const meant = networks.length === 0 && isBucket ? all.filter((log) => deliversTo(log, location ?? '')) : all;
  const absent = networks
    .filter((network) => !all.some(({ resourceId }) => resourceId === network))
    .map((network) =>
      failed(
        'flow log',
        network,
        `The network ${network} has no flow log of its own in this account and region.`,
        `Create one that delivers to S3 in Parquet, with 60 s of aggregation and the format ${recommendedFormat}. Flow logs on its subnets or interfaces do as well.`
      )
    );
  if (meant.length === 0 && absent.length === 0) {
    const where = isBucket ? ` that delivers to ${location}` : '';
    return [
      warning(
        'flow log',
        '',
        `No flow log of this account and region${where} was found.`,
        'Where another account delivers the records this is right; else create a flow log, or correct region and location.'
      ),
    ];
  }
  return [...absent, ...meant.slice(0, mostFlowLogs).flatMap((log) => flowLogChecks(log, isBucket ? location : null))];
}

function deliversTo({ destination }: AccountFlowLog, location: string): boolean {
  const place = destination === undefined ? null : s3LocationOf(destination);
  return place !== null && (location === place || location.startsWith(`${place}/`));
}
