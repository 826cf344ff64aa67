import { startS3Double, type S3Double } from '../../aws/s3-double.test-data';
import { list, node, pod } from '../../kubernetes/objects.test-data';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runHistoryImport, type ImportSummary } from '../../../cli/history-import';
import { compactHistory } from './compact-history';
import { openLiveHistory } from './live';

const never = new AbortController().signal;
const location = 's3://history/prod';
const begin = Date.UTC(2026, 2, 10, 5);

let folder: string;
let s3: S3Double;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoneflow-store-s3-'));
  s3 = await startS3Double();
  s3.put('history', 'other', '');
});

afterEach(async () => {
  await s3.close();
  await rm(folder, { recursive: true, force: true });
});

const aws = () => s3.settings;
const keys = (): string[] => [...(s3.buckets.get('history')?.keys() ?? [])].filter((key) => key !== 'other').sort();
const days = (): string[] => keys().map((key) => key.split('/').slice(1, 4).join('/'));

/** Imports a list of these pods and one node. */
async function imported(uids: string[], minute = 0): Promise<ImportSummary> {
  const file = join(folder, `${uids.join('-')}-${minute}.json`);
  const pods = uids.map((uid) => pod({ uid, ips: [`10.0.1.${uid.slice(1)}`], startTime: -100_000 }));
  await writeFile(file, JSON.stringify(list('List', [...pods, node()])));
  return runHistoryImport(
    { cluster: 'c1', history: location, aws, files: [file], observedAt: begin + minute * 60_000 },
    never
  );
}

test('an import writes each day once, and the same again changes nothing', async () => {
  const first = await imported(['u1', 'u2']);
  expect(first.files).toMatchObject({ unchanged: 0, removed: 0 });
  expect(days()).toEqual(
    expect.arrayContaining(['pods/cluster=c1/day=2026-03-09', 'pods/cluster=c1/day=2026-03-10']) as string[]
  );
  const before = keys();
  const again = await imported(['u1', 'u2']);
  expect(again.files).toEqual({ written: 0, unchanged: first.files.written, removed: 0 });
  expect(keys()).toEqual(before);
});

test('a further import replaces the files of the days that it changes', async () => {
  await imported(['u1', 'u2']);
  const { written } = (await imported(['u1'], 5)).files;
  expect(written).toBeGreaterThan(0);
  expect(new Set(days()).size).toBe(keys().length);
});

test('an import takes in what was collected, and leaves what is collected meanwhile', async () => {
  await imported(['u1', 'u2']);
  const live = await openLiveHistory({ location, cluster: 'c1', aws, now: () => begin + 600_000 }, never);
  expect([...live.ledger.pods.facts()].map(({ uid }) => uid).sort()).toEqual(['u1', 'u2']);
  live.ledger.observations.watched('pods', begin / 1000, begin / 1000 + 600);
  await live.write(never);
  expect(new Set(days()).size).toBeLessThan(keys().length);
  let whileReading = false;
  s3.fault = async ({ operation, key }) => {
    if (operation === 'put' && key.includes('/pods-') && !whileReading) {
      whileReading = true;
      live.ledger.observations.watched('pods', begin / 1000 + 600, begin / 1000 + 660);
      await live.write(never);
    }
    return null;
  };
  await imported(['u1', 'u2', 'u3'], 11);
  await live.close();
  const looks = keys().filter((key) => key.startsWith('prod/observations/'));
  expect([whileReading, looks.length]).toEqual([true, 2]);
  const summary = await compactHistory({ location, aws }, never);
  expect(summary).toEqual([
    { cluster: 'c1', days: expect.any(Number) as number, before: keys().length + 1, after: keys().length },
  ]);
});

test('two imports at once lose nothing', async () => {
  await Promise.all([imported(['u1', 'u2']), imported(['u1', 'u2', 'u3'], 1)]);
  const { pods } = await imported(['u1'], 2);
  expect(pods).toBe(3);
  expect(new Set(days()).size).toBe(keys().length);
});

describe('a failure leaves what there was, and running it again completes it', () => {
  test.each([
    ['access_denied', { status: 403, code: 'AccessDenied' }, 'put', 2],
    ['access_denied', { status: 403, code: 'AccessDenied' }, 'delete', 1],
    ['access_denied', { status: 403, code: 'AccessDenied' }, 'list', 5],
    ['credentials_expired', { status: 400, code: 'ExpiredToken' }, 'put', 1],
  ] as const)('%s: %j of %s number %i', async (code, fault, operation, number) => {
    await imported(['u1', 'u2']);
    const before = keys();
    let seen = 0;
    s3.fault = (request) => (request.operation === operation && (seen += 1) > number ? fault : null);
    await expect(imported(['u1', 'u3'], 5)).rejects.toMatchObject({ code });
    s3.fault = () => null;
    expect(operation === 'delete' ? keys().length : keys()).toEqual(
      operation === 'delete' ? expect.any(Number) : expect.arrayContaining(before)
    );
    const { pods } = await imported(['u1', 'u3'], 5);
    expect(pods).toBe(3);
    expect(new Set(days()).size).toBe(keys().length);
  });
});

test('a lost answer to a write is no failure: the object is there', async () => {
  let lost = 0;
  s3.lostAnswer = ({ operation }) => operation === 'put' && (lost += 1) <= 2;
  await imported(['u1']);
  expect(lost).toBeGreaterThan(2);
  expect(new Set(days()).size).toBe(keys().length);
});

test('a store that knows no conditions is written to without', async () => {
  s3.fault = ({ operation, headers }) =>
    operation === 'put' && headers['if-none-match'] !== undefined ? { status: 501, code: 'NotImplemented' } : null;
  await imported(['u1']);
  expect(keys().length).toBeGreaterThan(2);
});
