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

export interface Setup {
  settings: Settings;
  engine: Engine;
  /** Errors: bad_settings. */
  aws: () => AwsSettings;
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
    const accountIn = (region: string): Account => {
      const account = accounts.get(region) ?? openAccount({ ...awsSettings, region });
      accounts.set(region, account);
      return account;
    };
    const { probes, close } = await permissionProbes(settings, awsSettings);
    closers.push(close);
    inAws = { accountIn, probes, region: awsSettings.region, clusters: await clusterPatient(settings, awsSettings) };
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

async function clusterPatient({ clusters, collect }: Settings, aws: AwsSettings): Promise<ClusterPatient> {
  const { EksAccess } = await import('../kubernetes/eks/eks-access');
  const accessTo: ClusterPatient['accessTo'] = (cluster, of) => new EksAccess({ cluster, aws: of });
  return { clusters, aws, collects: collect.enabled, accessTo };
}

function usesAws({ engine, flows, history, clusters }: Settings): boolean {
  const inBucket = [flows, history].some((place) => 'location' in place && isS3Location(place.location));
  return engine === 'athena' || inBucket || clusters.some(({ region, vpcId }) => Boolean(region ?? vpcId));
}
