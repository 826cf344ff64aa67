/**
 * The folder of the cache, which several processes share. A copy appears in `objects` whole or not at all and is never
 * written to again. Whoever reads one has a hard link of its own in `open`: eviction takes the name, not the bytes.
 */
import { copyFile, link, lstat, mkdir, readdir, rename, stat, statfs, unlink, utimes } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import { ZoneFlowError } from '../../errors';
import { createOwnFolder, type OwnFolder } from '../own-folder';
import { copyName, parseCopyName, type CopyName } from './copy';
import { chooseEvicted, type StoredCopy } from './eviction';

export interface CacheFolderOptions {
  /** Absolute; made if it is not there, for this account alone. */
  path: string;
  maxBytes: number;
  /** What nobody used for this long is removed. */
  maxAgeMs: number;
}

const shards = Array.from({ length: 256 }, (_, index) => index.toString(16).padStart(2, '0'));
/** A copy's time of last use is exact to this, which saves a write for each use. */
const touchEveryMs = 5 * 60_000;
const surveyEveryMs = 10 * 60_000;
/** Left free on the disk, for everything else that Grafana writes. */
const spareBytes = 256 * 2 ** 20;

/** Where the links lie that statements read. */
export function openFolder(path: string): string {
  return join(path, 'open');
}

export class CacheFolder {
  /** This process's own links; also where objects are fetched into. */
  readonly own: string;
  private readonly options: CacheFolderOptions;
  private readonly ownFolder: OwnFolder;
  /** Copies that this process has checked or written, with the time of the last use that the disk knows. */
  private readonly known = new LRUCache<string, { name: string; usedMs: number }>({ max: 200_000 });
  private stored = { bytes: 0, addedSince: Infinity, surveyedMs: 0 };
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(options: CacheFolderOptions, ownFolder: OwnFolder) {
    this.options = options;
    this.ownFolder = ownFolder;
    this.own = ownFolder.path;
  }

  /** Errors: location_denied, disk_full. */
  static async open(options: CacheFolderOptions): Promise<CacheFolder> {
    await ensurePrivate(options.path);
    await mkdir(openFolder(options.path), { recursive: true });
    return new CacheFolder(options, await createOwnFolder(openFolder(options.path)));
  }

  /** Links a whole copy to a new name of this process. @returns false if there is none */
  async take(id: string, path: string): Promise<boolean> {
    const known = this.known.get(id);
    if (known !== undefined && (await this.linked(known.name, path))) {
      await this.touch(id, known);
      return true;
    }
    for (const name of await namesIn(this.shard(id))) {
      const copy = name.startsWith(id) ? parseCopyName(name) : null;
      if (copy === null || !(await this.linked(name, path))) {
        continue;
      }
      if (await isWhole(path, copy)) {
        const found = { name, usedMs: 0 };
        this.known.set(id, found);
        await this.touch(id, found);
        return true;
      }
      await Promise.all([removeFile(path), removeFile(join(this.shard(id), name))]);
    }
    return false;
  }

  /** Makes a fetched file known to all processes. */
  async publish(path: string, copy: CopyName): Promise<void> {
    const name = copyName(copy);
    const shard = this.shard(copy.id);
    await mkdir(shard, { recursive: true });
    await linkOrCopy(path, join(shard, name));
    this.known.set(copy.id, { name, usedMs: Date.now() });
  }

  /**
   * Evicts what is needed for so many bytes more. @param held ids that this process reads, which stay. Errors: disk_full.
   */
  async makeRoom(bytes: number, held: ReadonlySet<string>): Promise<void> {
    const mine = this.turn.then(() => this.room(bytes, held));
    this.turn = mine.catch(() => undefined);
    await mine;
  }

  async close(): Promise<void> {
    await this.ownFolder.remove();
  }

  private async room(bytes: number, held: ReadonlySet<string>): Promise<void> {
    const { maxBytes, path } = this.options;
    const { stored } = this;
    const isOld = stored.addedSince > maxBytes / 10 || Date.now() - stored.surveyedMs > surveyEveryMs;
    if (isOld || stored.bytes + bytes > maxBytes) {
      this.stored = { bytes: await this.trim(bytes, held), addedSince: 0, surveyedMs: Date.now() };
    }
    const { bavail, bsize } = await statfs(path);
    if (bavail * bsize < bytes + spareBytes) {
      throw new ZoneFlowError(
        'disk_full',
        `The disk of the cache folder ${path} has no room for another ${bytes} bytes`,
        {
          remedy: 'Free space on that disk, set duckdb.cacheDirectory to another one, or ask for a shorter range.',
        }
      );
    }
    this.stored.bytes += bytes;
    this.stored.addedSince += bytes;
  }

  /** @returns bytes that stay */
  private async trim(bytes: number, held: ReadonlySet<string>): Promise<number> {
    const copies = await this.survey();
    const { maxBytes, maxAgeMs } = this.options;
    const evicted = chooseEvicted(copies, { held, room: maxBytes - bytes, nowMs: Date.now(), maxAgeMs });
    for (const { id, path } of evicted) {
      this.known.delete(id);
      await removeFile(path);
    }
    const sum = (of: readonly StoredCopy[]): number => of.reduce((total, { size }) => total + size, 0);
    return sum(copies) - sum(evicted);
  }

  private async survey(): Promise<StoredCopy[]> {
    const copies: StoredCopy[] = [];
    for (const shard of shards) {
      const folder = join(this.options.path, 'objects', shard);
      const names = await namesIn(folder);
      const paths = names.map((name) => join(folder, name));
      const stats = await Promise.all(paths.map((path) => stat(path).catch(() => null)));
      names.forEach((name, index) => {
        const [path, known] = [paths[index], stats[index]];
        if (path !== undefined && known) {
          copies.push({ id: parseCopyName(name)?.id ?? '', path, size: known.size, usedMs: known.mtimeMs });
        }
      });
    }
    return copies;
  }

  private async linked(name: string, path: string): Promise<boolean> {
    try {
      await linkOrCopy(join(this.shard(name), name), path);
      return true;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') {
        return false;
      }
      throw error;
    }
  }

  private async touch(id: string, known: { name: string; usedMs: number }): Promise<void> {
    const now = Date.now();
    if (now - known.usedMs > touchEveryMs) {
      known.usedMs = now;
      await utimes(join(this.shard(id), known.name), now / 1000, now / 1000).catch(() => undefined);
    }
  }

  private shard(id: string): string {
    return join(this.options.path, 'objects', id.slice(0, 2));
  }
}

/** A folder that others may write to could hold anything: its content would become numbers. */
async function ensurePrivate(path: string): Promise<void> {
  const remedy = 'Set duckdb.cacheDirectory to a folder that the account that runs Grafana may write to.';
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new ZoneFlowError('location_denied', `The cache folder ${path} cannot be made`, { remedy, cause });
  }
  const { uid, mode } = await lstat(path);
  if (process.getuid !== undefined && (uid !== process.getuid() || (mode & 0o077) !== 0)) {
    throw new ZoneFlowError('location_denied', `The cache folder ${path} is open to other accounts`, { remedy });
  }
}

/** The times of use lie on the original name: a link shares them, a copy does not need them. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    switch (codeOf(error)) {
      case 'EEXIST': // the same copy by another process
        return;
      case 'EPERM':
      case 'ENOTSUP':
      case 'EOPNOTSUPP':
      case 'ENOSYS':
      case 'EMLINK': {
        const draft = `${to}.${randomUUID()}`;
        await copyFile(from, draft);
        return rename(draft, to);
      }
      default:
        throw error;
    }
  }
}

async function isWhole(path: string, { size, crc }: CopyName): Promise<boolean> {
  let [read, sum] = [0, 0];
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    if (Buffer.isBuffer(chunk)) {
      read += chunk.length;
      sum = crc32(chunk, sum);
    }
  }
  return read === size && sum === crc;
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') {
      return [];
    }
    throw error;
  });
}

async function removeFile(path: string): Promise<void> {
  await unlink(path).catch(() => undefined);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
