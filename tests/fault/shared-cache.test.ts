/** Processes that share a cache of S3 objects and are killed at any moment: answers stay right, the cache small and whole. */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startS3Double, type S3Double, type S3Request } from '../../backend/aws/s3-double.test-data';
import { runHistoryImport } from '../../cli/history-import';
import { simulateCluster, type Cluster } from '../../demo/cluster/cluster';
import { writeKubernetesFiles } from '../../demo/files/cluster-files';
import { writeFlowObjects } from '../../demo/files/flow-objects';

const program = join(__dirname, '../../bin/zoneflow');
const five = Date.UTC(2026, 2, 10, 5) / 1000;
const half = 1800;
const mib = 2 ** 20;
const { signal } = new AbortController();

let folder: string;
let s3: S3Double;
let cluster: Cluster;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoneflow-shared-'));
  s3 = await startS3Double();
  cluster = simulateCluster({ seed: 7, from: five, to: five + half });
  await writeFlowObjects(cluster, join(folder, 'flows'), signal);
  const files = await writeKubernetesFiles(cluster, join(folder, 'kube'));
  await runHistoryImport({ cluster: cluster.name, history: join(folder, 'history'), files }, signal);
  await s3.putFolder('data', 'flows/', join(folder, 'flows'));
  await s3.putFolder('data', 'history/', join(folder, 'history'));
});

afterEach(() => {
  s3.fault = () => null;
  s3.requests.length = 0;
});

afterAll(async () => {
  await s3.close();
  await rm(folder, { recursive: true, force: true });
});

interface Asked {
  killed: boolean;
  /** Null if it was killed before it answered. */
  bytes: number | null;
  error: string;
}

interface AskOptions {
  cache: string;
  cacheMib?: number;
  /** Of the requests to S3 since it began; the process is killed when it holds. */
  killWhen?: (requests: readonly S3Request[]) => boolean;
  flows?: string;
}

const query = JSON.stringify({ queryType: 'table', traffic: 'all', groupBy: ['zone'] });

/** `zoneflow query` in a process of its own. */
async function ask({ cache, cacheMib = 64, killWhen, flows = 'flows' }: AskOptions): Promise<Asked> {
  const places = ['--flows', `s3://data/${flows}`, '--history', 's3://data/history', '--region', 'us-east-1'];
  const range = ['--from', new Date(five * 1000).toISOString(), '--to', new Date((five + half) * 1000).toISOString()];
  const bounds = ['--cache', cache, '--cache-size', String(cacheMib), '--threads', '1', '--format', 'json'];
  const running = spawn(process.execPath, [program, 'query', ...places, ...range, ...bounds, '-'], {
    env: {
      PATH: process.env['PATH'],
      AWS_ACCESS_KEY_ID: 'key-one',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_ENDPOINT_URL_S3: s3.endpoint,
    },
  });
  running.stdin.end(query);
  const [begun, text] = [s3.requests.length, { out: '', err: '' }];
  running.stdout.on('data', (part: Buffer) => (text.out += part.toString()));
  running.stderr.on('data', (part: Buffer) => (text.err += part.toString()));
  const watch = setInterval(() => {
    if (killWhen?.(s3.requests.slice(begun)) === true) {
      running.kill('SIGKILL');
    }
  }, 1);
  const killed = await new Promise<boolean>((done) => running.once('close', (_code, by) => done(by === 'SIGKILL')));
  clearInterval(watch);
  return {
    killed,
    bytes: text.out === '' ? null : bytesIn(text.out),
    error: text.err.replaceAll(/^warning: .*\n/gm, ''),
  };
}

function bytesIn(json: string): number {
  const answer = JSON.parse(json) as { coverage: { bytes: number } };
  return answer.coverage.bytes;
}

const truth = (): number => cluster.truth.exchanges.reduce((sum, { bytes }) => sum + bytes, 0);

/** Bytes of the copies, each file once however many names it has; and folders of processes. */
async function contentOf(cache: string): Promise<{ bytes: number; owners: string[] }> {
  const entries = await readdir(cache, { recursive: true, withFileTypes: true });
  const files = new Map<number, number>();
  for (const entry of entries.filter((one) => one.isFile())) {
    const { ino, size } = await stat(join(entry.parentPath, entry.name));
    files.set(ino, size);
  }
  return {
    bytes: [...files.values()].reduce((sum, size) => sum + size, 0),
    owners: await readdir(join(cache, 'zoneflow-cache', 'open')),
  };
}

test('two at a time, one of them killed in the middle of its requests', async () => {
  const cache = join(folder, 'killed');
  let kills = 0;
  for (const most of [1, 4, 8, 12, 14]) {
    const killWhen: AskOptions['killWhen'] = ({ length }) => length >= most;
    const [victim, other] = await Promise.all([ask({ cache, killWhen }), ask({ cache })]);
    kills += victim.killed ? 1 : 0;
    expect(other).toMatchObject({ bytes: truth(), killed: false });
  }
  expect(kills).toBeGreaterThan(0);
  s3.requests.length = 0;
  expect(await ask({ cache })).toMatchObject({ bytes: truth() });
  // Nothing that a killed process had begun is taken for whole, and what was whole is not fetched again.
  expect(s3.counts().get).toBe(0);
  const whole = [...(s3.buckets.get('data')?.entries() ?? [])].reduce((sum, [, { length }]) => sum + length, 0);
  const content = await contentOf(cache);
  expect(content.bytes).toBeLessThanOrEqual(whole);
  expect(content.owners).toEqual([]);
});

test('the first of all is killed while it fetches', async () => {
  const cache = join(folder, 'first');
  s3.fault = ({ operation }) => (operation === 'get' ? { silentAfter: 100 } : null);
  const killWhen: AskOptions['killWhen'] = (requests) => requests.some(({ operation }) => operation === 'get');
  expect(await ask({ cache, killWhen })).toMatchObject({ killed: true, bytes: null });
  s3.fault = () => null;
  expect(await ask({ cache })).toMatchObject({ bytes: truth() });
  expect((await contentOf(cache)).owners).toEqual([]);
});

test('a cache that holds one of four flow logs exceeds its bound by what one question reads, at most', async () => {
  const cache = join(folder, 'small');
  const sizes = [...(s3.buckets.get('data')?.entries() ?? [])];
  await s3.putFolder('data', 'second/', join(folder, 'flows'));
  await s3.putFolder('data', 'third/', join(folder, 'flows'));
  await s3.putFolder('data', 'fourth/', join(folder, 'flows'));
  const one = sizes.reduce((sum, [, { length }]) => sum + length, 0);
  const cacheMib = Math.ceil(one / mib);
  expect(4 * one).toBeGreaterThan(1.2 * (cacheMib * mib + one));
  const all = ['flows', 'second', 'third'].map((flows) => ask({ cache, cacheMib, flows }));
  const answers = [...(await Promise.all(all)), await ask({ cache, cacheMib, flows: 'fourth' })];
  const right = { bytes: truth(), error: '' };
  expect(answers).toMatchObject([right, right, right, right]);
  expect((await contentOf(cache)).bytes).toBeLessThanOrEqual(cacheMib * mib + one);
});

test.each<[string, S3Double['fault'], RegExp]>([
  ['may not be read', ({ operation }) => denied(operation === 'get'), /s3:GetObject/],
  ['may not be listed', ({ operation }) => denied(operation === 'list'), /s3:ListBucket/],
])('objects that %s: the action is named, and nothing is kept', async (name, fault, action) => {
  const cache = join(folder, name.replaceAll(' ', '-'));
  s3.fault = fault;
  const { bytes, error } = await ask({ cache });
  expect(bytes).toBeNull();
  expect(error).toMatch(action);
  expect(error.trim().split('\n')).toHaveLength(1);
  s3.fault = () => null;
  expect(await ask({ cache })).toMatchObject({ bytes: truth() });
});

test('S3 asks each request to slow down once', async () => {
  s3.fault = ({ earlier }) => (earlier === 0 ? { status: 503, code: 'SlowDown' } : null);
  expect(await ask({ cache: join(folder, 'slow') })).toMatchObject({ bytes: truth(), error: '' });
});

function denied(is: boolean): { status: number; code: string } | null {
  return is ? { status: 403, code: 'AccessDenied' } : null;
}
