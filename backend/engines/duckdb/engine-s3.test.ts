import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { S3Objects } from '../../aws/s3-objects';
import { startS3Double, type S3Double } from '../../aws/s3-double.test-data';
import { s3Place } from '../../aws/s3-place';
import { ObjectCache } from '../../storage/cache/object-cache';
import type { Engine } from '../engine';
import { createDuckDbEngine } from './engine';
import {
  createWorkspace,
  dailyFolder,
  five,
  flowRow,
  hourFive,
  never,
  objectName,
  textOf,
  usualFields,
  type Workspace,
} from './flow-files.test-data';

let s3: S3Double;
let workspace: Workspace;
let scratch: string;
const engines: Engine[] = [];

beforeEach(async () => {
  s3 = await startS3Double();
  workspace = await createWorkspace();
  scratch = await mkdtemp(join(tmpdir(), 'zoneflow-s3-'));
});
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
  await workspace.end();
  await s3.close();
  await rm(scratch, { recursive: true, force: true });
});

function engineOverS3(): Engine {
  const cache = new ObjectCache({ path: join(scratch, 'cache'), maxBytes: 64 * 2 ** 20, maxAgeMs: 86_400_000 });
  const requests = new S3Objects(s3.settings, { retry: { firstWaitMs: 1 } });
  const objects = () => Promise.resolve(requests);
  const engine = createDuckDbEngine({
    flows: s3Place({ location: 's3://logs/prod', objects, cache, patient: true }),
    history: s3Place({ location: 's3://history', objects, cache, patient: false }),
    closePlaces: async () => {
      await cache.close();
      requests.close();
    },
    threads: 2,
    memoryLimitMb: 256,
    tempDirectory: join(scratch, 'temp'),
  });
  engines.push(engine);
  return engine;
}

async function upload(): Promise<void> {
  await s3.putFolder('logs', 'prod/', workspace.flows);
  await s3.putFolder('history', '', workspace.history);
}

async function bytesOf(engine: Engine): Promise<{ bytes: number; notices: string[] }> {
  const opened = await engine.open(hourFive, never);
  try {
    const { result } = await opened.run('SELECT coalesce(sum(bytes), 0) AS bytes FROM flow_records', never);
    return { bytes: Number(result.columns.get('bytes')?.[0]), notices: opened.notices.map(({ text }) => text) };
  } finally {
    await opened.close();
  }
}

const noon = `${dailyFolder}/${objectName(five, 'gz')}`;
const later = `${dailyFolder}/${objectName(five + 300, 'parquet', { hash: 'bbbb' })}`;

beforeEach(async () => {
  await workspace.gzip(noon, [flowRow(five, 7)]);
  await workspace.parquet(later, [flowRow(five + 300, 5)]);
  await workspace.pods('2026-03-10', [{ pod: 'web', address: '10.0.0.1', started: five, last_seen: five + 3600 }]);
});

test('reads what lies in a bucket', async () => {
  await upload();
  expect(await bytesOf(engineOverS3())).toEqual({ bytes: 12, notices: [] });
});

test('several questions at once list and fetch once', async () => {
  await upload();
  const engine = engineOverS3();
  const answers = await Promise.all(Array.from({ length: 7 }, () => bytesOf(engine)));
  expect(new Set(answers.map(({ bytes }) => bytes))).toEqual(new Set([12]));
  expect(s3.counts()).toMatchObject({ get: 3, list: 15 });
});

test('says how new the data is', async () => {
  await upload();
  const rows = await engineOverS3().freshness(never);
  expect(rows.map(({ source, newest }) => [source, newest])).toEqual([
    ['flows', five + 300],
    ['history', five + 3600],
    ['nodes', null],
  ]);
});

describe('notices name the object by its address', () => {
  test('a damaged object', async () => {
    await workspace.file(`${dailyFolder}/${objectName(five + 600, 'gz', { hash: 'cccc' })}`, 'no gzip');
    await upload();
    const { bytes, notices } = await bytesOf(engineOverS3());
    expect(bytes).toBe(12);
    expect(notices).toEqual([
      `1 flow-log object could not be read and is left out: s3://logs/prod/${dailyFolder}/${objectName(five + 600, 'gz', { hash: 'cccc' })} (its gzip data is damaged).`,
    ]);
  });

  test('an object that only a statement finds damaged', async () => {
    const path = await workspace.parquet(
      'x.parquet',
      Array.from({ length: 9000 }, (_, index) => flowRow(five, index))
    );
    const content = await readFile(path);
    content.fill(7, 200, 4000);
    await rm(path);
    await workspace.file(`${dailyFolder}/${objectName(five + 600, 'parquet', { hash: 'dddd' })}`, content);
    await upload();
    const { bytes, notices } = await bytesOf(engineOverS3());
    expect(bytes).toBe(12);
    expect(notices.join()).toContain(`s3://logs/prod/${dailyFolder}/`);
  });

  test('an object in an archive', async () => {
    await upload();
    s3.fault = ({ key, operation }) =>
      operation === 'get' && key.endsWith('.gz') ? { status: 403, code: 'InvalidObjectState' } : null;
    const { bytes, notices } = await bytesOf(engineOverS3());
    expect(bytes).toBe(5);
    expect(notices).toEqual([
      `1 flow-log object could not be read and is left out: s3://logs/prod/${noon} (it is in an archive class of S3 and must be restored first).`,
    ]);
  });

  test('a copy, by name and by content', async () => {
    await workspace.gzip(`copies/${objectName(five, 'gz')}`, [flowRow(five, 7)]);
    await workspace.gzip(`copies/one.gz`, [flowRow(five, 7)]);
    await upload();
    const { bytes, notices } = await bytesOf(engineOverS3());
    expect(bytes).toBe(12);
    expect(notices.join()).toMatch(
      /^2 flow-log objects are there more than once and counted once: s3:\/\/logs\/prod\//
    );
  });
});

test('two flow logs over the same interface count once', async () => {
  await workspace.gzip(`${dailyFolder}/${objectName(five, 'gz', { log: 'fl-0b' })}`, [flowRow(five, 7)]);
  await upload();
  const { bytes, notices } = await bytesOf(engineOverS3());
  expect(bytes).toBe(12);
  expect(notices.join()).toContain('The flow logs fl-0a, fl-0b of 123456789012 in us-east-1 record the same interface');
});

describe('what changes while a question runs', () => {
  test('an object that was replaced after the listing is listed again', async () => {
    await upload();
    s3.fault = ({ operation, key, earlier }) => {
      if (operation === 'get' && key.endsWith('.gz') && earlier === 0) {
        s3.put('logs', `prod/${noon}`, gzipSync(textOf([flowRow(five, 1000)], usualFields)));
      }
      return null;
    };
    expect((await bytesOf(engineOverS3())).bytes).toBe(1005);
  });

  test('an object that a lifecycle rule removed is gone', async () => {
    await upload();
    s3.fault = ({ operation, key }) => {
      if (operation === 'get' && key.endsWith('.gz')) {
        s3.buckets.get('logs')?.delete(key);
      }
      return null;
    };
    expect((await bytesOf(engineOverS3())).bytes).toBe(5);
  });

  test('history that an import replaced is read as it is now', async () => {
    await upload();
    const engine = engineOverS3();
    const pods = async (): Promise<unknown> => {
      const opened = await engine.openHistory(hourFive, never);
      const { result } = await opened.run('SELECT pod FROM pod_history', never);
      await opened.close();
      return result.columns.get('pod');
    };
    expect(await pods()).toEqual(['web']);
    await workspace.pods('2026-03-10', [{ pod: 'new', address: '10.0.0.1', started: five, last_seen: five + 3600 }]);
    await upload();
    // Within the listing's freshness the old file is listed, and found replaced.
    await rm(join(scratch, 'cache', 'objects'), { recursive: true });
    expect(await pods()).toEqual(['new']);
  });
});

describe('failures', () => {
  const denied = { status: 403, code: 'AccessDenied' };
  const expired = { status: 400, code: 'ExpiredToken' };
  test.each<[string, S3Double['fault'], string, string]>([
    [
      'the bucket may not be listed',
      ({ operation }) => (operation === 'list' ? denied : null),
      'access_denied',
      's3:ListBucket (s3://logs/prod/): AWS denied access',
    ],
    [
      'an object may not be read',
      ({ operation }) => (operation === 'get' ? denied : null),
      'access_denied',
      `s3:GetObject (s3://logs/prod/${dailyFolder}/`,
    ],
    [
      'the credentials end half-way',
      ({ key }) => (key.endsWith('.parquet') ? expired : null),
      'credentials_expired',
      'the AWS credentials have expired',
    ],
    [
      'S3 is too busy',
      ({ operation }) => (operation === 'get' ? { status: 503, code: 'SlowDown' } : null),
      'throttled',
      'AWS asks to slow down',
    ],
    ['S3 fails', () => ({ status: 500, code: 'InternalError' }), 'engine_failed', 's3:ListBucket'],
    [
      'every body is cut',
      ({ operation }) => (operation === 'get' ? { cutAfter: 5 } : null),
      'engine_unreachable',
      'the answers of AWS break off',
    ],
    [
      'there is no such bucket',
      () => ({ status: 404, code: 'NoSuchBucket' }),
      'location_missing',
      's3:ListBucket (s3://logs/prod/): the bucket does not exist',
    ],
  ])('%s', async (_name, fault, code, message) => {
    await upload();
    s3.fault = fault;
    const failure: unknown = await bytesOf(engineOverS3()).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code });
    expect(String(failure)).toContain(message);
    // Nothing is left of the question, and the next one answers.
    s3.fault = () => null;
    expect((await bytesOf(engineOverS3())).bytes).toBe(12);
  });

  test('nothing at all below the prefix', async () => {
    s3.put('logs', 'other/file', 'x');
    s3.put('history', 'x', 'x');
    await expect(bytesOf(engineOverS3())).rejects.toMatchObject({
      code: 'no_flow_logs',
      message: 'There are no flow logs in s3://logs/prod',
    });
  });

  test('a limit holds before anything is fetched', async () => {
    await upload();
    const asked = engineOverS3().open(hourFive, never, { maxScanBytes: 10 });
    await expect(asked).rejects.toMatchObject({ code: 'scan_too_large' });
    expect(s3.counts().get).toBe(0);
  });

  test('a prefix with too many folders that no date tells apart', async () => {
    for (let folder = 0; folder <= 10_000; folder += 1) {
      s3.put('logs', `prod/${folder}/x`, '');
    }
    await expect(bytesOf(engineOverS3())).rejects.toMatchObject({ code: 'bad_settings' });
  });

  test('a cancelled question lets go of everything', async () => {
    await upload();
    const controller = new AbortController();
    s3.fault = ({ operation }) => {
      if (operation === 'get') {
        controller.abort(new DOMException('closed', 'AbortError'));
        return { silentAfter: 0 };
      }
      return null;
    };
    await expect(engineOverS3().open(hourFive, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(
      (await readdir(join(scratch, 'cache', 'open'), { recursive: true })).filter((name) => name.includes('.'))
    ).toEqual([]);
  });
});
