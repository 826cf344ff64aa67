/**
 * The collector's function as Lambda runs it, against a Kubernetes API, EKS and S3: looks that are cut, refused, out of time,
 * killed or made twice at once leave a history that is whole.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startS3Double, type S3Double } from '../../backend/aws/s3-double.test-data';
import type { PodRow } from '../../backend/history/row';
import { openLiveHistory } from '../../backend/history/store/live';
import { node, pod } from '../../backend/kubernetes/objects.test-data';
import { bundleFunction, DeployedFunction } from './deployed-function';
import { EksService } from '../kubernetes-double/eks-service';
import { KubernetesDouble } from '../kubernetes-double/api-server';

jest.setTimeout(120_000);
const { signal } = new AbortController();
let code: string;
let s3: S3Double;
let eks: EksService;
let cluster: KubernetesDouble;
let functions: DeployedFunction[];

beforeAll(async () => {
  code = await mkdtemp(join(tmpdir(), 'zoneflow-function-'));
  await bundleFunction(resolve(__dirname, '../..'), code);
});

afterAll(() => rm(code, { recursive: true, force: true }));

beforeEach(async () => {
  s3 = await startS3Double();
  s3.put('history', 'other', '');
  eks = await EksService.start();
  cluster = await KubernetesDouble.start();
  cluster.apply('ADDED', 'nodes', node());
  eks.clusters.set('prod', { endpoint: cluster.url, ca: cluster.authority });
  functions = [];
});

afterEach(async () => {
  await Promise.all(functions.map((one) => one.kill()));
  await Promise.all([s3.close(), eks.stop(), cluster.stop()]);
});

function deployed(members: Record<string, string> = {}): DeployedFunction {
  const one = new DeployedFunction(code, {
    ZONEFLOW_CLUSTERS: 'prod',
    ZONEFLOW_HISTORY: 's3://history',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'key-one',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_EKS: eks.url,
    AWS_ENDPOINT_URL_STS: eks.url,
    ...members,
  });
  functions.push(one);
  return one;
}

/** Pods of a number each: their address and UID. */
function apply(type: 'ADDED' | 'DELETED', from: number, to: number): void {
  for (let index = from; index < to; index++) {
    const uid = `u${index}`;
    cluster.apply(type, 'pods', pod({ uid, name: uid, ips: [`10.0.${index >> 8}.${index & 255}`] }));
  }
}

/** Pods that live on, as whoever collects next finds them. */
async function living(name = 'prod'): Promise<Map<string, PodRow>> {
  const options = { location: 's3://history', cluster: name, aws: () => s3.settings };
  const history = await openLiveHistory(options, signal);
  const rows = [...history.ledger.podRows()].filter(({ ended }) => ended === null);
  await history.close();
  return new Map(rows.map((row) => [row.uid, row]));
}

function storedFiles(table: string): string[] {
  return [...(s3.buckets.get('history')?.keys() ?? [])].filter((key) => key.startsWith(`${table}/`));
}

test('looks, cold and warm: what came and what went', async () => {
  apply('ADDED', 0, 1200);
  const one = deployed();
  const cold = await one.invoke();
  expect(cold.outcome).toMatchObject({
    error: null,
    result: [{ cluster: 'prod', pods: 1200, nodes: 1, warnings: [] }],
  });
  apply('DELETED', 0, 100);
  apply('ADDED', 2000, 2010);
  const warm = await one.invoke();
  expect(warm.outcome).toMatchObject({ result: [{ pods: 1110 }] });
  const pods = await living();
  expect(pods.size).toBe(1110);
  expect(pods.has('u99')).toBe(false);
  expect(pods.get('u2009')).toMatchObject({ cluster: 'prod', address: '10.0.7.217' });
});

test('5,000 pods in 256 MB', async () => {
  apply('ADDED', 0, 5000);
  const one = deployed();
  await one.invoke();
  apply('DELETED', 0, 200);
  apply('ADDED', 5000, 5200);
  const { outcome, megabytes } = await one.invoke();
  expect(outcome).toMatchObject({ result: [{ pods: 5000 }] });
  expect(megabytes).toBeLessThan(256);
  expect((await living()).size).toBe(5000);
});

test('a look a minute leaves few files', async () => {
  const one = deployed();
  for (let look = 0; look < 12; look++) {
    apply('ADDED', look, look + 1);
    expect((await one.invoke()).outcome.error).toBeNull();
  }
  expect((await living()).size).toBe(12);
  expect(storedFiles('pods').length).toBeLessThan(10);
  expect(storedFiles('observations').length).toBeLessThan(10);
});

test('out of time: an error that says so before the function is ended, and the next look has all', async () => {
  apply('ADDED', 0, 10);
  cluster.faults.delayMs = 60_000;
  const one = deployed();
  const { outcome, wallMs } = await one.invoke(4_000);
  expect(outcome.error).toMatchObject({ code: 'timed_out' });
  expect(outcome.error?.message).toMatch(/^The look at prod was not done after \d\.\d s$/);
  expect(wallMs).toBeLessThan(4_000);
  expect(storedFiles('pods')).toEqual([]);
  cluster.faults.delayMs = 0;
  expect((await one.invoke()).outcome.error).toBeNull();
  expect((await living()).size).toBe(10);
});

test('a cluster that is silent leaves the others their time', async () => {
  apply('ADDED', 0, 3);
  const silent = await KubernetesDouble.start();
  silent.faults.delayMs = 60_000;
  eks.clusters.set('dark', { endpoint: silent.url, ca: silent.authority });
  const one = deployed({ ZONEFLOW_CLUSTERS: 'dark, prod' });
  const { outcome } = await one.invoke(20_000);
  await silent.stop();
  expect(outcome.error).toMatchObject({ code: 'timed_out' });
  expect(one.output).toMatch(/^dark: The look at dark was not done/m);
  expect((await living('prod')).size).toBe(3);
});

test('lists that are cut and refused are asked again', async () => {
  apply('ADDED', 0, 1100);
  cluster.faults.listCuts = [1000];
  cluster.faults.answers = [null, { status: 503 }, { status: 429, retryAfter: '0' }];
  expect((await deployed().invoke()).outcome).toMatchObject({ result: [{ pods: 1100 }] });
  expect((await living()).size).toBe(1100);
});

test.each(['pods', 'observations'])(
  '%s may not be written: what is refused to whom, and the next look has all',
  async (table) => {
    apply('ADDED', 0, 10);
    s3.fault = ({ operation, key }) =>
      operation === 'put' && key.startsWith(table) ? { status: 403, code: 'AccessDenied' } : null;
    const one = deployed();
    const { outcome } = await one.invoke();
    expect(outcome.error?.message).toMatch(/s3:PutObject/);
    expect(one.output).toMatch(/^prod: .*s3:PutObject/m);
    s3.fault = () => null;
    apply('DELETED', 0, 1);
    expect((await one.invoke()).outcome.error).toBeNull();
    expect([...(await living()).keys()].sort()).toEqual(Array.from({ length: 9 }, (_, index) => `u${index + 1}`));
  }
);

test('two looks at once', async () => {
  apply('ADDED', 0, 300);
  const [one, other] = [deployed(), deployed()];
  for (let round = 0; round < 4; round++) {
    const outcomes = await Promise.all([one.invoke(), other.invoke()]);
    expect(outcomes.map(({ outcome }) => outcome.error)).toEqual([null, null]);
    apply('DELETED', round * 10, round * 10 + 10);
    apply('ADDED', 1000 + round, 1001 + round);
  }
  const outcomes = await Promise.all([one.invoke(), other.invoke()]);
  expect(outcomes.map(({ outcome }) => outcome.error)).toEqual([null, null]);
  const pods = await living();
  expect(pods.size).toBe(300 - 40 + 4);
  expect(pods.has('u39')).toBe(false);
});

test('killed at each write: the next look has all', async () => {
  apply('ADDED', 0, 50);
  for (let kill = 0; kill < 4; kill++) {
    const one = deployed();
    let writes = 0;
    let killed: Promise<void> = Promise.resolve();
    s3.fault = async ({ operation }) => {
      if (operation === 'put' && writes++ === kill % 3) {
        killed = one.kill();
        await killed;
      }
      return null;
    };
    await expect(one.invoke()).rejects.toThrow('it ended');
    await killed;
    apply('DELETED', kill, kill + 1);
  }
  s3.fault = () => null;
  expect((await deployed().invoke()).outcome.error).toBeNull();
  expect([...(await living()).keys()].sort()).toEqual(Array.from({ length: 46 }, (_, index) => `u${index + 4}`).sort());
});

test('who has no access entry is told for whom to make one', async () => {
  cluster.faults.tokens = new Set();
  const one = deployed();
  const { outcome } = await one.invoke();
  expect(outcome.error?.code).toBe('cluster_denied');
  expect(one.output).toContain('--principal-arn arn:aws:iam::111122223333:role/collector');
});

test.each([
  [{ ZONEFLOW_CLUSTERS: '' }, 'The function has no ZONEFLOW_CLUSTERS'],
  [{ ZONEFLOW_HISTORY: '' }, 'The function has no ZONEFLOW_HISTORY'],
  [{ ZONEFLOW_CLUSTERS: ' , ' }, 'ZONEFLOW_CLUSTERS of the function is wrong: the list is empty'],
  [{ ZONEFLOW_CLUSTERS: '[{"name":' }, /^ZONEFLOW_CLUSTERS of the function is wrong: .*JSON/],
  [{ ZONEFLOW_CLUSTERS: '[{"name":"prod","rolArn":"x"}]' }, /wrong: 0 has no member rolArn$/],
  [{ ZONEFLOW_CLUSTERS: 'gone' }, 'There is no EKS cluster gone in us-east-1 of this account'],
])('wrong settings: %j', async (members, message) => {
  const { outcome } = await deployed(members).invoke();
  expect(outcome.error?.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
});

test('clusters as JSON', async () => {
  apply('ADDED', 0, 2);
  const clusters = [{ name: 'prod', region: 'us-east-1' }];
  const { outcome } = await deployed({ ZONEFLOW_CLUSTERS: JSON.stringify(clusters) }).invoke();
  expect(outcome).toMatchObject({ result: [{ cluster: 'prod', pods: 2 }] });
});
