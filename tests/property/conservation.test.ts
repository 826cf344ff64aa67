/** Random clusters from their files to the answer: what is asked in whatever way adds up to the records, nothing lost or multiplied. */
import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseSettings } from '../../backend/settings';
import { createTrafficService } from '../../backend/traffic/create-service';
import type { Answer } from '../../backend/traffic/service';
import { runHistoryImport } from '../../cli/history-import';
import { silentLogger } from '../../cli/silent-logger';
import { randomCluster, totalsOf } from './random-cluster';
import { writeRandomCluster } from './random-cluster-files';

const questions = [
  { queryType: 'table', groupBy: ['kind', 'namespace', 'workload', 'pod', 'node', 'zone'], limit: 0 },
  { queryType: 'table', groupBy: ['label:team'], targetGroupBy: ['zone'], limit: 2 },
  { queryType: 'table', groupBy: [], limit: 0 },
  { queryType: 'timeseries', groupBy: ['namespace'], limit: 1 },
];
const runs = 20;

function sum(answer: Answer, column: string): number {
  const index = answer.columns.indexOf(column);
  return answer.rows.reduce((total, row) => total + Number(row[index]), 0);
}

test('every answer about all traffic adds up to the records that count', async () => {
  const { signal } = new AbortController();
  await fc.assert(
    fc.asyncProperty(randomCluster, async (cluster) => {
      const folder = await mkdtemp(join(tmpdir(), 'zoneflow-random-'));
      const history = join(folder, 'history');
      const { flows, files } = await writeRandomCluster(cluster, folder);
      await runHistoryImport({ cluster: 'random', history, files }, signal);
      const settings = parseSettings({ engine: 'duckdb', flows: { location: flows }, history: { location: history } });
      const observer = { answered: () => undefined, failed: () => undefined };
      const service = createTrafficService(settings, { observer, log: silentLogger });
      try {
        const { from, to } = cluster.window;
        const range = { from: from * 1000, to: to * 1000, intervalMs: 60_000, maxDataPoints: 1_000_000 };
        const totals = totalsOf(cluster, cluster.window);
        for (const question of questions) {
          const answer = await service.answer({ ...question, traffic: 'all' }, range, signal);
          const { coverage } = answer;
          expect({
            bytes: sum(answer, 'bytes'),
            packets: sum(answer, 'packets'),
            flows: sum(answer, 'flows'),
            rejected: coverage.records.rejected,
            noData: coverage.records.noData,
            skipData: coverage.records.skipData,
          }).toEqual(totals);
          expect(coverage.bytes).toBe(totals.bytes);
          expect(coverage.records.counted).toBe(totals.flows);
          expect(coverage.attributedBytes + coverage.unattributedBytes + coverage.externalBytes).toBe(totals.bytes);
          expect(coverage.ambiguousBytes).toBeLessThanOrEqual(coverage.attributedBytes);
        }
      } finally {
        await service.close();
        await rm(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: runs }
  );
}, 900_000);
