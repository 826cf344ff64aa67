/**
 * The deployed pipeline on simulated hours of a churning cluster: the collector's look each minute, flow logs delivered late,
 * the rollup each hour, all in S3. The answers are the truth, but for pods that no look ever showed.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AwsSettings } from '../../backend/aws/aws-settings';
import { startS3Double, type S3Double } from '../../backend/aws/s3-double.test-data';
import type { TimeRange } from '../../backend/engines/engine';
import { parseSettings } from '../../backend/settings';
import { createTrafficService } from '../../backend/traffic/create-service';
import type { Coverage } from '../../src/shared/coverage';
import type { RollUpSummary } from '../../backend/rollup/roll-up';
import { runRollup } from '../../cli/rollup';
import { silentLogger } from '../../cli/silent-logger';
import {
  differences,
  sumsOfAnswer,
  sumsOfTruth,
  totalBytes,
  type EndMember,
  type ExchangeSums,
  type Sum,
} from '../../demo/check/exchange-sums';
import type { Pod } from '../../demo/cluster/inventory';
import type { Truth } from '../../demo/cluster/truth';
import { simulateCluster, type Cluster } from '../../demo/cluster/cluster';
import { writeFlowObjects } from '../../demo/files/flow-objects';
import { LookedCluster } from './looked-cluster';

const { signal } = new AbortController();
const from = Date.UTC(2026, 2, 10, 5) / 1000;
const minute = 60;
const hour = 3600;
/** When looks began before the first flow record. */
const lookedBefore = 600;

let folder: string;
let s3: S3Double;
let looked: LookedCluster | null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoneflow-pipeline-'));
  s3 = await startS3Double();
  ['flows', 'history', 'rollup'].forEach((bucket) => s3.put(bucket, 'other', ''));
  looked = null;
});

afterEach(async () => {
  await looked?.stop();
  await s3.close();
  await rm(folder, { recursive: true, force: true });
});

const places = { flows: 's3://flows/prod', history: 's3://history/prod', rollup: 's3://rollup/prod' };

/** Objects by the second at which AWS delivers them: ten minutes after their five, one of them three hours later. */
async function deliveries(
  cluster: Cluster,
  late: number
): Promise<Array<{ at: number; key: string; content: Buffer }>> {
  const flows = join(folder, 'flows');
  await writeFlowObjects(cluster, flows, signal);
  const names = (await readdir(flows, { recursive: true })).filter((name) => name.includes('.log.'));
  const objects = names.map(async (name) => {
    const [, ...parts] = /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_/.exec(name) ?? [];
    const [year = 0, month = 0, day = 0, hours, minutes] = parts.map(Number);
    const begins = Date.UTC(year, month - 1, day, hours, minutes) / 1000;
    const at = begins + 15 * minute + (begins === late ? 3 * hour : 0);
    return { at, key: `prod/${name}`, content: await readFile(join(flows, name)) };
  });
  return (await Promise.all(objects)).sort((a, b) => a.at - b.at);
}

async function ask(members: readonly EndMember[], range: TimeRange, { rollup }: { rollup: boolean }): Promise<Asked> {
  const settings = parseSettings({
    engine: 'duckdb',
    flows: { location: places.flows },
    history: { location: places.history },
    ...(rollup && { rollup: { location: places.rollup } }),
    duckdb: { threads: 1, memoryLimitMb: 512, cacheDirectory: join(folder, 'cache') },
  });
  const observer = { answered: () => undefined, failed: () => undefined };
  const service = createTrafficService(settings, { observer, log: silentLogger, aws: () => s3.settings });
  try {
    const options = { from: range.from * 1000, to: range.to * 1000, intervalMs: 60_000, maxDataPoints: 100 };
    const query = { queryType: 'table', traffic: 'all', groupBy: members, limit: 0 };
    const [frame = { name: '', fields: [] }] = await service.frames(query, options, signal);
    const { coverage, stats } = await service.answer(query, options, signal);
    return { sums: sumsOfAnswer(frame, members), coverage, rolledHours: stats.rolledHours };
  } finally {
    await service.close();
  }
}

interface Asked {
  sums: ExchangeSums;
  coverage: Coverage;
  rolledHours: number | undefined;
}

const equal = { groups: 0, bytes: 0, examples: [] };
const single: EndMember[] = ['kind', 'namespace', 'workload', 'pod', 'node', 'zone'];

test('where finished pods stay listed, records and rollup tell the truth to the byte', async () => {
  const range = { from, to: from + 2 * hour };
  const cluster = simulateCluster({ seed: 23, ...range });
  const waiting = await deliveries(cluster, from + hour + 20 * minute);
  looked = await LookedCluster.start({ ...cluster, ...watched(range), history: historyInS3() });
  const rolled: RollUpSummary[] = [];
  for (let now = from - lookedBefore + 20; now < range.to + 4 * hour; now += minute) {
    while ((waiting[0]?.at ?? Infinity) <= now) {
      const { key, content } = waiting.shift() ?? { key: '', content: '' };
      s3.put('flows', key, content);
    }
    if (now <= range.to + minute) {
      expect((await looked.look(now, signal)).warnings).toEqual([]);
    }
    if (now >= from + 2 * hour && (now - from - 20) % hour === 20 * minute) {
      const run = { ...places, ...milliseconds(range), now: now * 1000, threads: 1, aws: () => s3.settings };
      rolled.push(await runRollup(run, signal));
    }
  }
  // The first hour at 07:20, the second at 08:20; at 10:20 both again, for an object that came at 09:35.
  expect(rolled.map(({ made, current, left }) => [made, current, left.length])).toEqual([
    [1, 0, 0],
    [1, 1, 0],
    [0, 2, 0],
    [2, 0, 0],
  ]);
  for (const members of [['kind', 'namespace', 'workload', 'zone'], ['zone']] satisfies EndMember[][]) {
    const right = sumsOfTruth(cluster.truth, members);
    expect(right.size).toBeGreaterThan(3);
    const records = await ask(members, range, { rollup: false });
    expect(differences(right, records.sums)).toEqual(equal);
    const summed = await ask(members, range, { rollup: true });
    expect(differences(right, summed.sums)).toEqual(equal);
    expect(summed).toEqual({ ...records, rolledHours: 2 });
  }
  const pods = await ask(single, range, { rollup: true });
  expect(differences(sumsOfTruth(cluster.truth, single), pods.sums)).toEqual(equal);
  // Two hours of looks, and still few files to read for the next.
  const files = [...(s3.buckets.get('history')?.keys() ?? [])].filter((key) => key.endsWith('.parquet'));
  expect(files.length).toBeLessThan(60);
}, 900_000);

/** Such pods no look need ever show: their traffic is in the answers, without their names. */
test.each([
  ['minute', 1],
  ['five minutes', 5],
])(
  'where Jobs are deleted when they end, looks every %s miss those between two looks alone',
  async (_text, every) => {
    const range = { from, to: from + hour };
    const cluster = simulateCluster({ seed: 23, ...range });
    (await deliveries(cluster, 0)).forEach(({ key, content }) => s3.put('flows', key, content));
    const pods = cluster.pods.map((pod) => (pod.outcome === 'succeeded' ? { ...pod, removed: pod.ended } : pod));
    looked = await LookedCluster.start({ ...cluster, pods, ...watched(range), history: historyInS3() });
    const looks: number[] = [];
    for (let now = from - lookedBefore + 2; now <= range.to + every * minute; now += every * minute) {
      looks.push(now);
      await looked.look(now, signal);
    }
    const isShown = (pod: Pod): boolean =>
      looks.some((look) => pod.ready + 1 < look && (pod.removed === null || look <= pod.removed));
    const missed = pods.filter((pod) => !isShown(pod));
    const missedBytes = bytesOf(cluster.truth, new Set(missed.map(({ uid }) => uid)));
    expect(missedBytes).toBeGreaterThan(0);

    const right = sumsOfTruth(cluster.truth, single);
    const { sums, coverage } = await ask(single, range, { rollup: false });
    expect(coverage.bytes).toBe(totalBytes(right));
    // Each of their bytes is with another end: without an owner, or with one that held the address shortly before.
    const { bytes } = differences(right, sums);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(2 * missedBytes);
    const addresses = new Set(missed.map(({ address }) => address));
    const names = pods.filter(({ address }) => addresses.has(address)).map(({ name }) => `\t${name}\t`);
    const others = ([key]: [string, Sum]): boolean =>
      !/^unattributed|\tunattributed/.test(key) && !names.some((name) => key.includes(name));
    expect(differences(new Map([...right].filter(others)), new Map([...sums].filter(others)))).toEqual(equal);
    // Which zone an address is in, its own records tell: between zones nothing is missed.
    const zones = await ask(['zone'], range, { rollup: false });
    expect(differences(sumsOfTruth(cluster.truth, ['zone']), zones.sums)).toEqual(equal);
  },
  900_000
);

/** Of exchanges with an end among these. */
function bytesOf({ ends, exchanges }: Truth, uids: ReadonlySet<string>): number {
  const has = (end: number): boolean => uids.has(ends[end]?.uid ?? '');
  return exchanges.reduce((sum, { source, target, bytes }) => sum + (has(source) || has(target) ? bytes : 0), 0);
}

function historyInS3(): { location: string; aws: () => AwsSettings } {
  return { location: places.history, aws: () => s3.settings };
}

function watched({ from: first, to }: TimeRange): TimeRange {
  return { from: first - lookedBefore, to };
}

function milliseconds({ from: first, to }: TimeRange): TimeRange {
  return { from: first * 1000, to: to * 1000 };
}
