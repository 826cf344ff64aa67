/** Two clusters in VPCs with the same addresses, from their files to the answer: settings tell which cluster is where. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { five, flowRow, usualFields } from '../../backend/engines/duckdb/flow-files.test-data';
import { node, pod } from '../../backend/kubernetes/objects.test-data';
import { parseSettings } from '../../backend/settings';
import { createTrafficService } from '../../backend/traffic/create-service';
import { hour, writeSmallCluster, type SmallCluster } from '../../backend/traffic/small-cluster.test-data';
import { runHistoryImport } from '../../cli/history-import';
import { runRollup } from '../../cli/rollup';
import { silentLogger } from '../../cli/silent-logger';

const { signal } = new AbortController();
const [web, db] = ['10.0.1.1', '10.0.1.2'];
const between = { 'pkt-srcaddr': web, 'pkt-dstaddr': db };
const records = [
  flowRow(five + 1800, 600, { ...between, 'vpc-id': 'vpc-prod' }),
  flowRow(five + 1800, 70, { ...between, 'vpc-id': 'vpc-test' }),
];
const clusters = [
  { name: 'prod', vpcId: 'vpc-prod' },
  { name: 'test', vpcId: 'vpc-test' },
];

const made: SmallCluster[] = [];
afterAll(() => Promise.all(made.map((cluster) => cluster.remove())));

async function twoClusters(fields: string[]): Promise<SmallCluster & { rollup: string }> {
  const cluster = await writeSmallCluster({ fields, records });
  made.push(cluster);
  const file = join(cluster.root, 'test.json');
  const pods = [web, db].map((ip, index) => {
    const name = `probe-${index}`;
    return pod({ uid: name, name, namespace: 'probes', node: 'n1', ips: [ip], startTime: 0, labels: {} });
  });
  const items = [...pods, node({ uid: 't1', name: 'n1', labels: { 'topology.k8s.aws/zone-id': 'use1-az2' } })];
  await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  const observedAt = (five + 3600) * 1000;
  await runHistoryImport({ cluster: 'test', history: cluster.history, files: [file], observedAt }, signal);
  return { ...cluster, rollup: join(cluster.root, 'rollup') };
}

async function ask(places: { flows: string; history: string; rollup: string }, known: unknown) {
  const location = (name: keyof typeof places): { location: string } => ({ location: places[name] });
  const settings = parseSettings({
    ...{ engine: 'duckdb', flows: location('flows'), history: location('history'), rollup: location('rollup') },
    clusters: known,
  });
  const observer = { answered: () => undefined, failed: () => undefined };
  const service = createTrafficService(settings, { observer, log: silentLogger });
  try {
    const question = { queryType: 'table', traffic: 'all', groupBy: ['cluster', 'namespace'], limit: 0 };
    const range = { ...hour, intervalMs: 60_000, maxDataPoints: 1000 };
    const { rows, notices, stats } = await service.answer(question, range, signal);
    return { rows: rows.map((row) => row.slice(0, 5)).sort(), notices, stats };
  } finally {
    await service.close();
  }
}

test('each cluster has the bytes of its VPC; a rollup does not answer', async () => {
  const places = await twoClusters([...usualFields, 'vpc-id']);
  const { made: hours } = await runRollup({ ...places, now: (five + 86_400) * 1000 }, signal);
  expect(hours).toBeGreaterThan(0);
  const { rows, notices, stats } = await ask(places, clusters);
  expect(rows).toEqual([
    ['prod', 'shop', 'prod', 'data', 600],
    ['test', 'probes', 'test', 'probes', 70],
  ]);
  expect(notices).toEqual([]);
  expect(stats.rolledHours).toBeUndefined();
});

test('where the logs do not tell the VPC, the answer says that owners may be wrong', async () => {
  const places = await twoClusters(usualFields);
  const { notices } = await ask(places, clusters);
  expect(notices.map(({ text }) => text)).toEqual([expect.stringContaining('Add vpc-id to the flow log’s format')]);
  expect((await ask(places, [])).notices).toEqual([]);
});
