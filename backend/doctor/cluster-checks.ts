/** Whether pod history can be collected from the clusters that the settings name: reached, accepted, allowed to list and watch. */
import type { Settings } from '../../src/shared/settings';
import type { AwsSettings } from '../aws/aws-settings';
import type { ApiAccess } from '../kubernetes/api/api-access';
import { ApiClient } from '../kubernetes/api/api-client';
import { eachExamined, examined, ok, type Check, type Patience } from './check';

export interface ClusterPatient {
  clusters: Settings['clusters'];
  /** Of a cluster, which may be in another region or account than the data. Errors: bad_settings. */
  awsOf: (cluster: Settings['clusters'][number]) => AwsSettings;
  /** Whether this data source collects: what fails then fails the setup. */
  collects: boolean;
  accessTo: (cluster: string, aws: AwsSettings) => ApiAccess;
}

const silenceMs = 10_000;

/** A list of one object each, and watches that end at once: the API server hardly notices. */
const requests = [
  { what: 'list pods', path: '/api/v1/pods?limit=1' },
  { what: 'list nodes', path: '/api/v1/nodes?limit=1' },
  { what: 'watch pods', path: '/api/v1/pods?watch=true&resourceVersion=0&timeoutSeconds=1&limit=1' },
  { what: 'watch nodes', path: '/api/v1/nodes?watch=true&resourceVersion=0&timeoutSeconds=1&limit=1' },
];

export async function clusterChecks(patient: ClusterPatient, patience: Patience): Promise<readonly Check[]> {
  const checked = await eachExamined(patient.clusters, (cluster) =>
    examined('cluster', cluster.name, patience, async (signal) =>
      reach(patient.accessTo(cluster.name, patient.awsOf(cluster)), signal)
    )
  );
  return checked.map((check) => (patient.collects ? check : onlyForCollecting(check)));
}

async function reach(access: ApiAccess, signal: AbortSignal): Promise<readonly Check[]> {
  const client = new ApiClient(access);
  try {
    for (const { what, path } of requests) {
      // The first bytes of an answer prove the right; the rest of it is not read.
      const answer = await client.get(path, { what, silenceMs, signal });
      await answer[Symbol.asyncIterator]().return?.();
    }
    return [ok('cluster', access.cluster, 'Its API server answers, and pods and nodes may be listed and watched.')];
  } finally {
    client.close();
  }
}

/** Who asks questions needs no way to the cluster: history may be collected elsewhere. */
function onlyForCollecting(check: Check): Check {
  return check.state === 'failed'
    ? { ...check, state: 'skipped', finding: `${check.finding} Only who collects from here needs it.` }
    : check;
}
