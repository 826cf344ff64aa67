import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withCollection } from './with-collection';
import type { TrafficService } from './service';
import { everythingAllowed } from '../aws/aws-policy';
import { parseAwsSettings, type AwsSettings } from '../aws/aws-settings';
import { node, pod } from '../kubernetes/objects.test-data';
import { createLogger } from '../log';
import { parseSettings } from '../settings';
import { EksService } from '../../tests/kubernetes-double/eks-service';
import { KubernetesDouble } from '../../tests/kubernetes-double/api-server';

const { signal } = new AbortController();
const unused = (): Promise<never> => Promise.reject(new Error('not asked here'));
let folder: string;
let eks: EksService;
let cluster: KubernetesDouble;
let lines: string[];
let closed: number;
let service: TrafficService | null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoneflow-collect-'));
  eks = await EksService.start();
  cluster = await KubernetesDouble.start();
  cluster.apply('ADDED', 'nodes', node());
  cluster.apply('ADDED', 'pods', pod({ ips: ['10.0.1.1'] }));
  eks.clusters.set('prod', { endpoint: cluster.url, ca: cluster.authority });
  lines = [];
  closed = 0;
  service = null;
});

afterEach(async () => {
  await service?.close();
  await eks.stop();
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A service whose data is fine. */
const fine: TrafficService = {
  frames: () => Promise.resolve([]),
  answer: unused,
  preview: unused,
  dimensions: unused,
  values: unused,
  flowLogs: unused,
  ddl: unused,
  list: unused,
  health: () => Promise.resolve({ ok: true, message: 'All is well.', details: {} }),
  doctor: () => Promise.resolve({ state: 'ok', checks: [], policy: null }),
  close: () => Promise.resolve(void closed++),
};

const asked: Array<Record<string, string>> = [];

function aws(members: Record<string, string>): AwsSettings {
  asked.push(members);
  const keys = new Map([
    ['accessKey', 'AKIDEXAMPLE'],
    ['secretKey', 'secret'],
  ]);
  const stored = { authType: 'keys', defaultRegion: 'us-east-1', ...members, endpoint: eks.url };
  return parseAwsSettings(stored, keys, everythingAllowed);
}

function start(members: Record<string, unknown>): TrafficService {
  asked.length = 0;
  const settings = parseSettings({
    flows: { location: '/data/flows' },
    history: { location: join(folder, 'history') },
    collect: { enabled: true, intervalSeconds: 10 },
    ...members,
  });
  service = withCollection(fine, settings, { aws, log: createLogger((line) => lines.push(line)) });
  return service;
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (!(await condition())) {
    if (Date.now() > deadline) {
      throw new Error(`never: ${condition.toString()} ${lines.join('')}`);
    }
    await sleep(20);
  }
}

test('nothing runs unless it is switched on', () => {
  expect(start({ collect: {}, clusters: [{ name: 'prod' }] })).toBe(fine);
});

test('collects the named clusters into the history, tells so, and ends with the service', async () => {
  const collecting = start({ clusters: [{ name: 'prod', region: 'eu-west-1' }] });
  await until(() => cluster.openWatches === 2);
  const { message, details } = await collecting.health(signal);
  expect(message).toBe('All is well.');
  expect(details.collect).toEqual(['prod: Collected: 1 pods and 1 nodes listed, nothing is written yet.']);
  expect(asked[0]).toEqual({ defaultRegion: 'eu-west-1', endpoint: '' });
  await collecting.close();
  expect(closed).toBe(1);
  await until(() => cluster.openWatches === 0);
  expect(await readdir(join(folder, 'history', 'pods'))).toEqual(['cluster=prod']);
});

test('a role of the cluster is taken for it', async () => {
  const role = { assumeRoleArn: 'arn:aws:iam::111122223333:role/zoneflow', externalId: 'x1' };
  start({ clusters: [{ name: 'prod', ...role }] });
  await until(() => asked.length > 0);
  expect(asked[0]).toEqual({ endpoint: '', ...role });
});

test('what fails shows in health and doctor and in no answer', async () => {
  cluster.faults.denied.add('list pods');
  const collecting = start({ clusters: [{ name: 'prod' }, { name: 'gone' }] });
  await until(
    async () => (await collecting.doctor(signal)).checks.filter(({ state }) => state === 'failed').length >= 3
  );
  const { ok, message } = await collecting.health(signal);
  expect(ok).toBe(true);
  expect(message).toMatch(/^All is well\. Collecting pods fails: The cluster prod does not allow to list pods/);
  expect(message).toMatch(/There is no EKS cluster gone in us-east-1/);
  expect((await collecting.doctor(signal)).state).toBe('failed');
  expect(await collecting.frames({}, { from: 0, to: 1, intervalMs: 1, maxDataPoints: 1 }, signal)).toEqual([]);
  expect(lines.some((line) => line.includes('does not allow to list pods'))).toBe(true);
});

test.each([
  [{ clusters: [] }, 'no cluster is named'],
  [{ clusters: [{ name: 'prod' }], history: { database: 'db', table: 'pods' } }, 'the pod history is a table'],
])('what cannot be collected is a finding: %j', async (members, finding) => {
  const { checks } = await start(members).doctor(signal);
  expect(checks).toHaveLength(1);
  expect(checks[0]?.state).toBe('warning');
  expect(checks[0]?.finding).toContain(finding);
});
