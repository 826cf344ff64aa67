import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startS3Double, type S3Double } from '../../aws/s3-double.test-data';
import { compactDays } from './compact';
import type { DayOfTable } from './layout';
import { openLiveHistory, type LiveHistory } from './live';
import { openMedium } from './medium';
import { ParquetFiles } from './parquet';
import { bringDay } from './bring-day';
import { podTable } from './tables';
import type { PodSighting } from '../sighting';

const never = new AbortController().signal;
const noon = Date.UTC(2026, 2, 10, 12);
const minute = 60_000;
const hour = 60 * minute;

let folder: string;
let s3: S3Double;
let now: number;
let open: LiveHistory[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoneflow-live-'));
  s3 = await startS3Double();
  s3.put('history', 'other', '');
  now = noon;
  open = [];
});

afterEach(async () => {
  await Promise.all(open.map((live) => live.close()));
  await s3.close();
  await rm(folder, { recursive: true, force: true });
});

const options = (location: string) => ({
  location,
  cluster: 'c1',
  aws: () => s3.settings,
  retry: { attempts: 3, firstWaitMs: 1 },
  now: () => now,
});

async function opened(location: string): Promise<LiveHistory> {
  const live = await openLiveHistory(options(location), never);
  open.push(live);
  return live;
}

function pod(uid: string, address: string, more: Partial<PodSighting> = {}): PodSighting {
  return {
    uid,
    namespace: 'shop',
    pod: `pod-${uid}`,
    workload: 'web',
    workloadKind: 'Deployment',
    node: 'n1',
    labels: '{"app":"web"}',
    hostNetwork: false,
    addresses: [address],
    hostAddresses: [],
    readyAt: null,
    startTime: (noon - hour) / 1000,
    terminal: false,
    containersEndedAt: null,
    deletionTimestamp: null,
    ...more,
  };
}

function list(live: LiveHistory, uids: string[], at = now): void {
  uids.forEach((uid) => live.ledger.podSeen(pod(uid, `10.0.0.${uid}`), { at, exact: true }));
  live.ledger.observations.listed('pods', at / 1000);
}

const of = (day: string): DayOfTable => ({ table: 'pods', cluster: 'c1', day });

/** `uid:end` of a day as its files tell together, and how many files there are. */
async function stored(location: string, day: string): Promise<{ pods: string[]; files: number }> {
  const medium = openMedium(options(location));
  const { paths } = await bringDay(medium, of(day), { scratch: folder, signal: never, imported: 'kept' });
  const merged = join(folder, 'merged.parquet');
  const pods: string[] = [];
  if (paths.length > 0) {
    const parquet = await ParquetFiles.open(folder);
    await parquet.merge(podTable, paths, merged);
    const files = [{ path: merged, firstSecondAfter: 0, imported: true }];
    for await (const { uid, ended } of parquet.read(podTable, files, never)) {
      pods.push(`${String(uid)}:${ended === null ? '' : String((Number(ended) * 1000 - noon) / minute)}`);
    }
    parquet.close();
  }
  medium.close();
  return { pods: pods.sort(), files: paths.length };
}

describe.each(['a folder', 'S3'])('in %s', (kind) => {
  const place = () => (kind === 'S3' ? 's3://history/prod' : join(folder, 'history'));

  test('writes what changed and nothing else', async () => {
    const live = await opened(place());
    list(live, ['1', '2', '3']);
    expect(await live.write(never)).toMatchObject({ rows: 4, files: 2 });
    now += minute;
    list(live, ['1', '2', '3']);
    expect(await live.write(never)).toMatchObject({ rows: 1, files: 1 });
    now += minute;
    list(live, ['1', '3', '4']);
    expect(await live.write(never)).toMatchObject({ rows: 3, files: 2 });
    expect(await stored(place(), '2026-03-10')).toEqual({ pods: ['1:', '2:2', '3:', '4:'], files: 2 });
  });

  test('goes on where another process ended', async () => {
    const first = await opened(place());
    list(first, ['1', '2']);
    await first.write(never);
    now += minute;
    const second = await opened(place());
    expect(second.ledger.pods.size).toBe(2);
    list(second, ['2']);
    expect(await second.write(never)).toMatchObject({ rows: 2, files: 2 });
    expect((await stored(place(), '2026-03-10')).pods).toEqual(['1:1', '2:']);
    const third = await opened(place());
    expect([...third.ledger.pods.facts()].map(({ uid }) => uid)).toEqual(['2']);
  });

  test('carries who lives into each new day, and fills the days between', async () => {
    const live = await opened(place());
    list(live, ['1', '2']);
    await live.write(never);
    now += 3 * 24 * hour;
    list(live, ['1']);
    await live.write(never);
    for (const day of ['2026-03-11', '2026-03-12', '2026-03-13']) {
      expect([day, (await stored(place(), day)).pods]).toEqual([day, ['1:', `2:${3 * 24 * 60}`]]);
    }
  });

  test('a compaction leaves one file of many, and the same rows', async () => {
    const live = await opened(place());
    for (let round = 0; round < 20; round += 1) {
      list(live, ['1', '2', String(round + 3)]);
      await live.write(never);
      now += minute;
    }
    const before = await stored(place(), '2026-03-10');
    expect(before.files).toBe(20);
    await live.compact(never);
    const after = await stored(place(), '2026-03-10');
    expect(after.pods).toEqual(before.pods);
    expect(after.files).toBe(1);
    now += 24 * hour;
    const medium = openMedium(options(place()));
    await compactDays({ medium, scratch: folder, now: () => now, onStep: () => undefined }, { cluster: 'c1' }, never);
    medium.close();
    expect(await stored(place(), '2026-03-10')).toEqual(after);
  });
});

test('looks that are processes of their own leave few files', async () => {
  const place = join(folder, 'history');
  for (let look = 0; look < 30; look += 1) {
    const live = await openLiveHistory(options(place), never);
    list(live, ['1', String(look + 2)]);
    await live.write(never);
    await live.compact(never);
    await live.close();
    now += minute;
  }
  const medium = openMedium(options(place));
  const files = (table: DayOfTable['table']) => medium.files({ ...of('2026-03-10'), table }, never);
  expect((await files('pods')).length).toBeLessThan(16);
  expect((await files('observations')).length).toBeLessThan(16);
  medium.close();
  const { pods } = await stored(place, '2026-03-10');
  expect(pods).toHaveLength(31);
  expect(pods.filter((line) => line.endsWith(':'))).toEqual(['1:', '31:']);
});

test('what could not be written is pending again', async () => {
  const live = await opened('s3://history/prod');
  list(live, ['1', '2']);
  s3.fault = ({ operation }) => (operation === 'put' ? { status: 403, code: 'AccessDenied' } : null);
  await expect(live.write(never)).rejects.toMatchObject({ code: 'access_denied' });
  s3.fault = () => null;
  expect(await live.write(never)).toMatchObject({ rows: 3, files: 2 });
  expect((await stored('s3://history/prod', '2026-03-10')).pods).toEqual(['1:', '2:']);
});
