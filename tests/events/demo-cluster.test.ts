/** The demo cluster's rollouts and its replaced node, as the simulation knows them, against what is found in its history. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runHistoryImport } from '../../cli/history-import';
import { simulateCluster } from '../../demo/cluster/cluster';
import type { Pod } from '../../demo/cluster/inventory';
import { writeKubernetesFiles } from '../../demo/files/cluster-files';
import { signal, watchedServices } from '../../backend/traffic/watched-service.test-data';

const to = Date.UTC(2026, 2, 10, 9) / 1000;
const cluster = simulateCluster({ seed: 11, from: to - 2 * 3600, to });

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'zoneflow-demo-events-'));
  const files = await writeKubernetesFiles(cluster, join(root, 'kube'));
  await runHistoryImport({ cluster: 'demo', history: join(root, 'history'), files }, signal);
});
afterAll(() => rm(root, { recursive: true, force: true }));

const { start, closeAll } = watchedServices(() => ({ flows: join(root, 'none'), history: join(root, 'history') }));
afterAll(closeAll);

interface Change {
  workload: string;
  time: number;
  pods: number;
}

/** A Deployment's pods of a ReplicaSet after its first one; the window's end cuts what is under way. */
function trueRollouts(): Change[] {
  const sets = new Map<string, Pod[]>();
  for (const pod of cluster.pods.filter(({ workload }) => workload.kind === 'Deployment')) {
    sets.set(pod.owner.uid, [...(sets.get(pod.owner.uid) ?? []), pod]);
  }
  const ordered = [...sets.values()].sort((a, b) => readyOf(a) - readyOf(b));
  return ordered.flatMap((pods, index): Change[] => {
    const former = ordered.slice(0, index).filter((others) => others[0]?.workload === pods[0]?.workload);
    const time = readyOf(pods);
    const lastEnd = Math.max(...(former.at(-1) ?? []).map(({ ended }) => ended ?? Infinity));
    const inTime = pods.filter(({ ready }) => ready <= lastEnd);
    const workload = `${pods[0]?.workload.namespace}/${pods[0]?.workload.name}`;
    return former.length === 0 || time < cluster.options.from || time >= to - 300
      ? []
      : [{ workload, time, pods: inTime.length }];
  });
}

function readyOf(pods: readonly Pod[]): number {
  return Math.min(...pods.map(({ ready }) => ready));
}

test('every rollout is found, with its time and its pods, and nothing else', async () => {
  const options = { from: cluster.options.from * 1000, to: to * 1000, intervalMs: 60_000, maxDataPoints: 1000 };
  const { service } = start({}, to * 1000);
  const { columns, rows } = await service.answer({ queryType: 'events', events: ['rollout'] }, options, signal);
  const found = rows
    .map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])))
    .filter(({ time }) => Number(time) >= options.from && Number(time) < (to - 300) * 1000)
    .map(({ namespace, workload, time, text }) => ({
      workload: `${namespace}/${workload}`,
      time: Number(time) / 1000,
      pods: Number(/^\d+/.exec(String(text))?.[0]),
    }));
  const truth = trueRollouts();
  expect(truth.length).toBeGreaterThan(6);
  expect(found).toEqual(truth);
});

test('the node that is replaced joins, and its predecessor leaves', async () => {
  const options = { from: cluster.options.from * 1000, to: to * 1000, intervalMs: 60_000, maxDataPoints: 1000 };
  const query = { queryType: 'events', events: ['node-arrival', 'node-departure'] };
  const { rows } = await start({}, to * 1000).service.answer(query, options, signal);
  const { nodes } = cluster;
  const joined = nodes.filter(({ created }) => created > cluster.options.from);
  const left = nodes.filter(({ deleted }) => deleted !== null && deleted < to);
  expect([joined.length, left.length]).toEqual([1, 1]);
  expect(rows.map(([, , kind, , , , name, zone]) => [kind, name, zone])).toEqual([
    ...joined.map(({ name, zone }) => ['node-arrival', name, zone.id]),
    ...left.map(({ name, zone }) => ['node-departure', name, zone.id]),
  ]);
});
