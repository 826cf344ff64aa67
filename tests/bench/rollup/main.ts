/**
 * What a rollup saves: the same question over 30 days from records and from rolled up hours, beside the sample's way of
 * asking (the last hour joined with the pods there are now), in one run over the same files.
 * `npm run bench:rollup -- [--pods N] [--days N] [--rounds N]`; 20,000 pods are a large cluster.
 */
import { DuckDBInstance } from '@duckdb/node-api';
import { readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseSettings } from '../../../backend/settings';
import { createTrafficService } from '../../../backend/traffic/create-service';
import type { Answer } from '../../../backend/traffic/service';
import { runRollup } from '../../../cli/rollup';
import { silentLogger } from '../../../cli/silent-logger';
import { makeDataset, type Dataset } from './dataset';

const { values: options } = parseArgs({
  options: {
    pods: { type: 'string', default: '100' },
    days: { type: 'string', default: '30' },
    rounds: { type: 'string', default: '3' },
  },
});
const [pods, days, rounds] = [options.pods, options.days, options.rounds].map(Number);
const from = Date.UTC(2026, 3, 1) / 1000;
const to = from + (days ?? 0) * 86_400;
const { signal } = new AbortController();

interface Subject {
  name: string;
  query: Record<string, unknown>;
  from: number;
  to: number;
  intervalMs?: number;
}

const whole = { from, to };
const subjects: Subject[] = [
  { name: 'exchanges by namespace, workload and zone', query: { queryType: 'table' }, ...whole },
  { name: 'matrix of zones', query: { queryType: 'matrix', traffic: 'all' }, ...whole },
  {
    name: 'series by namespace, a day a bucket',
    query: { queryType: 'timeseries', groupBy: ['namespace'], targetGroupBy: [] },
    intervalMs: 86_400_000,
    ...whole,
  },
  { name: 'exchanges, up to hours that are not rolled up yet', query: { queryType: 'table' }, from, to: to + 2 * 3600 },
  {
    name: 'exchanges, the range no whole hours (records at both ends)',
    query: { queryType: 'table' },
    from: from + 1234,
    to: to - 2345,
  },
];

async function main(): Promise<void> {
  const folder = resolve(`build/bench-rollup-${pods}-${days}`);
  const dataset = await makeDataset({ folder, pods: pods ?? 0, days: days ?? 0, from });
  const rollup = join(folder, 'rollup');
  await rm(rollup, { recursive: true, force: true });
  const started = performance.now();
  // The hours beside the range, too, as of a rollup that has run for longer.
  const rolled = { ...dataset, rollup, from: (from - 3600) * 1000, to: (to + 3600) * 1000 };
  const { made } = await runRollup(rolled, signal);
  const seconds = (performance.now() - started) / 1000;
  const again = performance.now();
  await runRollup(rolled, signal);
  console.log(
    `flow logs ${mb(await sizeOf(dataset.flows))}, history ${mb(await sizeOf(dataset.history))}, rollup ${mb(await sizeOf(rollup))}`
  );
  console.log(
    `${made} hours rolled up in ${seconds.toFixed(1)} s; found up to date in ${((performance.now() - again) / 1000).toFixed(1)} s\n`
  );
  console.log(
    '| question | records: s | bytes | rollup: s | bytes | times faster | times fewer bytes |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |'
  );
  for (const subject of subjects) {
    const plain = await median(dataset, subject, undefined);
    const summed = await median(dataset, subject, rollup);
    if (JSON.stringify(told(plain.answer)) !== JSON.stringify(told(summed.answer))) {
      throw new Error(`${subject.name}: the answers differ`);
    }
    const bytes = [plain, summed].map(({ answer }) => answer.stats.scannedBytes);
    console.log(
      `| ${subject.name} | ${plain.seconds.toFixed(2)} | ${mb(bytes[0] ?? 0)} | ${summed.seconds.toFixed(2)} | ${mb(bytes[1] ?? 0)} | ${(plain.seconds / summed.seconds).toFixed(0)} | ${((bytes[0] ?? 0) / (bytes[1] ?? 1)).toFixed(0)} |`
    );
  }
  const sample = await sampleOf(dataset);
  console.log(
    `| the sample's way: the last hour alone, pods of now | ${sample.seconds.toFixed(2)} | ${mb(sample.bytes)} | | | | |`
  );
}

function told({ columns, rows, coverage }: Answer): unknown {
  return { columns, rows, coverage };
}

/** Each round asks a service of its own: an answer must not come from the former one's memory. */
async function median({ flows, history }: Dataset, subject: Subject, rollup: string | undefined) {
  const settings = parseSettings({
    flows: { location: flows },
    history: { location: history },
    ...(rollup !== undefined && { rollup: { location: rollup } }),
    limits: { timeoutSeconds: 3600 },
    duckdb: { threads: 2 },
  });
  const service = createTrafficService(settings, {
    observer: { answered: () => undefined, failed: () => undefined },
    log: silentLogger,
  });
  const ask = {
    from: subject.from * 1000,
    to: subject.to * 1000,
    intervalMs: subject.intervalMs ?? 60_000,
    maxDataPoints: 10_000,
  };
  const runs: Array<{ seconds: number; answer: Answer }> = [];
  try {
    // The first loads the engine and looks at each object once; then a query that differs in nothing but a limit that binds nobody.
    for (let round = 0; round <= (rounds ?? 1); round++) {
      const start = performance.now();
      const answer = await service.answer({ ...subject.query, limit: 1000 + round }, ask, signal);
      runs.push({ seconds: (performance.now() - start) / 1000, answer });
    }
  } finally {
    await service.close();
  }
  const sorted = runs.slice(1).sort((left, right) => left.seconds - right.seconds);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) {
    throw new Error('No round was run');
  }
  return middle;
}

/** What the scheduled function of the AWS sample does: the last hour's records, both ends joined with the pods of this minute. */
async function sampleOf({ flows, history }: Dataset): Promise<{ seconds: number; bytes: number }> {
  const day = new Date((to - 1) * 1000).toISOString().slice(0, 10);
  const folder = join(flows, 'AWSLogs/123456789012/vpcflowlogs/us-east-1', ...day.split('-'));
  const last = join(folder, (await readdir(folder)).sort().at(-1) ?? '');
  const list = join(history, 'pods/cluster=large', `day=${day}`, 'part.parquet');
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const db = await instance.connect();
  try {
    const start = performance.now();
    await db.runAndReadAll(`WITH pods AS (SELECT p.address, p.workload, n.zone_id AS zone FROM read_parquet('${list}') p
  JOIN read_parquet('${join(history, 'nodes/cluster=large', `day=${day}`, 'part.parquet')}') n USING (node) WHERE p.started <= ${to} AND p.ended > ${to})
SELECT s.workload, s.zone, t.workload, t.zone, sum(f.bytes) FROM read_parquet('${last}') f JOIN pods s ON s.address = f.pkt_srcaddr JOIN pods t ON t.address = f.pkt_dstaddr
WHERE f.flow_direction = 'egress' AND s.zone <> t.zone GROUP BY ALL ORDER BY 5 DESC`);
    return { seconds: (performance.now() - start) / 1000, bytes: (await stat(last)).size + (await stat(list)).size };
  } finally {
    db.closeSync();
    instance.closeSync();
  }
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size)
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function mb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0)} MB`;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
