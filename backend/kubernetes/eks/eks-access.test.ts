import { EksAccess } from './eks-access';
import { stsHost } from './eks-token';
import { everythingAllowed } from '../../aws/aws-policy';
import { parseAwsSettings } from '../../aws/aws-settings';
import { toZoneFlowError, type ZoneFlowError } from '../../errors';
import { ApiClient } from '../api/api-client';
import { EksService } from '../../../tests/kubernetes-double/eks-service';
import { KubernetesDouble } from '../../../tests/kubernetes-double/api-server';
import { reviewToken } from '../../../tests/kubernetes-double/token-review';

const { signal } = new AbortController();
const secrets = new Map([['AKIDEXAMPLE', 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY']]);
let eks: EksService;
let cluster: KubernetesDouble;
let now: number;
let access: EksAccess;

beforeEach(async () => {
  eks = await EksService.start();
  cluster = await KubernetesDouble.start();
  now = Date.UTC(2026, 2, 10, 5);
  eks.clusters.set('prod', { endpoint: cluster.url, ca: cluster.authority });
  access = new EksAccess({ cluster: 'prod', aws: settings(), retry: { attempts: 1 }, now: () => now });
});

afterEach(async () => {
  await eks.stop();
  await cluster.stop();
});

function settings() {
  const stored = { authType: 'keys', defaultRegion: 'us-east-1', endpoint: eks.url };
  const keys = new Map([
    ['accessKey', 'AKIDEXAMPLE'],
    ['secretKey', secrets.get('AKIDEXAMPLE') ?? ''],
    ['sessionToken', 'session+/=token'],
  ]);
  return parseAwsSettings(stored, keys, everythingAllowed);
}

async function token(): Promise<string> {
  return (await access.target(signal)).headers['authorization']?.replace('Bearer ', '') ?? '';
}

async function list(): Promise<string> {
  const chunks: Buffer[] = [];
  const client = new ApiClient(access);
  for await (const chunk of await client.get('/api/v1/pods', { what: 'list pods', silenceMs: 1000, signal })) {
    chunks.push(chunk);
  }
  client.close();
  return Buffer.concat(chunks).toString();
}

function failureOf(work: Promise<unknown>): Promise<ZoneFlowError> {
  return work.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => toZoneFlowError(error)
  );
}

test('the token is one that the authenticator and STS accept, for this cluster and for its time', async () => {
  const text = await token();
  expect(reviewToken(text, { cluster: 'prod', secrets, now })).toBeNull();
  expect(reviewToken(text, { cluster: 'other', secrets, now })).toBe('wrong signature');
  expect(reviewToken(text, { cluster: 'prod', secrets, now: now + 15 * 60_000 })).toBe('expired');
});

test('it is kept for 14 minutes and never used longer', async () => {
  const first = await token();
  now += 13 * 60_000;
  expect(await token()).toBe(first);
  now += 61_000;
  const second = await token();
  expect(second).not.toBe(first);
  expect(reviewToken(second, { cluster: 'prod', secrets, now })).toBeNull();
  expect(eks.calls).toEqual(['DescribeCluster prod']);
});

test.each([
  ['us-east-1', 'sts.us-east-1.amazonaws.com'],
  ['us-gov-west-1', 'sts.us-gov-west-1.amazonaws.com'],
  ['cn-north-1', 'sts.cn-north-1.amazonaws.com.cn'],
  ['us-isob-east-1', 'sts.us-isob-east-1.sc2s.sgov.gov'],
])('STS of %s', (region, host) => {
  expect(stsHost(region)).toBe(host);
});

test('a list over TLS with the authority of the cluster', async () => {
  expect(await list()).toContain('"kind":"PodList"');
});

test('after a rotation of the authority EKS is asked again', async () => {
  await list();
  cluster.rotateAuthority();
  eks.clusters.set('prod', { endpoint: cluster.url, ca: cluster.authority });
  now += 60_000;
  expect(await list()).toContain('"kind":"PodList"');
  expect(eks.calls).toEqual(['DescribeCluster prod', 'DescribeCluster prod']);
});

test('an authority that EKS does not know either', async () => {
  await list();
  cluster.rotateAuthority();
  now += 60_000;
  const failure = await failureOf(list());
  expect(failure.code).toBe('cluster_unreachable');
  expect(failure.message).toMatch(/certificate that its authority did not issue/);
});

test('no such cluster, and one that is being deleted', async () => {
  eks.clusters.set('prod', { endpoint: cluster.url, ca: cluster.authority, status: 'DELETING' });
  expect(await failureOf(list())).toMatchObject({
    code: 'cluster_missing',
    message: 'The EKS cluster prod in us-east-1 is deleting',
  });
  eks.clusters.clear();
  expect(await failureOf(list())).toMatchObject({
    code: 'cluster_missing',
    message: 'There is no EKS cluster prod in us-east-1 of this account',
  });
});

test('a cluster that is deleted while it is collected from', async () => {
  await list();
  eks.clusters.clear();
  await cluster.stop();
  now += 60_000;
  expect((await failureOf(list())).code).toBe('cluster_missing');
  cluster = await KubernetesDouble.start();
});

test('a private endpoint that does not answer', async () => {
  const network = { vpcId: 'vpc-1', endpointPublicAccess: false, endpointPrivateAccess: true };
  eks.clusters.set('prod', { endpoint: 'https://127.0.0.1:1', ca: cluster.authority, network });
  const failure = await failureOf(list());
  expect(failure.message).toMatch(/does not answer \(ECONNREFUSED\)/);
  expect(failure.remedy).toMatch(/^The endpoint is private: run the collector in vpc-1/);
});

test('a public endpoint for some networks only', async () => {
  const network = { vpcId: 'vpc-1', endpointPublicAccess: true, publicAccessCidrs: ['203.0.113.0/24'] };
  eks.clusters.set('prod', { endpoint: 'https://127.0.0.1:1', ca: cluster.authority, network });
  expect((await failureOf(list())).remedy).toContain('accepts 203.0.113.0/24 only');
});

test('who is not known to the cluster is told by which name to make an access entry', async () => {
  cluster.faults.tokens = new Set();
  const failure = await failureOf(list());
  expect(failure.code).toBe('cluster_denied');
  expect(failure.remedy).toContain(
    'aws eks create-access-entry --cluster-name prod --region us-east-1 --principal-arn arn:aws:iam::111122223333:role/collector --kubernetes-groups zoneflow'
  );
});
