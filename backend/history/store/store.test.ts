import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { historyDays } from './compact';
import { folderMedium } from './folder-medium';
import { updateHistory, type StoreSummary } from './store';
import type { HistoryLedger } from '../ledger';
import type { PodSighting } from '../sighting';

const noon = Date.UTC(2026, 2, 10, 12);
const hour = 3_600_000;
const day = 24 * hour;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoneflow-store-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function sighting(uid: string, address: string, more: Partial<PodSighting> = {}): PodSighting {
  return {
    uid,
    namespace: 'shop',
    pod: `pod-${uid}`,
    workload: 'web',
    workloadKind: 'Deployment',
    node: 'n1',
    labels: '{"app":"web","it’s \\"odd\\"":"é"}',
    hostNetwork: false,
    addresses: [address],
    hostAddresses: ['10.0.0.9'],
    readyAt: null,
    startTime: null,
    terminal: false,
    containersEndedAt: null,
    deletionTimestamp: null,
    ...more,
  };
}

type Feed = (ledger: HistoryLedger) => void;

const seen =
  (uid: string, address: string, at: number): Feed =>
  (ledger) => {
    ledger.podSeen(sighting(uid, address), { at, exact: true });
    ledger.observations.watched('pods', at / 1000, at / 1000);
  };
const gone =
  (uid: string, address: string, at: number): Feed =>
  (ledger) => {
    ledger.podDeleted(sighting(uid, address), { at, exact: true });
    ledger.observations.watched('pods', at / 1000, at / 1000);
  };

async function update(feeds: Feed[], location = folder, cluster = 'c1'): Promise<StoreSummary> {
  const feedAll = async (ledger: HistoryLedger): Promise<void> => feeds.forEach((feed) => feed(ledger));
  return updateHistory({ location, cluster }, feedAll, new AbortController().signal);
}

const storedDays = () => historyDays(folderMedium(folder), new AbortController().signal);

async function contents(location = folder): Promise<Record<string, string>> {
  const names = (await readdir(location, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = names.map((entry) => join(entry.parentPath, entry.name)).sort();
  const pairs = paths.map(async (path) => [path.slice(location.length), await readFile(path, 'base64')] as const);
  return Object.fromEntries(await Promise.all(pairs));
}

async function query(sql: string): Promise<unknown[]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const result = await connection.runAndReadAll(sql);
  return result.getRowObjectsJson();
}

test('each day stands alone: it holds whoever was alive at any time of it', async () => {
  await update([
    seen('long', '10.0.0.1', noon - 2 * day),
    seen('short', '10.0.0.2', noon - day),
    gone('short', '10.0.0.2', noon - day + hour),
    seen('new', '10.0.0.3', noon),
    gone('midnight', '10.0.0.4', noon - 12 * hour),
  ]);
  const rows = await query(
    `SELECT day::VARCHAR AS day, list(pod ORDER BY pod) AS pods FROM read_parquet('${folder}/pods/*/*/pods.parquet') GROUP BY ALL ORDER BY day`
  );
  expect(rows).toEqual([
    { day: '2026-03-08', pods: ['pod-long'] },
    { day: '2026-03-09', pods: ['pod-long', 'pod-short'] },
    // Ended at its first second: the records of the minute after may still be its own.
    { day: '2026-03-10', pods: ['pod-long', 'pod-midnight', 'pod-new'] },
  ]);
  expect(await storedDays()).toEqual(new Map([['c1', ['2026-03-08', '2026-03-09', '2026-03-10']]]));
});

test('columns have the types that the engines read', async () => {
  await update([seen('u1', '10.0.0.1', noon)]);
  const types = await query(
    `DESCRIBE SELECT * FROM read_parquet('${folder}/pods/*/*/pods.parquet', hive_partitioning = false)`
  );
  expect(types).toMatchObject([
    ...['cluster', 'uid', 'namespace', 'pod', 'workload', 'workload_kind', 'node', 'address'].map((column_name) => ({
      column_name,
      column_type: 'VARCHAR',
    })),
    { column_name: 'host_network', column_type: 'BOOLEAN' },
    { column_name: 'labels', column_type: 'MAP(VARCHAR, VARCHAR)' },
    ...['started', 'ended', 'followed_at', 'first_seen', 'last_seen', 'ready_at', 'start_time', 'finished_at'].map(
      (column_name) => ({ column_name, column_type: 'BIGINT' })
    ),
    ...['deleted_at', 'deletion_timestamp'].map((column_name) => ({ column_name, column_type: 'BIGINT' })),
  ]);
  const labels = await query(
    `SELECT labels['it’s "odd"'] AS label FROM read_parquet('${folder}/pods/*/*/pods.parquet')`
  );
  expect(labels).toEqual([{ label: 'é' }]);
});

test('the same again changes no file; any order and any split into imports gives the same bytes', async () => {
  const feeds = Array.from({ length: 40 }, (_, index) => [
    seen(`u${index}`, `10.0.0.${index % 7}`, noon + index * hour),
    gone(`u${index}`, `10.0.0.${index % 7}`, noon + (index + 1) * hour),
  ]).flat();
  const first = await update(feeds);
  expect(first.files).toEqual({ written: 9, unchanged: 0, removed: 0 });
  const before = await contents();
  const second = await update(feeds);
  expect(second).toMatchObject({ pods: 40, intervals: 40, files: { written: 0, unchanged: 9, removed: 0 } });
  const other = join(folder, 'other');
  for (const feed of [...feeds].reverse().filter((_, index) => index % 8 === 0)) {
    await update([feed], other);
  }
  await update([...feeds].reverse(), other);
  const after = await contents(other);
  await rm(other, { recursive: true });
  expect(after).toEqual(before);
  expect(await contents()).toEqual(before);
});

test('days that hold nothing any more are removed', async () => {
  await update([
    seen('u1', '10.0.0.1', noon),
    (ledger) => ledger.observations.watched('nodes', noon / 1000, (noon + 3 * day) / 1000),
  ]);
  expect(await query(`SELECT count(*)::INT AS n FROM glob('${folder}/pods/*/*/pods.parquet')`)).toEqual([{ n: 4 }]);
  const { files } = await update([gone('u1', '10.0.0.1', noon + hour)]);
  expect(files.removed).toBe(3); // the pod's; nothing says that its node ended
  expect(await query(`SELECT count(*)::INT AS n FROM glob('${folder}/pods/*/*/pods.parquet')`)).toEqual([{ n: 1 }]);
});

test('pods reach back at most 400 days before the first look, and nothing older is lost', async () => {
  const old = (uid: string, days: number): Feed => {
    const startTime = (noon - days * day) / 1000;
    return (ledger) => ledger.pods.seen(sighting(uid, '10.0.0.1', { startTime }), { at: noon, exact: true });
  };
  await update([seen('u1', '10.0.0.2', noon), old('u2', 1000)]);
  const days = (await storedDays()).get('c1') ?? [];
  expect([days.length, days[0], days.at(-1)]).toEqual([401, '2025-02-03', '2026-03-10']);
  expect(
    await query(
      `SELECT DISTINCT started::INT AS started FROM read_parquet('${folder}/pods/*/*/*.parquet') WHERE uid = 'u2'`
    )
  ).toEqual([{ started: (noon - 1000 * day) / 1000 }]);
});

test('observations more than ten years apart are refused', async () => {
  await expect(update([seen('u1', '10.0.0.1', noon), seen('u2', '10.0.0.2', noon + 4000 * day)])).rejects.toMatchObject(
    {
      code: 'bad_input',
      message: expect.stringContaining('2026-03-10') as string,
    }
  );
  expect(await contents()).toEqual({});
});

test('clusters do not touch each other', async () => {
  await update([seen('u1', '10.0.0.1', noon)], folder, 'c1');
  const before = await contents();
  await update([seen('u2', '10.0.0.1', noon)], folder, 'c2');
  expect(await contents()).toMatchObject(before);
  expect([...(await storedDays()).keys()]).toEqual(['c1', 'c2']);
});

test.each(['', '..', 'a/b', 'a b', '=x', "c'", 'x'.repeat(101)])('cluster name %j is refused', async (name) => {
  await expect(update([], folder, name)).rejects.toMatchObject({ code: 'bad_input' });
});

test('a stored file that is damaged is named, and nothing is changed', async () => {
  await update([seen('u1', '10.0.0.1', noon)]);
  await writeFile(join(folder, 'pods/cluster=c1/day=2026-03-10/pods.parquet'), 'PAR1 no more');
  const before = await contents();
  await expect(update([seen('u2', '10.0.0.2', noon)])).rejects.toMatchObject({
    code: 'corrupt_object',
    message: expect.stringContaining('pods.parquet') as string,
  });
  expect(await contents()).toEqual(before);
});

describe('the lock', () => {
  const holder = (more: object) => JSON.stringify({ host: hostname(), pid: process.pid, started: '', ...more });

  test('lets one import in at a time', async () => {
    const inside = updateHistory(
      { location: folder, cluster: 'c1' },
      async () => {
        await expect(update([])).rejects.toMatchObject({ code: 'history_busy' });
      },
      new AbortController().signal
    );
    await inside;
    await update([]); // free again
  });

  test.each([
    ['a process that is gone', holder({ pid: 2 ** 22 + 7 })],
    ['a process whose number another has now', holder({ started: 'another-boot/1' })],
  ])('of %s is broken', async (_, lock) => {
    await writeFile(join(folder, '.import.lock'), lock);
    await update([seen('u1', '10.0.0.1', noon)]);
    expect(await readdir(folder)).toEqual(['nodes', 'observations', 'pods']);
  });

  (process.platform === 'linux' ? test : test.skip)('of a killed process that nobody collects is broken', async () => {
    // The shell becomes a program that never waits for the child it started.
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 30'], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      const pid = Number(await new Promise((told) => parent.stdout.once('data', told)));
      const state = async () => (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.[0];
      while ((await state()) !== 'Z') {
        await setTimeout(10);
      }
      await writeFile(join(folder, '.import.lock'), holder({ pid }));
      await update([seen('u1', '10.0.0.1', noon)]);
      expect(await readdir(folder)).toEqual(['nodes', 'observations', 'pods']);
    } finally {
      parent.kill();
    }
  });

  test('drafts of killed imports are removed, those of living ones are not', async () => {
    const draft = (host: string, pid: number) => `.import.lock.${host}.${pid}.${randomUUID()}`;
    const living = [draft(hostname(), process.pid), draft('elsewhere.example', 2 ** 22 + 7)];
    const old = draft('elsewhere.example', 1);
    for (const name of [...living, old, draft(hostname(), 2 ** 22 + 7)]) {
      await writeFile(join(folder, name), '');
    }
    await utimes(join(folder, old), 0, 0);
    await update([seen('u1', '10.0.0.1', noon)]);
    expect((await readdir(folder)).sort()).toEqual([...living, 'nodes', 'observations', 'pods'].sort());
  });

  test.each([
    ['a process on another host', holder({ host: 'elsewhere' })],
    ['whom nobody knows', 'not json'],
  ])('of %s is respected', async (_, lock) => {
    await writeFile(join(folder, '.import.lock'), lock);
    await expect(update([])).rejects.toMatchObject({ code: 'history_busy' });
  });
});

test('what a killed import staged without a journal is thrown away', async () => {
  await mkdir(join(folder, '.import-x', 'pods'), { recursive: true });
  await writeFile(join(folder, '.import-x', 'commit.json.draft'), '{"writ');
  await update([seen('u1', '10.0.0.1', noon)]);
  expect(await readdir(folder)).toEqual(['nodes', 'observations', 'pods']);
});

test('an unreadable journal stops everything rather than being guessed at', async () => {
  await mkdir(join(folder, '.import-x'));
  await writeFile(join(folder, '.import-x', 'commit.json'), '{"written":[1],"removed":[]}');
  await expect(update([])).rejects.toMatchObject({ code: 'corrupt_object' });
});
