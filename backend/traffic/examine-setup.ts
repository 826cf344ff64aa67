/** The doctor for one data source: opens the account where the settings use AWS. */
import type { Settings } from '../../src/shared/settings';
import type { Account } from '../aws/account';
import type { AwsSettings } from '../aws/aws-settings';
import { isS3Location } from '../aws/s3-location';
import { failedBy, inOrder } from '../doctor/check';
import type { ClusterPatient } from '../doctor/cluster-checks';
import { examine, type Patient } from '../doctor/examine';
import type { PermissionProbe } from '../doctor/permission-checks';
import type { DoctorReport } from '../doctor/report';
import type { Engine } from '../engines/engine';

type Cluster = Settings['clusters'][number];
type AwsOf = (members?: Record<string, string>) => AwsSettings;

export interface Setup {
  settings: Settings;
  engine: Engine;
  /** @param members that take the place of the settings' own. Errors: bad_settings. */
  aws: AwsOf;
  /** Epoch milliseconds. */
  now: number;
}

export async function examineSetup({ settings, engine, aws, now }: Setup, signal: AbortSignal): Promise<DoctorReport> {
  const local = { settings, engine, now, patienceMs: patienceOf(settings), ...withoutAws };
  if (!usesAws(settings)) {
    return examine(local, signal);
  }
  const accounts = new Map<string, Account>();
  const closers: Array<() => void> = [];
  let inAws: Pick<Patient, 'accountIn' | 'clusters' | 'probes' | 'region'>;
  try {
    const awsSettings = aws();
    // The clients take their time to load: only who asks the doctor waits for them.
    const { openAccount } = await import('../aws/account');
    const accountIn: Patient['accountIn'] = ({ region, roleArn, externalId }) => {
      const key = `${region} ${roleArn}`;
      const account = accounts.get(key) ?? openAccount(aws(membersOf({ region, assumeRoleArn: roleArn, externalId })));
      accounts.set(key, account);
      return account;
    };
    const { probes, close } = await permissionProbes(settings, awsSettings);
    closers.push(close);
    inAws = { accountIn, probes, region: awsSettings.region, clusters: await clusterPatient(settings, aws) };
  } catch (error) {
    const report = await examine(local, signal);
    const others = report.checks.filter(({ area }) => area !== 'credentials');
    return { ...report, state: 'failed', checks: inOrder([failedBy('credentials', '', error), ...others]) };
  }
  try {
    return await examine({ ...local, ...inAws }, signal);
  } finally {
    accounts.forEach((account) => account.close());
    closers.forEach((close) => close());
  }
}

const withoutAws = { accountIn: null, clusters: null, probes: [], region: '*' } as const;

/** Longest look at one service: connecting takes 5 s at most, then an answer has some attempts. */
const serviceMs = 20_000;

/** What one look may take ends before all of them are cut off, so that there is a report. */
function patienceOf({ limits }: Settings): Patient['patienceMs'] {
  const data = Math.min(limits.timeoutSeconds * 1000 * 0.8, longestMs);
  return { service: Math.min(serviceMs, data), data };
}

/** Longer than anybody waits; timers take no more than 2^31 ms. */
const longestMs = 3_600_000;

async function permissionProbes(
  settings: Settings,
  aws: AwsSettings
): Promise<{ probes: PermissionProbe[]; close: () => void }> {
  const { bucketProbes } = await import('../aws/bucket-probes');
  const places = [
    { location: settings.flows, noun: 'flow logs' },
    { location: settings.history, noun: 'pod history' },
  ].flatMap(({ location, noun }) =>
    'location' in location && isS3Location(location.location) ? [{ location: location.location, noun }] : []
  );
  return bucketProbes(aws, places);
}

/** A role of its own takes the place of the data source's. */
function membersOf({
  region,
  assumeRoleArn,
  externalId,
}: Pick<Cluster, 'region' | 'assumeRoleArn' | 'externalId'>): Record<string, string> {
  return {
    ...(region && { defaultRegion: region }),
    ...(assumeRoleArn && { assumeRoleArn, externalId: externalId ?? '' }),
  };
}

async function clusterPatient({ clusters, collect }: Settings, aws: AwsOf): Promise<ClusterPatient> {
  const { EksAccess } = await import('../kubernetes/eks/eks-access');
  const accessTo: ClusterPatient['accessTo'] = (cluster, of) => new EksAccess({ cluster, aws: of });
  // As for collecting: an endpoint in the settings is that of the data, not of EKS.
  const awsOf: ClusterPatient['awsOf'] = (cluster) => aws({ ...membersOf(cluster), endpoint: '' });
  return { clusters, awsOf, collects: collect.enabled, accessTo };
}

function usesAws({ engine, flows, history, clusters }: Settings): boolean {
  const inBucket = [flows, history].some((place) => 'location' in place && isS3Location(place.location));
  return engine === 'athena' || inBucket || clusters.some(({ region, vpcId }) => Boolean(region ?? vpcId));
}
