import { collectOnce, type CollectedOnce } from './collect-once';
import type { LiveHistory } from '../../history/store/live';
import { toZoneFlowError, type ZoneFlowError } from '../../errors';
import { HistoryLedger } from '../../history/ledger';
import type { PodRow } from '../../history/row';
import type { ApiTarget } from '../api/api-access';
import { accessToDouble, type DoubleAccess } from '../../../tests/kubernetes-double/access';
import { KubernetesDouble } from '../../../tests/kubernetes-double/api-server';
import { node, pod } from '../objects.test-data';

const { signal } = new AbortController();
let cluster: KubernetesDouble;
let access: DoubleAccess;
let ledger: HistoryLedger;
let writes: PodRow[][];

beforeEach(async () => {
  cluster = await KubernetesDouble.start();
  access = accessToDouble(cluster);
  ledger = new HistoryLedger('c1');
  writes = [];
});

afterEach(() => cluster.stop());

/** Keeps the ledger from look to look, as stored history does. */
function history(): LiveHistory {
  return {
    ledger,
    write: () => {
      const rows = [...ledger.podRows()];
      writes.push(rows);
      return Promise.resolve({ rows: rows.length, bytes: 0, files: 1 });
    },
    compact: () => Promise.resolve(),
    forget: () => undefined,
    close: () => Promise.resolve(),
  };
}

function look(): Promise<CollectedOnce> {
  const options = { access, openHistory: () => Promise.resolve(history()), pageSize: 10, backoff: { firstMs: 5 } };
  return collectOnce(options, signal);
}

function failureOf(work: Promise<unknown>): Promise<ZoneFlowError> {
  return work.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => toZoneFlowError(error)
  );
}

function addPods(count: number): void {
  for (let index = 0; index < count; index++) {
    cluster.apply('ADDED', 'pods', pod({ uid: `u${index}`, name: `web-${index}`, ips: [`10.0.1.${index}`] }));
  }
}

/** The next page is on its way for some milliseconds. */
function afterFirstPage(happens: () => void): void {
  const timer = setInterval(() => {
    if (cluster.requests.length === 1) {
      happens();
      clearInterval(timer);
    }
  }, 1);
}

test('lists all pages of pods and nodes and writes them once', async () => {
  addPods(35);
  cluster.apply('ADDED', 'nodes', node());
  const summary = await look();
  expect(summary).toMatchObject({ cluster: 'c1', pods: 35, nodes: 1, rows: 35, requests: 5, warnings: [] });
  expect(writes).toHaveLength(1);
  expect(writes[0]?.every(({ ended }) => ended === null)).toBe(true);
  expect(ledger.observationRows().map(({ resource, complete }) => [resource, complete])).toEqual([
    ['pods', true],
    ['nodes', true],
  ]);
  expect([...ledger.nodeRows()]).toMatchObject([{ address: '10.0.0.1', zone_id: 'use1-az4' }]);
});

test('pages show one moment: what changes meanwhile belongs to the next look, which ends what has gone', async () => {
  addPods(25);
  const gone = pod({ uid: 'u24', name: 'web-24' });
  cluster.faults.delayMs = 20;
  afterFirstPage(() => cluster.apply('DELETED', 'pods', gone));
  expect(await look()).toMatchObject({ pods: 25 });
  expect(await look()).toMatchObject({ pods: 24 });
  const rows = writes[1]?.filter(({ ended }) => ended !== null) ?? [];
  expect(rows.map(({ uid }) => uid)).toEqual(['u24']);
});

test('a page that is cut off or refused is asked again, the rest of the list is not', async () => {
  addPods(30);
  cluster.faults.listCuts = [400];
  cluster.faults.answers = [null, null, { status: 503 }, { status: 429, retryAfter: '0' }];
  expect(await look()).toMatchObject({ pods: 30, requests: 3 + 3 + 1 });
});

test('a list whose continue token has expired begins anew', async () => {
  addPods(30);
  cluster.faults.delayMs = 20;
  afterFirstPage(() => cluster.store.expireLists());
  expect(await look()).toMatchObject({ pods: 30 });
  expect(cluster.requests.some((line) => line.endsWith(' 410'))).toBe(true);
});

test('a token that is not accepted is made anew once', async () => {
  cluster.faults.tokens = new Set(['second']);
  addPods(1);
  expect(await look()).toMatchObject({ pods: 1 });
  expect(access.renewals).toEqual(['token']);
  cluster.faults.tokens = new Set(['third']);
  await expect(look()).rejects.toMatchObject({ code: 'cluster_denied', remedy: 'remedy for unauthorized' });
  expect(writes).toHaveLength(1);
});

test('a new certificate authority is looked up', async () => {
  addPods(1);
  cluster.rotateAuthority();
  expect(await look()).toMatchObject({ pods: 1 });
  expect(access.renewals).toEqual(['cluster']);
});

test('an authority that does not fit is an error that says so', async () => {
  const { authority } = cluster;
  cluster.rotateAuthority();
  const target = async (): Promise<ApiTarget> => ({
    ...(await accessToDouble(cluster).target(signal)),
    tls: { ca: authority },
  });
  access = { ...access, target, renew: () => Promise.resolve(false) };
  const failure = await failureOf(look());
  expect(failure).toMatchObject({ code: 'cluster_unreachable', remedy: 'remedy for untrusted' });
  expect(failure.message).toMatch(/shows a certificate that its authority did not issue/);
});

test('no right to list pods: the right is named, nothing is written', async () => {
  cluster.faults.denied.add('list pods');
  const failure = await failureOf(look());
  expect(failure).toMatchObject({ code: 'cluster_denied', remedy: 'remedy for forbidden' });
  expect(failure.message).toMatch(/does not allow to list pods: pods is forbidden/);
  expect(writes).toHaveLength(0);
});

test('no right to list nodes: pods are written all the same', async () => {
  addPods(2);
  cluster.faults.denied.add('list nodes');
  const summary = await look();
  expect(summary).toMatchObject({ pods: 2, nodes: 0 });
  expect(summary.warnings).toEqual([expect.stringMatching(/zones come from subnets alone: .* list nodes/)]);
});

test('a server that is not there', async () => {
  const { url } = cluster;
  await cluster.stop();
  access = { ...access, target: () => Promise.resolve({ server: url, tls: {}, headers: {}, proxy: undefined }) };
  const failure = await failureOf(look());
  expect(failure).toMatchObject({ code: 'cluster_unreachable', remedy: 'remedy for unreachable' });
  expect(failure.message).toMatch(/ECONNREFUSED/);
  cluster = await KubernetesDouble.start();
});
