import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { startS3Double, type S3Double, type S3Fault, type S3Request } from './s3-double.test-data';
import { S3Objects, type S3Object } from './s3-objects';

const never = new AbortController().signal;
const content = Buffer.from('0123456789'.repeat(20_000));

let s3: S3Double;
let objects: S3Objects;
let folder: string;
beforeEach(async () => {
  s3 = await startS3Double({ pageSize: 3 });
  objects = new S3Objects(s3.settings, { retry: { firstWaitMs: 1 }, silenceMs: 1_000 });
  folder = await mkdtemp(join(tmpdir(), 'zoneflow-objects-'));
});
afterEach(async () => {
  objects.close();
  await s3.close();
  await rm(folder, { recursive: true, force: true });
});

async function listed(key: string): Promise<S3Object> {
  const found = (await objects.listFolder('logs', '', never)).objects.find((object) => object.key === key);
  if (found === undefined) {
    throw new Error(`${key} is not listed`);
  }
  return found;
}

/** The fault for the first so many requests of the operation. */
function first(count: number, operation: S3Request['operation'], fault: S3Fault): void {
  s3.fault = (request) => (request.operation === operation && request.earlier < count ? fault : null);
}

describe('a listing', () => {
  test('is of one folder, page by page, whatever lies below', async () => {
    for (const key of ['a/1', 'a/2', 'a/b/3', 'a/b/4', 'a/c/5', 'a/d & e/6', 'a/7', 'z', 'a/']) {
      s3.put('logs', key, key);
    }
    const { objects: found, folders } = await objects.listFolder('logs', 'a/', never);
    expect(found.map(({ key, size }) => [key, size])).toEqual([
      ['a/1', 3],
      ['a/2', 3],
      ['a/7', 3],
    ]);
    expect(folders).toEqual(['b', 'c', 'd & e']);
    expect(objects.counts.list).toBe(3);
  });

  test.each<[string, S3Fault, string]>([
    ['of a bucket that is not there', { status: 404, code: 'NoSuchBucket' }, 'location_missing'],
    ['that is not allowed', { status: 403, code: 'AccessDenied' }, 'access_denied'],
    ['with expired keys', { status: 400, code: 'ExpiredToken' }, 'credentials_expired'],
    ['with keys nobody knows', { status: 403, code: 'InvalidAccessKeyId' }, 'credentials_rejected'],
    ['in another region, which nobody names', { status: 301, code: 'PermanentRedirect' }, 'bad_settings'],
    ['that is asked too often, always', { status: 503, code: 'SlowDown' }, 'throttled'],
    ['that always fails', { status: 500, code: 'InternalError' }, 'engine_failed'],
    ['nobody answers', { refuse: true }, 'engine_unreachable'],
  ])('%s', async (_name, fault, code) => {
    s3.put('logs', 'a', 'a');
    s3.fault = () => fault;
    await expect(objects.listFolder('logs', '', never)).rejects.toMatchObject({ code });
  });

  test('in another region is asked there from then on', async () => {
    s3.put('logs', 'a', 'a');
    s3.fault = ({ headers }) =>
      headers.authorization?.includes('/eu-west-3/s3/') === true
        ? null
        : { status: 301, code: 'PermanentRedirect', headers: { 'x-amz-bucket-region': 'eu-west-3' } };
    expect((await objects.listFolder('logs', '', never)).objects).toHaveLength(1);
    expect((await objects.listFolder('logs', '', never)).objects).toHaveLength(1);
    expect(s3.counts().list).toBe(3);
  });
});

describe('an object', () => {
  const path = (): string => join(folder, 'copy');

  beforeEach(() => s3.put('logs', 'a', content));

  test('is written whole, with its checksum', async () => {
    expect(await objects.fetchInto(path(), 'logs', await listed('a'), never)).toEqual({
      state: 'whole',
      crc: crc32(content),
    });
    expect((await readFile(path())).equals(content)).toBe(true);
  });

  test('of no bytes', async () => {
    s3.put('logs', 'empty', '');
    expect(await objects.fetchInto(path(), 'logs', await listed('empty'), never)).toEqual({ state: 'whole', crc: 0 });
    expect((await readFile(path())).length).toBe(0);
  });

  test('by a name of any letters', async () => {
    s3.put('logs', 'a b/ü+%20&.log', content);
    const object = { key: 'a b/ü+%20&.log', size: content.length, modifiedMs: 0, etag: '' };
    expect(await objects.fetchInto(path(), 'logs', object, never)).toMatchObject({ state: 'whole' });
  });

  test.each<[string, S3Fault]>([
    ['the body is cut', { cutAfter: 70_000 }],
    ['the body is cut before it begins', { cutAfter: 0 }],
    ['the body falls silent', { silentAfter: 70_000 }],
    ['S3 asks to slow down', { status: 503, code: 'SlowDown' }],
    ['S3 fails', { status: 500, code: 'InternalError' }],
    ['the connection breaks', { refuse: true }],
    ['the clock was wrong', { status: 403, code: 'RequestTimeTooSkewed' }],
  ])('is read again from its beginning where %s', async (_name, fault) => {
    const object = await listed('a');
    first(3, 'get', fault);
    expect(await objects.fetchInto(path(), 'logs', object, never)).toEqual({ state: 'whole', crc: crc32(content) });
    expect((await readFile(path())).equals(content)).toBe(true);
    expect(s3.counts().get).toBe(4);
  });

  test('that is always cut fails in the end', async () => {
    const object = await listed('a');
    s3.fault = () => ({ cutAfter: 10 });
    await expect(objects.fetchInto(path(), 'logs', object, never)).rejects.toMatchObject({
      code: 'engine_unreachable',
      message: 's3:GetObject (s3://logs/a): the answers of AWS break off',
    });
    expect(s3.counts().get).toBe(6);
  });

  test.each<[string, () => void]>([
    ['replaced', () => s3.put('logs', 'a', 'other')],
    ['replaced by as many bytes', () => s3.put('logs', 'a', Buffer.alloc(content.length))],
    ['removed', () => s3.buckets.get('logs')?.delete('a')],
  ])('that was %s since is another one', async (_name, change) => {
    const object = await listed('a');
    change();
    expect(await objects.fetchInto(path(), 'logs', object, never)).toEqual({ state: 'changed' });
  });

  test('in an archive is told as such', async () => {
    const object = await listed('a');
    s3.fault = () => ({ status: 403, code: 'InvalidObjectState' });
    expect(await objects.fetchInto(path(), 'logs', object, never)).toEqual({ state: 'archived' });
  });

  test('that may not be read: the action and the object', async () => {
    const object = await listed('a');
    s3.fault = () => ({ status: 403, code: 'AccessDenied' });
    await expect(objects.fetchInto(path(), 'logs', object, never)).rejects.toMatchObject({
      code: 'access_denied',
      message: 's3:GetObject (s3://logs/a): AWS denied access',
    });
    expect(s3.counts().get).toBe(1);
  });

  test.each<[string, S3Fault | null]>([
    ['before it answers', { silentAfter: 0 }],
    ['within its body', { silentAfter: 70_000 }],
  ])('an abort %s ends it with the abort’s reason', async (_name, fault) => {
    const object = await listed('a');
    s3.fault = () => fault;
    const reason = new DOMException('too long', 'TimeoutError');
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 50);
    await expect(objects.fetchInto(path(), 'logs', object, controller.signal)).rejects.toBe(reason);
  });

  (process.platform === 'linux' ? test : test.skip)('on a full disk fails as such, at once', async () => {
    const object = await listed('a');
    const { code } = await objects
      .fetchInto('/dev/full', 'logs', object, never)
      .then(() => ({ code: 'none' }))
      .catch((error: NodeJS.ErrnoException) => error);
    expect(code).toBe('ENOSPC');
    expect(s3.counts().get).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });
});

test('credentials that end are taken anew, once', async () => {
  s3.put('logs', 'a', 'a');
  let asked = 0;
  process.env['AWS_ACCESS_KEY_ID'] = 'first';
  process.env['AWS_SECRET_ACCESS_KEY'] = 's';
  const renewing = new S3Objects(
    { ...s3.settings, authentication: { type: 'default' } },
    { retry: { firstWaitMs: 1 } }
  );
  s3.fault = ({ accessKey }) => {
    asked += 1;
    // Whoever renews them has done so by now.
    process.env['AWS_ACCESS_KEY_ID'] = 'second';
    return accessKey === 'first' ? { status: 400, code: 'ExpiredToken' } : null;
  };
  expect((await renewing.listFolder('logs', '', never)).objects).toHaveLength(1);
  expect(asked).toBe(2);
  s3.fault = () => ({ status: 400, code: 'ExpiredToken' });
  await expect(renewing.listFolder('logs', '', never)).rejects.toMatchObject({ code: 'credentials_expired' });
  renewing.close();
  delete process.env['AWS_ACCESS_KEY_ID'];
  delete process.env['AWS_SECRET_ACCESS_KEY'];
});
