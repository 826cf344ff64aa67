import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Place } from '../storage/place';
import { localPlace } from '../storage/local-place';
import { listFlowObjects, newestFlowObjects } from './list-objects';

const never = new AbortController().signal;
const five = Date.UTC(2026, 2, 10, 5) / 1000;
const hour = { from: five, to: five + 3600 };

let location: string;
beforeEach(async () => {
  location = await mkdtemp(join(tmpdir(), 'zoneflow-list-'));
});
afterEach(() => rm(location, { recursive: true, force: true }));

const here = (): Place => localPlace({ location, noun: 'flow' });

async function put(path: string): Promise<void> {
  await mkdir(dirname(join(location, path)), { recursive: true });
  await writeFile(join(location, path), 'x');
}

const two = (value: number): string => String(value).padStart(2, '0');
const name = (day: number, at: number, minute: number, region = 'us-east-1'): string =>
  `123456789012_vpcflowlogs_${region}_fl-0a_202603${two(day)}T${two(at)}${two(minute)}Z_ab.log.gz`;
const plain = (region = 'us-east-1'): string => `AWSLogs/123456789012/vpcflowlogs/${region}/2026/03`;
const labels = async (range = hour): Promise<string[]> =>
  (await listFlowObjects(here(), range, never)).objects.map(({ label }) => label.split('/').at(-1) ?? '');

async function thirtyDays(hourly: boolean): Promise<void> {
  for (let day = 1; day <= 30; day += 1) {
    for (let at = 0; at < 24; at += 1) {
      await put(`${plain()}/${two(day)}/${hourly ? `${two(at)}/` : ''}${name(day, at, 30)}`);
    }
  }
}

describe('one hour of thirty days', () => {
  test.each([
    // us-east-1/2026/03 and what is above it are 7 folders; then 3 days, then 3 of their hours.
    ['hourly', true, 7 + 3 + 3],
    ['daily', false, 7 + 3],
  ])('%s: opens that hour and one on each side', async (_name, hourly, folders) => {
    await thirtyDays(hourly);
    const listing = await listFlowObjects(here(), hour, never);
    expect(listing.objects.map(({ time }) => time)).toEqual([five - 1800, five + 1800, five + 5400]);
    expect(listing.folders).toBe(folders);
  });
});

test('an hour at midnight reaches into the neighbouring days', async () => {
  await thirtyDays(true);
  const midnight = Date.UTC(2026, 2, 10) / 1000;
  const names = await labels({ from: midnight, to: midnight + 3600 });
  expect(names).toEqual([name(9, 23, 30), name(10, 0, 30), name(10, 1, 30)]);
});

test('objects without a time in their name are opened by their folder alone', async () => {
  await put(`${plain()}/09/a.log.gz`);
  await put(`${plain()}/10/b.parquet`);
  await put(`${plain()}/13/c.log.gz`);
  await put('flat.log');
  expect(await labels()).toEqual(['a.log.gz', 'b.parquet', 'flat.log']);
});

test('a record that is delivered late lies within the hour after', async () => {
  await put(`${plain()}/10/${name(10, 6, 55)}`);
  await put(`${plain()}/10/${name(10, 7, 5)}`);
  expect(await labels()).toEqual([name(10, 6, 55)]);
});

test('logs of other services are not even listed', async () => {
  await put('AWSLogs/123456789012/CloudTrail/us-east-1/2026/03/10/x.log.gz');
  await put('AWSLogs/aws-account-id=123456789012/aws-service=elb/aws-region=us-east-1/x.log.gz');
  const { objects, folders } = await listFlowObjects(here(), hour, never);
  expect(objects).toEqual([]);
  expect(folders).toBe(4);
});

test('links in a circle end', async () => {
  await put(`deep/${name(10, 5, 0)}`);
  await symlink(location, join(location, 'deep', 'up'));
  await symlink(join(location, 'deep'), join(location, 'again'));
  expect(await labels()).toEqual([name(10, 5, 0)]);
});

test('a broken link is nothing', async () => {
  await symlink(join(location, 'nothing'), join(location, 'a.log.gz'));
  expect(await labels()).toEqual([]);
});

test('the newest objects of each region, by its newest folder alone', async () => {
  await thirtyDays(true);
  await put(`${plain('eu-west-1')}/02/${name(2, 3, 0, 'eu-west-1')}`);
  await mkdir(join(location, plain(), '31'));
  const { objects, folders } = await newestFlowObjects(here(), never);
  expect(objects.map(({ region, time }) => [region, time])).toEqual([
    ['eu-west-1', Date.UTC(2026, 2, 2, 3) / 1000],
    ['us-east-1', Date.UTC(2026, 2, 30, 23, 30) / 1000],
  ]);
  expect(folders).toBeLessThan(16);
});

test('nothing at all', async () => {
  await put('README.md');
  expect((await newestFlowObjects(here(), never)).objects).toEqual([]);
});

test.each([
  ['missing', () => '/nowhere/at/all', 'location_missing'],
  ['a file', async () => (await put('file.log'), join(location, 'file.log')), 'location_missing'],
])('a location that is %s', async (_name, place, code) => {
  await expect(
    listFlowObjects(localPlace({ location: await place(), noun: 'flow' }), hour, never)
  ).rejects.toMatchObject({ code });
});

// The superuser may read everything.
(process.getuid?.() === 0 ? test.skip : test)('a folder that may not be read', async () => {
  await put(`${plain()}/10/${name(10, 5, 0)}`);
  await chmod(join(location, plain(), '10'), 0);
  await expect(listFlowObjects(here(), hour, never)).rejects.toMatchObject({ code: 'location_denied' });
  await chmod(join(location, plain(), '10'), 0o700);
});

test('an abort ends the walk', async () => {
  await put(`${plain()}/10/${name(10, 5, 0)}`);
  await expect(listFlowObjects(here(), hour, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
});
