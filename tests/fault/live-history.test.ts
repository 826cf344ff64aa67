/** Who writes, compacts and imports a live history is killed at any moment, and S3 fails as it does: no row is ever lost. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { startS3Double, type S3Double, type S3Fault } from '../../backend/aws/s3-double.test-data';
import { S3Objects } from '../../backend/aws/s3-objects';
import { s3Place } from '../../backend/aws/s3-place';
import { createDuckDbEngine } from '../../backend/engines/duckdb/engine';
import type { Engine } from '../../backend/engines/engine';
import { compactHistory } from '../../backend/history/store/compact-history';
import { ObjectCache } from '../../backend/storage/cache/object-cache';
import { localPlace } from '../../backend/storage/local-place';
import { holdingsAfter, momentOf } from './live-steps';

const never = new AbortController().signal;
const nodeModules = resolve(__dirname, '../../node_modules');
const lastStep = 40; // past midnight

let folder: string;
let child: string;
let s3: S3Double;
let closing: Array<() => Promise<void>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoneflow-live-'));
  child = join(folder, 'child.cjs');
  await build({
    entryPoints: [join(__dirname, 'live-child.ts')],
    outfile: child,
    bundle: true,
    platform: 'node',
    target: 'node20',
    external: ['@duckdb/node-bindings'],
  });
});

beforeEach(async () => {
  closing = [];
  s3 = await startS3Double();
  s3.put('history', 'other', '');
});

afterEach(async () => {
  await Promise.all(closing.map((close) => close()));
  await s3.close();
  await rm(join(folder, 'history'), { recursive: true, force: true });
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Run {
  /** The last step that the process said to have stored; -1 for none. */
  stored: number;
  killed: boolean;
  failed: string | null;
}

/** @param killAfterMs from when the process says that it is ready; null to let it end */
function run(work: string, location: string, steps: number[], killAfterMs: number | null): Promise<Run> {
  const args = [child, work, location, location.startsWith('s3:') ? s3.endpoint : '', ...steps.map(String)];
  const running = spawn(process.execPath, args, {
    env: { ...process.env, NODE_PATH: nodeModules },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const result: Run = { stored: -1, killed: false, failed: null };
  createInterface({ input: running.stdout }).on('line', (line) => {
    const [word, ...rest] = line.split(' ');
    if (word === 'ready' && killAfterMs !== null) {
      setTimeout(() => running.kill('SIGKILL'), killAfterMs);
    }
    result.stored = word === 'stored' ? Number(rest[0]) : result.stored;
    result.failed = word === 'failed' ? rest.join(' ') : result.failed;
  });
  return new Promise((done) =>
    running.once('close', (_code, signal) => done({ ...result, killed: signal === 'SIGKILL' }))
  );
}

function engineOver(location: string): Engine {
  const cache = new ObjectCache({ path: join(folder, `cache-${Math.random()}`), maxBytes: 2 ** 26, maxAgeMs: 1e9 });
  const objects = new S3Objects(s3.settings, { retry: { firstWaitMs: 1 } });
  const place = location.startsWith('s3:')
    ? s3Place({ location, objects: () => Promise.resolve(objects), cache, patient: true })
    : localPlace({ location, noun: 'history' });
  const engine = createDuckDbEngine({ flows: place, history: place, threads: 1, memoryLimitMb: 256 });
  closing.push(async () => {
    await engine.close();
    await cache.close();
    objects.close();
  });
  return engine;
}

/**
 * `uid started ended` of the pods of the whole time, as a question reads them: days that one import wrote repeat who lived
 * past midnight, and it makes one of them.
 */
async function holdings(engine: Engine): Promise<string[]> {
  const range = { from: momentOf(0) / 1000, to: momentOf(lastStep) / 1000 + 1 };
  const opened = await engine.openHistory(range, never);
  try {
    const sql = `SELECT concat_ws(' ', uid, started, coalesce(CAST(ended AS VARCHAR), '')) AS line FROM (
  SELECT uid, min(started) AS started, min(ended) AS ended FROM pod_history GROUP BY cluster, uid, address) p`;
    return ((await opened.run(sql, never)).result.columns.get('line') ?? []).map(String).sort();
  } finally {
    await opened.close();
  }
}

const randomMs = (most: number): number => Math.floor(Math.random() * most);

describe.each(['a folder', 'S3'])('in %s', (kind) => {
  const location = () => (kind === 'S3' ? 's3://history/prod' : join(folder, 'history'));

  test('a watching process that is killed again and again stores every minute', async () => {
    let stored = -1;
    let kills = 0;
    while (stored < lastStep) {
      const alone = kills > 9;
      const others = ['compact', 'import'].map((work) => run(work, location(), [], randomMs(300)));
      const watching = await run('watch', location(), [stored + 1, lastStep], alone ? null : randomMs(350));
      expect(watching.failed).toBeNull();
      stored = Math.max(stored, watching.stored);
      kills += watching.killed ? 1 : 0;
      // Whatever was said to be stored is found, while others are still at work. A reader of its own: listings live for seconds.
      const known = new Set((await holdings(engineOver(location()))).map((line) => line.split(' ')[0]));
      expect(holdingsAfter(stored).filter((line) => !known.has(line.split(' ')[0]))).toEqual([]);
      await Promise.all(others);
    }
    expect(kills).toBeGreaterThan(0);
    expect(await holdings(engineOver(location()))).toEqual(holdingsAfter(lastStep));
    await compactHistory({ location: location(), aws: () => s3.settings }, never);
    expect(await holdings(engineOver(location()))).toEqual(holdingsAfter(lastStep));
  }, 300_000);

  test('two who watch, one who compacts, one who imports and one who asks do not disturb each other', async () => {
    const engine = engineOver(location());
    if (kind === 'a folder') {
      await mkdir(location());
    }
    const writers = [0, 1].map(() => run('watch', location(), [0, lastStep], null));
    let isOver = false;
    const all = Promise.all(writers).finally(() => (isOver = true));
    let most = 0;
    while (!isOver) {
      const [found] = await Promise.all([
        holdings(engine),
        run('compact', location(), [], null),
        run('import', location(), [], null),
      ]);
      expect(found.length).toBeGreaterThanOrEqual(most);
      most = found.length;
    }
    expect((await all).map(({ stored, failed }) => [stored, failed])).toEqual([
      [lastStep, null],
      [lastStep, null],
    ]);
    expect(await holdings(engineOver(location()))).toEqual(holdingsAfter(lastStep));
  }, 300_000);
});

test.each<[string, () => S3Fault]>([
  ['asks to slow down', () => ({ status: 503, code: 'SlowDown' })],
  ['fails', () => ({ status: 500, code: 'InternalError' })],
  ['cuts connections', () => ({ refuse: true })],
  ['cuts bodies', () => ({ cutAfter: 100 })],
])(
  'the first and third call for each thing in S3 %s',
  async (_name, fault) => {
    // By thing, not in all: else two processes may take turns so that one of them meets every fault there is.
    s3.fault = ({ earlier }) => (earlier === 0 || earlier === 2 ? fault() : null);
    const location = 's3://history/prod';
    const compacting = run('compact', location, [], null);
    expect(await run('watch', location, [0, 20], null)).toMatchObject({ stored: 20, failed: null });
    expect((await compacting).failed).toBeNull();
    expect(await run('watch', location, [21, lastStep], null)).toMatchObject({ stored: lastStep, failed: null });
    s3.fault = () => null;
    expect(await holdings(engineOver(location))).toEqual(holdingsAfter(lastStep));
  },
  300_000
);
