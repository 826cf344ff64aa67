/** A cluster with known truth, collected through its API server: the answers equal the truth to the byte. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCollector, type ClusterCollector } from '../../backend/kubernetes/collect/collect-cluster';
import { historyOf } from '../../backend/kubernetes/collect/cluster-source';
import { createLogger } from '../../backend/log';
import { parseSettings } from '../../backend/settings';
import { createTrafficService } from '../../backend/traffic/create-service';
import { silentLogger } from '../../cli/silent-logger';
import { differences, sumsOfAnswer, sumsOfTruth, type EndMember } from '../../demo/check/exchange-sums';
import { simulateCluster } from '../../demo/cluster/cluster';
import { writeFlowObjects } from '../../demo/files/flow-objects';
import { accessToDouble } from '../kubernetes-double/access';
import { KubernetesDouble } from '../kubernetes-double/api-server';
import { Replay, until, type Progress } from './replay';

const from = Date.UTC(2026, 2, 10, 5) / 1000;
const cluster = simulateCluster({ seed: 11, from, to: from + 3600 });
const { signal } = new AbortController();
let folder: string;
let double: KubernetesDouble;
let log: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoneflow-collect-'));
  log = [];
  await writeFlowObjects(cluster, join(folder, 'flows'), signal);
});

afterEach(async () => {
  await double.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Running {
  collector: ClusterCollector;
  stop: () => Promise<void>;
}

function collect(now: () => number): Running {
  const source = { cluster: 'demo', by: { type: 'in-cluster' as const }, history: join(folder, 'history') };
  const collector = createCollector({
    access: accessToDouble(double, 'demo'),
    openHistory: historyOf({ ...source, historyAws: noAws }, now),
    intervalSeconds: 0.1,
    log: createLogger((line) => log.push(line)),
    now,
    backoff: { firstMs: 5, longestMs: 50 },
  });
  const controller = new AbortController();
  const running = collector.run(controller.signal);
  return {
    collector,
    stop: async () => {
      controller.abort();
      await running;
    },
  };
}

function noAws(): never {
  throw new Error('nothing is in S3');
}

const levels: EndMember[][] = [
  ['kind', 'namespace', 'workload', 'pod', 'node', 'zone'],
  ['namespace', 'workload'],
  ['zone'],
];

async function expectTheTruth(): Promise<void> {
  const settings = parseSettings({
    engine: 'duckdb',
    flows: { location: join(folder, 'flows') },
    history: { location: join(folder, 'history') },
  });
  const observer = { answered: () => undefined, failed: () => undefined };
  const service = createTrafficService(settings, { observer, log: silentLogger });
  const range = { from: from * 1000, to: (from + 3600) * 1000, intervalMs: 60_000, maxDataPoints: 100 };
  try {
    for (const members of levels) {
      const query = { queryType: 'table', traffic: 'all', groupBy: members, limit: 0 };
      const [frame] = await service.frames(query, range, signal);
      const right = sumsOfTruth(cluster.truth, members);
      expect(right.size).toBeGreaterThan(3);
      expect(differences(right, sumsOfAnswer(frame ?? { name: '', fields: [] }, members))).toEqual({
        groups: 0,
        bytes: 0,
        examples: [],
      });
    }
  } finally {
    await service.close();
  }
}

async function startedReplay(): Promise<Replay> {
  let clock = (): number => 0;
  double = await KubernetesDouble.start({ now: () => clock() });
  const replay = new Replay(cluster, (now) => {
    clock = now;
    return double;
  });
  replay.begin();
  return replay;
}

/** A collector lists in the second after its first: time goes on until it watches. */
async function watched(replay: Replay): Promise<void> {
  const clock = setInterval(() => (replay.now += 20), 5);
  await until(() => double.openWatches === 2).finally(() => clearInterval(clock));
}

test('one collector, whose watch is away for a while', async () => {
  const replay = await startedReplay();
  const { collector, stop } = collect(() => replay.now);
  await watched(replay);
  await replay.play(() => collector.status().counts);
  await stop();
  expect(collector.status().counts.writes).toBeGreaterThan(1);
  await expectTheTruth();
}, 120_000);

test('a collector that is stopped and started again and again', async () => {
  const replay = await startedReplay();
  let running = collect(() => replay.now);
  const before: Progress = { events: 0, lists: 0 };
  const progress = (): Progress => {
    const { events, lists } = running.collector.status().counts;
    return { events: before.events + events, lists: before.lists + lists };
  };
  await watched(replay);
  await replay.play(progress, async () => {
    await running.stop();
    Object.assign(before, progress());
    running = collect(() => replay.now);
    await watched(replay);
  });
  await running.stop();
  expect(log.filter((line) => line.includes('fails'))).toEqual([]);
  await expectTheTruth();
}, 120_000);
