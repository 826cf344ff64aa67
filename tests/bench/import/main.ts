/**
 * Measures `history import`: a million watch events (JSON lines) into a new history, then the same again.
 * `npm run bench:import [-- EVENTS]`; prints seconds and the peak memory of the importing process.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runHistoryImport } from '../../../cli/history-import';
import { podEventLines } from './pod-events';

const aims = { seconds: 60, megabytes: 1024 };

if (process.argv[2] === 'import') {
  void importOnce(process.argv[3] ?? '', process.argv[4] ?? '');
} else {
  measure(Number(process.argv[2] ?? 1_000_000));
}

/** In a process of its own, so that its peak memory is the import's. */
async function importOnce(history: string, file: string): Promise<void> {
  const begun = performance.now();
  const { pods, intervals, files } = await runHistoryImport(
    { cluster: 'bench', history, files: [file] },
    new AbortController().signal
  );
  const seconds = (performance.now() - begun) / 1000;
  const megabytes = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(JSON.stringify({ seconds, megabytes, pods, intervals, files }));
}

function measure(events: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'zoneflow-bench-'));
  try {
    const file = join(folder, 'events.jsonl');
    write(file, events);
    console.log(`${events.toLocaleString('en')} events, ${(statSync(file).size / 1e9).toFixed(2)} GB`);
    for (const run of ['first import', 'same again']) {
      const result = spawnSync(process.execPath, [__filename, 'import', join(folder, 'history'), file], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const figures = JSON.parse(result.stdout) as { seconds: number; megabytes: number };
      const missed = figures.seconds > aims.seconds || figures.megabytes > aims.megabytes;
      console.log(`${run}: ${figures.seconds.toFixed(1)} s, ${figures.megabytes.toFixed(0)} MB peak`, result.stdout);
      process.exitCode ||= missed ? 1 : 0;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(file: string, events: number): void {
  const handle = openSync(file, 'w');
  let block = '';
  for (const line of podEventLines(events)) {
    block += line;
    if (block.length > 1 << 20) {
      writeSync(handle, block);
      block = '';
    }
  }
  writeSync(handle, block);
  closeSync(handle);
}
