import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { PlaceChanged, type Lease, type PlacedFile } from '../place';
import { ObjectCache, type Fetch } from './object-cache';

const never = new AbortController().signal;
const mib = 2 ** 20;

let folder: string;
let caches: ObjectCache[];
/** Paths in the order in which they were fetched. */
let fetched: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoneflow-cache-'));
  caches = [];
  fetched = [];
});
afterEach(async () => {
  await Promise.all(caches.map((cache) => cache.close()));
  await rm(folder, { recursive: true, force: true });
});

const path = (): string => join(folder, 'cache');
const file = (name: string, size = 10, version = '1'): PlacedFile => ({
  path: `s3://b/${name}`,
  size,
  modifiedMs: 1,
  version,
});
const contentOf = ({ path: name, size, version }: PlacedFile): string =>
  `${name} ${version} `.repeat(size).slice(0, size);

/** A cache over the folder: one more of them is as good as another process. */
function cacheOf(maxMib = 10, maxAgeDays = 7): ObjectCache {
  const cache = new ObjectCache({ path: path(), maxBytes: maxMib * mib, maxAgeMs: maxAgeDays * 86_400_000 });
  caches.push(cache);
  return cache;
}

const fetch: Fetch = async (wanted, target) => {
  fetched.push(wanted.path.slice('s3://b/'.length));
  await writeFile(target, contentOf(wanted));
  return { state: 'whole', crc: crc32(contentOf(wanted)) };
};
const hold = (cache: ObjectCache, files: PlacedFile[], by = fetch, signal = never): Promise<Lease> =>
  cache.hold(files, { fetch: by, patient: true }, signal);

async function texts(lease: Lease): Promise<string[]> {
  return Promise.all(lease.brought.map(async (one) => ('path' in one ? readFile(one.path, 'utf8') : one.unreadable)));
}

async function filesIn(name: string): Promise<string[]> {
  const entries = await readdir(join(path(), name), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

test('brings files in the order they were asked for, each fetched once', async () => {
  const cache = cacheOf();
  const lease = await hold(cache, [file('b'), file('a'), file('b')]);
  expect(await texts(lease)).toEqual([file('b'), file('a'), file('b')].map(contentOf));
  expect(fetched.sort()).toEqual(['a', 'b']);
  await lease.release();
  await (await hold(cache, [file('a')])).release();
  expect(fetched).toHaveLength(2);
  expect(cache.use).toEqual({ fetched: 2, fetchedBytes: 20, found: 1 });
});

test('a path stays the same from question to question, and is gone in between', async () => {
  const cache = cacheOf();
  const first = await hold(cache, [file('a')]);
  await first.release();
  expect(await filesIn('open')).toEqual([]);
  const second = await hold(cache, [file('a')]);
  expect(second.brought).toEqual(first.brought);
  await second.release();
});

test('another version, size or address is another object', async () => {
  const cache = cacheOf();
  const all = [file('a'), file('a', 10, '2'), file('a', 11), file('b')];
  const lease = await hold(cache, all);
  expect(await texts(lease)).toEqual(all.map(contentOf));
  expect(fetched).toHaveLength(4);
  await lease.release();
});

test('a second process finds what the first one fetched', async () => {
  await (await hold(cacheOf(), [file('a')])).release();
  const lease = await hold(cacheOf(), [file('a')]);
  expect(await texts(lease)).toEqual([contentOf(file('a'))]);
  expect(fetched).toEqual(['a']);
  await lease.release();
});

test('two questions at once fetch an object once, and either may go first', async () => {
  const cache = cacheOf();
  const leases = await Promise.all([hold(cache, [file('a')]), hold(cache, [file('a')])]);
  expect(fetched).toEqual(['a']);
  await leases[0]?.release();
  expect(await texts(leases[1] ?? { brought: [], release: async () => undefined })).toEqual([contentOf(file('a'))]);
  await leases[1]?.release();
  expect(await filesIn('open')).toEqual([]);
});

test('who gives up does not end the fetch of who waits on', async () => {
  const cache = cacheOf();
  let go = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const slow: Fetch = async (wanted, target, signal) => {
    await gate;
    signal.throwIfAborted();
    return fetch(wanted, target, signal);
  };
  const controller = new AbortController();
  const first = hold(cache, [file('a')], slow, controller.signal);
  const second = hold(cache, [file('a')], slow);
  controller.abort(new DOMException('closed', 'AbortError'));
  await expect(first).rejects.toThrow('closed');
  go();
  const lease = await second;
  expect(await texts(lease)).toEqual([contentOf(file('a'))]);
  await lease.release();
});

test('when all have given up the fetch ends, and leaves nothing', async () => {
  const cache = cacheOf();
  let aborted = false;
  const controller = new AbortController();
  const endless: Fetch = async (_wanted, target, signal) => {
    await writeFile(target, 'half');
    setTimeout(() => controller.abort(new DOMException('closed', 'AbortError')), 5);
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        aborted = true;
        reject(new Error('ended'));
      });
    });
  };
  const asked = hold(cache, [file('a')], endless, controller.signal);
  await expect(asked).rejects.toThrow('closed');
  expect(aborted).toBe(true);
  expect(await filesIn('')).toEqual([]);
  const lease = await hold(cache, [file('a')]);
  expect(await texts(lease)).toEqual([contentOf(file('a'))]);
  await lease.release();
});

describe('what cannot be brought', () => {
  test('an object that has changed: nothing of it is kept', async () => {
    await expect(hold(cacheOf(), [file('a')], async () => ({ state: 'changed' }))).rejects.toBeInstanceOf(PlaceChanged);
    expect(await filesIn('')).toEqual([]);
  });

  test('an object in an archive, the others are there', async () => {
    const archived: Fetch = (wanted, target, signal) =>
      wanted.path.endsWith('cold') ? Promise.resolve({ state: 'archived' }) : fetch(wanted, target, signal);
    const lease = await hold(cacheOf(), [file('a'), file('cold')], archived);
    expect(await texts(lease)).toEqual([
      contentOf(file('a')),
      'it is in an archive class of S3 and must be restored first',
    ]);
    await lease.release();
  });

  test('one failure fails all, and is not remembered', async () => {
    const cache = cacheOf();
    const failing: Fetch = (wanted, target, signal) =>
      wanted.path.endsWith('bad') ? Promise.reject(new Error('no')) : fetch(wanted, target, signal);
    await expect(hold(cache, [file('a'), file('bad')], failing)).rejects.toThrow('no');
    expect(await filesIn('open')).toEqual([]);
    const lease = await hold(cache, [file('bad')]);
    expect(await texts(lease)).toEqual([contentOf(file('bad'))]);
    await lease.release();
  });
});

describe('copies that are not what they were', () => {
  const damages: Array<[string, (copy: string) => Promise<void>]> = [
    ['cut off', (copy) => truncate(copy, 5)],
    [
      'changed in the middle',
      async (copy) => {
        const content = await readFile(copy);
        content[4] = 0;
        await writeFile(copy, content);
      },
    ],
    ['gone', (copy) => rm(copy)],
  ];
  test.each(damages)('%s: fetched anew', async (_name, damage) => {
    await (await hold(cacheOf(), [file('a')])).release();
    const [copy = ''] = await filesIn('objects');
    await damage(copy);
    const lease = await hold(cacheOf(), [file('a')]);
    expect(await texts(lease)).toEqual([contentOf(file('a'))]);
    expect(fetched).toEqual(['a', 'a']);
    await lease.release();
    await (await hold(cacheOf(), [file('a')])).release();
    expect(fetched).toHaveLength(2);
  });

  test('a folder that was cleaned away under a running process', async () => {
    const cache = cacheOf();
    await (await hold(cache, [file('a')])).release();
    await rm(path(), { recursive: true });
    const lease = await hold(cache, [file('a'), file('b')]);
    expect(await texts(lease)).toEqual([contentOf(file('a')), contentOf(file('b'))]);
    await lease.release();
  });
});

describe('the bound', () => {
  const big = (name: string): PlacedFile => file(name, mib);
  const stored = async (): Promise<number> =>
    (await Promise.all((await filesIn('objects')).map(async (one) => (await stat(one)).size))).reduce(
      (sum, size) => sum + size,
      0
    );

  test('is never exceeded, and the least recently used goes first', async () => {
    const cache = cacheOf(4);
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
      await (await hold(cache, [big(name)])).release();
      expect(await stored()).toBeLessThanOrEqual(4 * mib);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    fetched.length = 0;
    await (await hold(cache, [big('f'), big('e')])).release();
    expect(fetched).toEqual([]);
    await (await hold(cache, [big('a')])).release();
    expect(fetched).toEqual(['a']);
  });

  test('evicts nothing that is being read, whoever evicts', async () => {
    const reading = cacheOf(2);
    const lease = await hold(reading, [big('a'), big('b')]);
    const other = cacheOf(2);
    await (await hold(other, [big('c')])).release();
    await (await hold(other, [big('d')])).release();
    expect(await texts(lease)).toEqual([contentOf(big('a')), contentOf(big('b'))]);
    await lease.release();
    expect(await stored()).toBeLessThanOrEqual(2 * mib);
  });

  test('a question that needs more is refused before anything is fetched', async () => {
    const asked = hold(cacheOf(2), [big('a'), big('b'), big('c')]);
    await expect(asked).rejects.toMatchObject({
      code: 'scan_too_large',
      message: 'The range has 3 MiB in S3, and the cache holds 2 MiB',
    });
    expect(fetched).toEqual([]);
  });

  test('questions whose objects do not fit together come one after another', async () => {
    const cache = cacheOf(3);
    const first = await hold(cache, [big('a'), big('b')]);
    let done = false;
    const second = hold(cache, [big('c'), big('d')]).then((lease) => ((done = true), lease));
    const same = await hold(cache, [big('a'), big('b')]);
    const small = await hold(cache, [file('small')]);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(done).toBe(false);
    await first.release();
    expect(done).toBe(false);
    await same.release();
    await small.release();
    await (await second).release();
    // Objects of one question come in any order.
    expect([...fetched.slice(0, 2).sort(), ...fetched.slice(2, 3), ...fetched.slice(3).sort()]).toEqual([
      'a',
      'b',
      'small',
      'c',
      'd',
    ]);
  });

  test('who waits can give up', async () => {
    const cache = cacheOf(2);
    const first = await hold(cache, [big('a'), big('b')]);
    const controller = new AbortController();
    const second = hold(cache, [big('c')], fetch, controller.signal);
    controller.abort(new DOMException('closed', 'AbortError'));
    await expect(second).rejects.toThrow('closed');
    await first.release();
  });

  test('what nobody used for long goes', async () => {
    await (await hold(cacheOf(), [file('old'), file('new')])).release();
    const copies = await filesIn('objects');
    const eightDaysAgo = Date.now() / 1000 - 8 * 86_400;
    const [old = ''] = copies;
    await utimes(old, eightDaysAgo, eightDaysAgo);
    await (await hold(cacheOf(), [file('next')])).release();
    const left = await filesIn('objects');
    expect(left).toHaveLength(2);
    expect(left).not.toContain(old);
  });
});

describe('the folder', () => {
  test('is for this account alone', async () => {
    await (await hold(cacheOf(), [file('a')])).release();
    expect((await stat(path())).mode & 0o777).toBe(0o700);
  });

  test('that others may write to is refused: what lies in it would become numbers', async () => {
    await mkdir(path());
    await chmod(path(), 0o777);
    await expect(hold(cacheOf(), [file('a')])).rejects.toMatchObject({ code: 'location_denied' });
    expect(fetched).toEqual([]);
  });

  test('that cannot be made is named', async () => {
    await writeFile(path(), 'a file');
    const cache = new ObjectCache({ path: join(path(), 'below'), maxBytes: mib, maxAgeMs: 1 });
    await expect(hold(cache, [file('a')])).rejects.toMatchObject({
      code: 'location_denied',
      message: `The cache folder ${join(path(), 'below')} cannot be made`,
    });
  });

  test('holds nothing of a process that has ended', async () => {
    const cache = cacheOf();
    await hold(cache, [file('a')]);
    await cache.close();
    expect(await filesIn('open')).toEqual([]);
  });
});
