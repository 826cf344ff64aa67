import { setTimeout as sleep } from 'node:timers/promises';
import { createCollector, type ClusterCollector } from './collect-cluster';
import type { LiveHistory } from '../../history/store/live';
import { ZoneFlowError } from '../../errors';
import { HistoryLedger } from '../../history/ledger';
import type { PodRow } from '../../history/row';
import { createLogger } from '../../log';
import { accessToDouble, type DoubleAccess } from '../../../tests/kubernetes-double/access';
import { KubernetesDouble } from '../../../tests/kubernetes-double/api-server';
import { node, pod } from '../objects.test-data';

let cluster: KubernetesDouble;
let access: DoubleAccess;
let ledger: HistoryLedger;
let collector: ClusterCollector;
let stop: AbortController;
let running: Promise<void>;
let lines: string[];
let refuseWrites: boolean;
let lastWritten: PodRow[];

beforeEach(async () => {
  cluster = await KubernetesDouble.start({ bookmarkMs: 50 });
  cluster.apply('ADDED', 'nodes', node());
  access = accessToDouble(cluster);
  ledger = new HistoryLedger('c1');
  stop = new AbortController();
  lines = [];
  refuseWrites = false;
  lastWritten = [];
  collector = createCollector({
    access,
    openHistory: () => Promise.resolve(history()),
    intervalSeconds: 0.1,
    log: createLogger((line) => lines.push(line)),
    backoff: { firstMs: 5, longestMs: 50 },
  });
});

afterEach(async () => {
  stop.abort();
  await running;
  await cluster.stop();
});

function history(): LiveHistory {
  return {
    ledger,
    write: () => {
      if (refuseWrites) {
        return Promise.reject(new ZoneFlowError('disk_full', 'no room'));
      }
      lastWritten = [...ledger.podRows()];
      return Promise.resolve({ rows: lastWritten.length, bytes: 1, files: 1 });
    },
    compact: () => Promise.resolve(),
    forget: () => undefined,
    close: () => Promise.resolve(),
  };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (!condition()) {
    if (Date.now() > deadline) {
      throw new Error(`never: ${condition.toString()}; asked ${cluster.requests.join(', ')}`);
    }
    await sleep(5);
  }
}

async function start(): Promise<void> {
  running = collector.run(stop.signal);
  await until(() => cluster.openWatches === 2);
}

function rows(): Map<string, PodRow> {
  return new Map([...ledger.podRows()].map((row) => [row.uid, row]));
}

function lists(resource = 'pods'): number {
  return cluster.requests.filter((line) => line.startsWith(`GET /api/v1/${resource}?limit`) && line.endsWith('200'))
    .length;
}

function stretches(): number {
  return ledger.observationRows().filter(({ resource, complete }) => resource === 'pods' && !complete).length;
}

test('what the list shows and what happens after it', async () => {
  cluster.apply('ADDED', 'pods', pod({ uid: 'old', name: 'old', ips: ['10.0.1.1'] }));
  await start();
  cluster.apply('ADDED', 'pods', pod({ uid: 'new', name: 'new', ips: ['10.0.1.2'] }));
  cluster.apply('DELETED', 'pods', pod({ uid: 'old', name: 'old', ips: [] }));
  await until(() => rows().get('old')?.ended !== null && rows().has('new'));
  expect(rows().get('new')).toMatchObject({ address: '10.0.1.2', ended: null });
  expect(rows().get('old')).toMatchObject({ address: '10.0.1.1' });
  await until(() => lastWritten.length === 2);
  expect(collector.status()).toMatchObject({ failures: {}, counts: { lists: 2, pods: 1, nodes: 1, events: 2 } });
});

test('ends after a last write that has everything', async () => {
  refuseWrites = true;
  await start();
  cluster.apply('ADDED', 'pods', pod({ uid: 'last', name: 'last', ips: ['10.0.1.2'] }));
  await until(() => rows().has('last'));
  refuseWrites = false;
  stop.abort();
  await running;
  expect(lastWritten.map(({ uid }) => uid)).toContain('last');
});

test('a watch that is cut off goes on where it was: nothing is lost, nothing listed again', async () => {
  await start();
  cluster.endWatches('cut');
  cluster.apply('ADDED', 'pods', pod({ uid: 'u1', name: 'u1', ips: ['10.0.1.1'] }));
  cluster.apply('DELETED', 'pods', pod({ uid: 'u1', name: 'u1', ips: ['10.0.1.1'] }));
  await until(() => rows().get('u1')?.ended !== undefined && rows().get('u1')?.ended !== null);
  expect(lists()).toBe(1);
});

test('a watch that the server ends in order is no failure', async () => {
  await start();
  cluster.endWatches('end');
  cluster.apply('ADDED', 'pods', pod({ uid: 'u1', name: 'u1', ips: ['10.0.1.1'] }));
  await until(() => rows().has('u1'));
  expect(collector.status().failures).toEqual({});
  expect(lists()).toBe(1);
});

test.each([true, false])(
  'a version that is too old (told in the stream: %p): a new list, and a gap',
  async (inStream) => {
    cluster.apply('ADDED', 'pods', pod({ uid: 'gone', name: 'gone', ips: ['10.0.1.1'] }));
    await start();
    await until(() => stretches() === 1);
    cluster.faults.goneInStream = inStream;
    cluster.faults.answers = Array.from({ length: 8 }, () => ({ status: 503 }));
    cluster.endWatches('cut');
    cluster.apply('DELETED', 'pods', pod({ uid: 'gone', name: 'gone' }));
    cluster.store.compact();
    await until(() => lists() === 2 && cluster.openWatches === 2);
    expect(rows().get('gone')?.ended).toEqual(expect.any(Number));
    await until(() => stretches() === 2);
  }
);

test('a token that expires while it is collected', async () => {
  await start();
  cluster.faults.tokens = new Set(['second']);
  cluster.endWatches('end');
  cluster.apply('ADDED', 'pods', pod({ uid: 'u1', name: 'u1', ips: ['10.0.1.1'] }));
  await until(() => rows().has('u1'));
  expect(access.renewals).toContain('token');
  expect(lists()).toBe(1);
});

test('a right that is taken away is told once with its remedy, and when it is back', async () => {
  await start();
  cluster.faults.denied.add('watch pods');
  cluster.endWatches('end');
  await until(() => (collector.status().failures.pods?.times ?? 0) >= 3);
  expect(collector.status().failures.pods).toMatchObject({ code: 'cluster_denied', remedy: 'remedy for forbidden' });
  const told = lines.filter((line) => line.includes('does not allow to watch pods'));
  expect(told.length).toBeLessThanOrEqual(2);
  cluster.faults.denied.clear();
  await until(() => collector.status().failures.pods === undefined);
  expect(lines.some((line) => line.includes('works again'))).toBe(true);
});

test('history that cannot be written for a while has everything afterwards', async () => {
  refuseWrites = true;
  await start();
  cluster.apply('ADDED', 'pods', pod({ uid: 'u1', name: 'u1', ips: ['10.0.1.1'] }));
  await until(() => collector.status().failures.history?.code === 'disk_full');
  refuseWrites = false;
  await until(() => lastWritten.length === 1);
  expect(collector.status().failures).toEqual({});
});

test('nodes that may not be listed do not keep pods from being collected', async () => {
  cluster.faults.denied.add('list nodes');
  cluster.apply('ADDED', 'pods', pod({ uid: 'u1', name: 'u1', ips: ['10.0.1.1'], hostIp: '10.0.0.9' }));
  running = collector.run(stop.signal);
  await until(() => rows().has('u1') && collector.status().failures.nodes !== undefined);
  expect(collector.status().failures.pods).toBeUndefined();
});
