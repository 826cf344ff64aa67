/**
 * Collectors that are killed at any moment, streams that are cut, versions that are forgotten, tokens that expire, two
 * collectors at once: the history is whole, ends nobody who lives, and does not call watched what nobody watched.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { HistoryLedger } from '../../backend/history/ledger';
import type { PodRow } from '../../backend/history/row';
import { updateHistory } from '../../backend/history/store/store';
import { node, pod } from '../../backend/kubernetes/objects.test-data';
import { KubernetesDouble } from '../kubernetes-double/api-server';

const bundle = resolve(__dirname, '../../build/zoneflow.cjs');
const random = xoroshiro128plus(20_260_310);

let folder: string;
let cluster: KubernetesDouble;
let children: ChildProcess[];
let output: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoneflow-collect-'));
  cluster = await KubernetesDouble.start({ bookmarkMs: 200 });
  cluster.apply('ADDED', 'nodes', node());
  children = [];
  output = '';
});

afterEach(async () => {
  children.forEach((child) => child.kill('SIGKILL'));
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Up to a number, not including it. */
function below(end: number): number {
  return uniformInt(random, 0, end - 1);
}

/** With a token from a program, as the aws command line gives it: asked again when the server refuses the last one. */
async function writeKubeconfig(token: string): Promise<string> {
  const file = join(folder, 'kubeconfig');
  const authority = Buffer.from(cluster.authority).toString('base64');
  const text = {
    'current-context': 'lab',
    contexts: [{ name: 'lab', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server: cluster.url, 'certificate-authority-data': authority } }],
    users: [{ name: 'u', user: { token } }],
  };
  await writeFile(file, JSON.stringify(text));
  return file;
}

/** The command line as people run it; resolves when it watches. */
async function collector(): Promise<ChildProcess> {
  const before = cluster.openWatches;
  const args = ['collect', '--cluster', 'c1', '--kubeconfig', join(folder, 'kubeconfig'), '--interval', '1'];
  const child = spawn(process.execPath, [bundle, ...args, '--history', join(folder, 'history')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  children.push(child);
  const deadline = Date.now() + 90_000;
  while (cluster.openWatches < before + 2) {
    if (Date.now() > deadline || child.exitCode !== null) {
      throw new Error(`the collector does not watch: ${output}`);
    }
    await sleep(10);
  }
  return child;
}

async function ended(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  const exit = once(child, 'exit');
  child.kill(signal);
  const [code] = (await exit) as [number | null];
  return code;
}

/** Epoch seconds. */
interface Life {
  address: string;
  created: number;
  deleted: number | null;
}

/** Pods that come and go all the time, some 40 changes a second. */
class Churn {
  readonly lives = new Map<string, Life>();
  private readonly timer = setInterval(() => this.change(), 25);
  private count = 0;

  stop(): void {
    clearInterval(this.timer);
  }

  private change(): void {
    const alive = [...this.lives].filter(([, { deleted }]) => deleted === null);
    const [uid, life] = alive[below(Math.max(1, alive.length))] ?? [];
    const act = below(3);
    if (act === 0 || alive.length < 30 || uid === undefined || life === undefined) {
      const next = `u${this.count++}`;
      // Addresses go from one to the next.
      const taken = new Set(alive.map(([, { address }]) => address));
      const address =
        Array.from({ length: 250 }, (_, index) => `10.0.1.${index}`).find((free) => !taken.has(free)) ?? '';
      this.lives.set(next, { address, created: Date.now() / 1000, deleted: null });
      cluster.apply('ADDED', 'pods', pod({ uid: next, name: next, ips: [address] }));
    } else if (act === 1 && alive.length > 20) {
      life.deleted = Date.now() / 1000;
      cluster.apply('DELETED', 'pods', pod({ uid, name: uid, ips: [life.address] }));
    } else {
      cluster.apply('MODIFIED', 'pods', pod({ uid, name: uid, ips: [life.address] }));
    }
  }
}

/** All that is in the folder, as an import reads it. */
async function stored(): Promise<HistoryLedger> {
  const ledgers: HistoryLedger[] = [];
  const options = { location: join(folder, 'history'), cluster: 'c1' };
  const feed = (ledger: HistoryLedger): Promise<void> => Promise.resolve(void ledgers.push(ledger));
  await updateHistory(options, feed, new AbortController().signal);
  const [ledger] = ledgers;
  if (ledger === undefined) {
    throw new Error('the history was not read');
  }
  return ledger;
}

/** @param watchedFrom epoch seconds from which on nothing may be missed; null if there were gaps */
function expectWhole(ledger: HistoryLedger, lives: ReadonlyMap<string, Life>, watchedFrom: number | null = null): void {
  const rows = new Map([...ledger.podRows()].map((row) => [row.uid, row]));
  const wrong: Array<[string, Life, PodRow | undefined]> = [];
  for (const [uid, life] of lives) {
    const row = rows.get(uid);
    const isRight =
      life.deleted === null
        ? row?.ended === null && row.address === life.address
        : // One that came and went while nobody looked is not known; nobody ends before it does.
          (row === undefined && !(watchedFrom !== null && life.created > watchedFrom)) ||
          (row !== undefined && row.ended !== null && row.ended >= Math.floor(life.deleted) - 1);
    if (!isRight) {
      wrong.push([uid, life, row]);
    }
  }
  expect(wrong).toEqual([]);
  expect(lives.size).toBeGreaterThan(50);
}

test('killed at any moment, with cut streams and forgotten versions in between', async () => {
  await writeKubeconfig('t');
  const churn = new Churn();
  const unwatched: number[] = [];
  for (let round = 0; round < 3; round++) {
    const child = await collector();
    for (let act = 0; act < 4; act++) {
      await sleep(100 + below(400));
      cluster.endWatches(below(2) === 0 ? 'cut' : 'end');
      if (below(2) === 0) {
        cluster.store.compact();
      }
    }
    await sleep(below(1500));
    await ended(child, 'SIGKILL');
    const killed = Math.ceil(Date.now() / 1000);
    await sleep(3000);
    unwatched.push(killed + 1);
  }
  const last = await collector();
  churn.stop();
  await sleep(2500);
  expect(await ended(last, 'SIGTERM')).toBe(0);
  const ledger = await stored();
  expectWhole(ledger, churn.lives);
  const stretches = ledger.observationRows().filter(({ complete, from, to }) => !complete && to > from);
  expect(stretches.filter(({ from, to }) => unwatched.some((second) => from <= second && second <= to))).toEqual([]);
}, 120_000);

test('a storm of 410 and 429 passes', async () => {
  await writeKubeconfig('t');
  const churn = new Churn();
  const child = await collector();
  for (let wave = 0; wave < 6; wave++) {
    cluster.faults.answers = [{ status: 429, retryAfter: '1' }, { status: 410 }, { status: 503 }];
    cluster.store.compact();
    cluster.endWatches('cut');
    await sleep(700);
  }
  cluster.faults.answers = [];
  churn.stop();
  const requests = cluster.requests.length;
  expect(requests).toBeLessThan(80);
  const deadline = Date.now() + 90_000;
  while (cluster.openWatches < 2 && Date.now() < deadline) {
    await sleep(20);
  }
  await sleep(1500);
  expect(await ended(child, 'SIGTERM')).toBe(0);
  expectWhole(await stored(), churn.lives);
}, 120_000);

test('a token that expires again and again', async () => {
  cluster.faults.tokens = new Set(['t0']);
  await writeKubeconfig('t0');
  const child = await collector();
  const watchedFrom = Date.now() / 1000;
  const churn = new Churn();
  for (let turn = 1; turn <= 3; turn++) {
    await writeKubeconfig(`t${turn}`);
    cluster.faults.tokens = new Set([`t${turn}`]);
    cluster.endWatches('end');
    await sleep(1500);
  }
  churn.stop();
  await sleep(2500);
  expect(output).not.toMatch(/does not accept/);
  expect(await ended(child, 'SIGTERM')).toBe(0);
  expectWhole(await stored(), churn.lives, watchedFrom);
}, 120_000);

test('two collectors at once, one of them killed', async () => {
  await writeKubeconfig('t');
  const one = await collector();
  const churn = new Churn();
  const other = await collector();
  const watchedFrom = Date.now() / 1000;
  for (let act = 0; act < 6; act++) {
    await sleep(300 + below(300));
    cluster.endWatches('cut');
  }
  await ended(one, 'SIGKILL');
  const third = await collector();
  churn.stop();
  await sleep(3500);
  expect(await Promise.all([ended(other, 'SIGTERM'), ended(third, 'SIGTERM')])).toEqual([0, 0]);
  // What the killed one had seen and not written, the other has; before it watched, there was nobody else to tell.
  expectWhole(await stored(), churn.lives, watchedFrom);
}, 120_000);
