import type { AwsSettings } from '../aws/aws-settings';
import { accessToDouble } from '../../tests/kubernetes-double/access';
import { KubernetesDouble } from '../../tests/kubernetes-double/api-server';
import { clusterChecks, type ClusterPatient } from './cluster-checks';

const aws: AwsSettings = {
  authentication: { type: 'default' },
  region: 'us-east-1',
  assumeRole: null,
  endpoint: undefined,
  fips: false,
  proxy: { type: 'none' },
};
const { signal } = new AbortController();
let double: KubernetesDouble;
const regions: string[] = [];

beforeEach(async () => {
  double = await KubernetesDouble.start();
  regions.length = 0;
});
afterEach(() => double.stop());

function checked(collects: boolean) {
  const accessTo = (cluster: string, { region }: AwsSettings) => {
    regions.push(region);
    return accessToDouble(double, cluster);
  };
  const awsOf: ClusterPatient['awsOf'] = ({ region }) => ({ ...aws, region: region ?? aws.region });
  const clusters = [{ name: 'prod', region: 'eu-west-1' }, { name: 'test' }];
  return clusterChecks({ clusters, awsOf, collects, accessTo }, { signal, patienceMs: 20_000 });
}

test('clusters that may be listed and watched, each in its region', async () => {
  expect(await checked(true)).toMatchObject([
    { area: 'cluster', subject: 'prod', state: 'ok' },
    { area: 'cluster', subject: 'test', state: 'ok' },
  ]);
  expect(regions).toEqual(['eu-west-1', 'us-east-1']);
});

test.each(['list pods', 'list nodes', 'watch pods', 'watch nodes'])('without the right to %s', async (right) => {
  double.faults.denied.add(right);
  const [check] = await checked(true);
  expect(check).toMatchObject({ state: 'failed', remedy: 'remedy for forbidden' });
  expect(check?.finding).toContain(right);
});

test('who does not collect needs no way to the cluster', async () => {
  double.faults.denied.add('list pods');
  const [check] = await checked(false);
  expect(check?.state).toBe('skipped');
  expect(check?.finding).toContain('Only who collects');
});
