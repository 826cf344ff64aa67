/** What the account says: whose credentials these are, its zones, the flow logs that should bring the records. */
import type { Settings } from '../../src/shared/settings';
import type { Account, AccountFlowLog, Identity } from '../aws/account';
import { ZoneFlowError } from '../errors';
import { examined, failed, ok, skipped, warning, type Check, type Patience } from './check';
import { flowLogChecks, recommendedFormat, s3LocationOf } from './flow-log-checks';
import { zoneMapCheck } from './zone-checks';

export interface AccountFindings {
  checks: readonly Check[];
  /** Null if the credentials are not accepted. */
  identity: Identity | null;
}

/** Where to look: a region, of the account of the credentials or of that of a role. */
export interface AccountPlace {
  region: string;
  /** Empty for the credentials themselves. */
  roleArn: string;
  externalId: string;
}

export interface AccountPatient {
  /** To be closed by the caller. Errors: bad_settings where roles are not allowed. */
  accountIn: (place: AccountPlace) => Account;
  settings: Settings;
  /** Of the data; a cluster may be in another. */
  region: string;
}

export async function accountChecks(patient: AccountPatient, patience: Patience): Promise<AccountFindings> {
  const { accountIn, region } = patient;
  let identity: Identity | null = null;
  const ofIdentity = await examined('credentials', '', patience, async (signal) => {
    identity = await accountIn(ownPlace(region)).identity(signal);
    return [ok('credentials', '', `They are of ${identity.arn} in the account ${identity.account}.`)];
  });
  if (identity === null) {
    return { checks: ofIdentity, identity };
  }
  const places = placesOf(patient);
  const ofPlaces = await Promise.all(
    places.map(async (one) => {
      const name = places.length === 1 ? '' : nameOf(one);
      const [ofFlowLogs, ofZones] = await Promise.all([
        permitted(looking.flowLogs, name, patience, (signal) => flowLogsChecks(patient, one, signal)),
        permitted(looking.zones, name, patience, async (signal) => [
          zoneMapCheck(name, await accountIn(one).zones(signal)),
        ]),
      ]);
      return [...ofFlowLogs, ...ofZones];
    })
  );
  return { checks: [...ofIdentity, ...ofPlaces.flat()], identity };
}

/** That of the data, and those of clusters. */
function placesOf({ region, settings }: AccountPatient): AccountPlace[] {
  const all = [ownPlace(region), ...settings.clusters.map((cluster) => placeOf(cluster, region))];
  return [...new Map(all.map((place) => [nameOf(place), place])).values()];
}

function ownPlace(region: string): AccountPlace {
  return { region, roleArn: '', externalId: '' };
}

function placeOf({ region, assumeRoleArn, externalId }: Settings['clusters'][number], own: string): AccountPlace {
  return { region: region || own, roleArn: assumeRoleArn ?? '', externalId: externalId ?? '' };
}

function nameOf({ region, roleArn }: AccountPlace): string {
  return roleArn === '' ? region : `${region} as ${roleArn}`;
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

/** @param place its name; empty where there is only one */
function permitted(
  { area, action, lack }: Looking,
  place: string,
  patience: Patience,
  work: (signal: AbortSignal) => Promise<readonly Check[]>
): Promise<readonly Check[]> {
  const subject = place === '' ? action : `${action} in ${place}`;
  return examined(area, place, patience, async (signal) => {
    try {
      return [...(await work(signal)), ok('permissions', subject, 'It is allowed.')];
    } catch (error) {
      if (error instanceof ZoneFlowError && error.code === 'access_denied') {
        return [warning('permissions', subject, `It is not allowed: ${lack}.`, error.remedy)];
      }
      throw error;
    }
  });
}

/** Most flow logs that are told of one by one. */
const mostFlowLogs = 20;

async function flowLogsChecks(
  { accountIn, settings, region: ownRegion }: AccountPatient,
  where: AccountPlace,
  signal: AbortSignal
): Promise<readonly Check[]> {
  const isOwn = nameOf(where) === ownRegion;
  const networks = settings.clusters.flatMap((cluster) =>
    cluster.vpcId && nameOf(placeOf(cluster, ownRegion)) === nameOf(where) ? [cluster.vpcId] : []
  );
  const location = 'location' in settings.flows ? settings.flows.location : null;
  const isBucket = location?.startsWith('s3://') ?? false;
  if (networks.length === 0 && (!isOwn || (location !== null && !isBucket))) {
    return isOwn
      ? [skipped('flow log', '', 'Flow records are read from a folder of this machine, and no cluster names its VPC.')]
      : [];
  }
  const all = await accountIn(where).flowLogs(networks, signal);
  // Without a network to look for, those that deliver where questions read are meant.
  const meant = networks.length === 0 && isBucket ? all.filter((log) => deliversTo(log, location ?? '')) : all;
  const absent = networks.filter((network) => !all.some(({ resourceId }) => resourceId === network));
  const place = isOwn ? 'this account and region' : `the account in ${nameOf(where)}`;
  if (meant.length === 0 && absent.length === 0) {
    const where = isBucket ? ` that delivers to ${location}` : '';
    return [
      warning(
        'flow log',
        '',
        `No flow log of ${place}${where} was found.`,
        'Where another account delivers the records this is right; else create a flow log, or correct region and location.'
      ),
    ];
  }
  const rest = meant.length - mostFlowLogs;
  return [
    ...absent.map((network) => withoutFlowLog(network, place)),
    ...meant.slice(0, mostFlowLogs).flatMap((log) => flowLogChecks(log, isBucket ? location : null)),
    ...(rest > 0 ? [skipped('flow log', '', `${rest} more flow logs of ${place} were not looked at.`)] : []),
  ];
}

function withoutFlowLog(network: string, place: string): Check {
  return failed(
    'flow log',
    network,
    `The network ${network} has no flow log of its own in ${place}.`,
    `Create one that delivers to S3 in Parquet, with 60 s of aggregation and the format ${recommendedFormat}. Flow logs on its subnets or interfaces, or in the account that the network belongs to, do as well.`
  );
}

function deliversTo({ destination }: AccountFlowLog, location: string): boolean {
  const place = destination === undefined ? null : s3LocationOf(destination);
  return place !== null && (location === place || location.startsWith(`${place}/`));
}
