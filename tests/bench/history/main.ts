/**
 * Measures the store of live history: 20,000 pods of which 2,500 change between two writes, an hour of writes each 30 s with
 * a compaction each 15 min, then who starts again, and who asks. `npm run bench:history [-- WRITES]`; a folder, one process.
 */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDuckDbEngine } from '../../../backend/engines/duckdb/engine';
import { openLiveHistory, type LiveHistory } from '../../../backend/history/store/live';
import type { PodSighting } from '../../../backend/history/sighting';
import { localPlace } from '../../../backend/storage/local-place';

const never = new AbortController().signal;
const [pods, changed, writeEveryMs, compactEvery] = [20_000, 1_250, 30_000, 30];
const begin = Date.UTC(2026, 2, 10, 5);

void measure(Number(process.argv[2] ?? 120));

async function measure(writes: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'zoneflow-bench-'));
  try {
    let now = begin;
    const open = (): Promise<LiveHistory> =>
      openLiveHistory({ location: join(folder, 'history'), cluster: 'c1', aws: noAws, now: () => now }, never);
    const live = await open();
    for (let index = 0; index < pods; index += 1) {
      live.ledger.podSeen(podAt(index, begin), { at: now, exact: true });
    }
    live.ledger.observations.listed('pods', begin / 1000);
    show('first write, all pods', [await timed(() => live.write(never))]);
    const [writing, compacting]: [number[], number[]] = [[], []];
    for (let write = 1; write <= writes; write += 1) {
      now += writeEveryMs;
      // Half of the changes are pods that go, half those that come.
      for (let index = 0; index < changed; index += 1) {
        const pod = (write - 1) * changed + index;
        live.ledger.podDeleted(podAt(pod, begin), { at: now - 1000, exact: true });
        live.ledger.podSeen(podAt(pod + pods, now - 1000), { at: now - 1000, exact: true });
      }
      live.ledger.observations.watched('pods', begin / 1000, now / 1000);
      writing.push(await timed(() => live.write(never)));
      live.forget(now / 1000 - 600);
      if (write % compactEvery === 0) {
        const before = await filesIn(folder);
        compacting.push(await timed(() => live.compact(never)));
        const after = await filesIn(folder);
        console.log(`  ${before.count} files became ${after.count}, ${(after.bytes / 1e6).toFixed(1)} MB`);
      }
    }
    await live.close();
    show(`writes of ${2 * changed} changes`, writing);
    show('compactions', compacting);
    show('start again', [await timed(async () => (await open()).close())]);
    await ask(join(folder, 'history'), { from: begin / 1000, to: now / 1000 + 1 });
    console.log(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function ask(location: string, range: { from: number; to: number }): Promise<void> {
  const place = localPlace({ location, noun: 'history' });
  const engine = createDuckDbEngine({ flows: place, history: place, threads: 2, memoryLimitMb: 1024 });
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    times.push(
      await timed(async () => {
        const opened = await engine.openHistory(range, never);
        const sql = 'SELECT count(*) AS held, count(ended) AS ended FROM pod_history';
        const { columns } = (await opened.run(sql, never)).result;
        if (round === 0) {
          console.log(`  ${String(columns.get('held')?.[0])} pods, ${String(columns.get('ended')?.[0])} ended`);
        }
        await opened.close();
      })
    );
  }
  await engine.close();
  show('the history merged for a question', times);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** Median and longest. */
function show(what: string, times: readonly number[]): void {
  const sorted = [...times].sort((a, b) => a - b);
  const middle = sorted[sorted.length >> 1] ?? 0;
  console.log(`${what}: ${middle.toFixed(0)} ms, at most ${(sorted.at(-1) ?? 0).toFixed(0)} ms`);
}

async function filesIn(folder: string): Promise<{ count: number; bytes: number }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).size));
  return { count: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

function podAt(index: number, startMs: number): PodSighting {
  return {
    uid: `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`,
    namespace: `team-${index % 40}`,
    pod: `web-${index % 400}-${index.toString(36)}`,
    workload: `web-${index % 400}`,
    workloadKind: 'Deployment',
    node: `ip-10-1-${index % 250}-7.ec2.internal`,
    labels: `{"app":"web-${index % 400}","team":"team-${index % 40}"}`,
    hostNetwork: false,
    addresses: [`10.${1 + ((index >> 16) & 63)}.${(index >> 8) & 255}.${index & 255}`],
    hostAddresses: [],
    readyAt: startMs / 1000 + 2,
    startTime: startMs / 1000,
    terminal: false,
    containersEndedAt: null,
    deletionTimestamp: null,
  };
}

function noAws(): never {
  throw new Error('nothing is in S3');
}
