/** The doctor for one data source: opens the account where the settings use AWS. */
import type { Settings } from '../../src/shared/settings';
import type { Account } from '../aws/account';
import type { AwsSettings } from '../aws/aws-settings';
import { isS3Location } from '../aws/s3-location';
import { failedBy, inOrder } from '../doctor/check';
import type { ClusterPatient } from '../doctor/cluster-checks';
import { examine } from '../doctor/examine';
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
  const patient = { settings, engine, now };
  if (!usesAws(settings)) {
    return examine({ ...patient, account: null, clusters: null, region: '*' }, signal);
  }
  let account: Account;
  let region: string;
  let clusters: ClusterPatient;
  try {
    const awsSettings = aws();
    region = awsSettings.region;
    // The clients take their time to load: only who asks the doctor waits for them.
    account = (await import('../aws/account')).openAccount(awsSettings);
    clusters = await clusterPatient(settings, awsSettings);
  } catch (error) {
    const report = await examine({ ...patient, account: null, clusters: null, region: '*' }, signal);
    const others = report.checks.filter(({ area }) => area !== 'credentials');
    return { ...report, state: 'failed', checks: inOrder([failedBy('credentials', '', error), ...others]) };
  }
  try {
    return await examine({ ...patient, account, clusters, region }, signal);
  } finally {
    account.close();
  }
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
