/** Random clusters, ranges and questions: with a rollup the answer is the same to the byte, whatever arrives late. */
import fc from 'fast-check';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '../../cli/silent-logger';
import { parseSettings } from '../../backend/settings';
import { createTrafficService } from '../../backend/traffic/create-service';
import type { Answer, TrafficService } from '../../backend/traffic/service';
import { runHistoryImport } from '../../cli/history-import';
import { runRollup } from '../../cli/rollup';
import { randomClusterOf, type RandomCluster } from './random-cluster';
import { writeRandomCluster } from './random-cluster-files';

const hour = 3600;
const { signal } = new AbortController();
const runs = Number(process.env['ZONEFLOW_PROPERTY_RUNS'] ?? 12);

const filters = fc.array(
  fc.record({
    side: fc.constantFrom('source', 'target', 'either'),
    dimension: fc.constantFrom('kind', 'namespace', 'workload', 'zone', 'cluster'),
    operator: fc.constantFrom('=', '!=', '=~', '!~'),
    values: fc.constantFrom<string[]>(['shop'], ['web', 'use1-az1'], [''], ['pod'], ['unattributed', 'external']),
  }),
  { maxLength: 2 }
);

const question = fc.record({
  queryType: fc.constantFrom('table', 'timeseries', 'graph', 'matrix'),
  groupBy: fc.subarray(['kind', 'cluster', 'namespace', 'workload', 'zone']),
  targetGroupBy: fc.option(fc.subarray(['namespace', 'workload', 'zone']), { nil: undefined }),
  traffic: fc.constantFrom('cross-zone', 'same-zone', 'all'),
  measure: fc.constantFrom('bytes', 'packets', 'flows', 'cost'),
  limit: fc.constantFrom(0, 1, 3),
  other: fc.boolean(),
  bidirectional: fc.boolean(),
  filters,
});

/** Offsets from the window's start, in seconds: often whole hours, often not. */
const edge = fc.oneof(
  fc.integer({ min: -1, max: 31 }).map((hours) => hours * hour),
  fc.integer({ min: -hour, max: 31 * hour }),
  fc.integer({ min: -2, max: 62 }).map((halves) => halves * 1800)
);

const scenario = fc.record({
  cluster: randomClusterOf(4 * hour, 30 * hour),
  rolledUp: fc.array(edge, { minLength: 2, maxLength: 2 }),
  asked: fc.array(
    fc.record({
      edges: fc.tuple(edge, edge).filter(([from, to]) => from !== to),
      question,
      width: fc.constantFrom(1, 3),
    }),
    { minLength: 4, maxLength: 4 }
  ),
  /** Every so many records arrive late; the last sightings are imported late. */
  lateRecords: fc.constantFrom(0, 2, 5),
  lateSightings: fc.constantFrom(0, 1, 4),
});

let rolledHours = 0;
let usedRollups = 0;

test('answers are the same with and without a rollup, before and after late records and history', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ cluster, rolledUp, asked, lateRecords, lateSightings }) => {
      const folder = await mkdtemp(join(tmpdir(), 'zoneflow-rollup-'));
      try {
        const history = join(folder, 'history');
        const rollup = join(folder, 'rollup');
        const flows = await writeFirstPart(cluster, folder, { lateRecords, lateSightings, history });
        const from = (cluster.window.from + Math.min(...rolledUp)) * 1000;
        const to = (cluster.window.from + Math.max(...rolledUp) + 2 * hour) * 1000;
        const rollUp = () => runRollup({ flows, history, rollup, from, to }, signal);
        rolledHours += (await rollUp()).made;
        await sameAnswers();
        // Late records and late history: hours are stale, and answered from records until they are made again.
        const late = join(folder, 'late');
        const { files } = await writeRandomCluster(cluster, late);
        await cp(join(late, 'flows'), flows, { recursive: true });
        await runHistoryImport({ cluster: 'random', history, files }, signal);
        await sameAnswers();
        await rollUp();
        await sameAnswers();
        expect(await rollUp()).toMatchObject({ made: 0 });

        async function sameAnswers(): Promise<void> {
          const plain = serviceOf({ flows, history });
          const rolled = serviceOf({ flows, history, rollup });
          try {
            for (const { edges, question: asking, width } of asked) {
              const range = {
                from: (cluster.window.from + Math.min(...edges)) * 1000,
                to: (cluster.window.from + Math.max(...edges)) * 1000,
                intervalMs: width * hour * 1000,
                maxDataPoints: 1000,
              };
              const expected = await plain.answer(asking, range, signal);
              const answer = await rolled.answer(asking, range, signal);
              usedRollups += (answer.stats.rolledHours ?? 0) > 0 ? 1 : 0;
              expect(told(answer)).toEqual(told(expected));
            }
          } finally {
            await plain.close();
            await rolled.close();
          }
        }
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: runs, endOnFailure: true }
  );
  // The property says nothing where the rollup is never used.
  expect(rolledHours).toBeGreaterThan(runs);
  expect(usedRollups).toBeGreaterThan(runs);
}, 900_000);

function told({ columns, rows, coverage, notices }: Answer): unknown {
  return { columns, rows, coverage, notices };
}

function serviceOf(locations: { flows: string; history: string; rollup?: string }): TrafficService {
  const settings = parseSettings({
    engine: 'duckdb',
    ...Object.fromEntries(Object.entries(locations).map(([member, location]) => [member, { location }])),
  });
  return createTrafficService(settings, {
    observer: { answered: () => undefined, failed: () => undefined },
    log: silentLogger,
  });
}

async function writeFirstPart(
  cluster: RandomCluster,
  folder: string,
  { lateRecords, lateSightings, history }: { lateRecords: number; lateSightings: number; history: string }
): Promise<string> {
  const early: RandomCluster = {
    ...cluster,
    // The first comes early: a flow log that has delivered nothing yet has no folder.
    records: cluster.records.filter((_record, index) => lateRecords === 0 || (index + 1) % lateRecords !== 0),
    sightings: cluster.sightings.slice(0, Math.max(1, cluster.sightings.length - lateSightings)),
  };
  const { flows, files } = await writeRandomCluster(early, folder);
  await runHistoryImport({ cluster: 'random', history, files }, signal);
  expect(await readdir(folder)).toContain('history');
  return flows;
}
