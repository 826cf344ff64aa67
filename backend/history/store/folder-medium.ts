/** A folder of this machine as the home of the history. */
import { randomUUID } from 'node:crypto';
import { copyFile, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { toZoneFlowError } from '../../errors';
import { clusterFolder, dayFolder, isDataFile, isImported, partitionValues, type StoredFile } from './layout';
import type { HistoryMedium } from './medium';

export function folderMedium(location: string): HistoryMedium {
  const root = resolve(location);
  const at = (path: string): string => join(root, path);
  return {
    location,
    remote: false,
    clusters: async (table) => partitionValues(await names(at(table)), 'cluster'),
    days: async (table, cluster) => partitionValues(await names(at(clusterFolder(table, cluster))), 'day'),
    files: async (of) => (await filesIn(root, dayFolder(of))).map((file) => ({ ...of, ...file })),
    filesBelow: (folder) => filesIn(root, folder),
    async bring(file, scratch, _signal, imported = 'in place') {
      const path = at(file.path);
      if (isImported(file) && imported === 'in place') {
        return (await sizeOf(path)) === null ? null : path;
      }
      return keptIn(scratch, path);
    },
    async add(path, file) {
      const target = at(path);
      const folder = dirname(target);
      const draft = join(folder, `${draftPrefix}${randomUUID()}`);
      try {
        await makeFolder(folder);
        await copyFile(file, draft);
        await sync(draft);
        await rename(draft, target);
        await sync(folder);
      } catch (error) {
        await rm(draft, { force: true });
        throw toZoneFlowError(error);
      }
    },
    async remove(path) {
      await rm(at(path), { force: true });
    },
    close: () => undefined,
  };
}

/** Readers pass over names that begin with a dot. */
const draftPrefix = '.draft-';
/** Whoever writes a draft needs minutes at most. */
const draftLifeMs = 3_600_000;

type Listed = Pick<StoredFile, 'path' | 'size'>;

/**
 * A compaction may remove a file while it is read, an import replace one, and DuckDB opens a file more than once: a second
 * name keeps what was there, or a copy where the disk is another.
 */
async function keptIn(scratch: string, path: string): Promise<string | null> {
  const target = join(scratch, `${randomUUID()}.parquet`);
  try {
    await mkdir(scratch, { recursive: true });
    await link(path, target).catch(() => copyFile(path, target));
    return target;
  } catch (error) {
    if (isMissing(error)) {
      return null;
    }
    throw toZoneFlowError(error);
  }
}

async function filesIn(root: string, folder: string): Promise<Listed[]> {
  const files: Listed[] = [];
  for (const name of await names(join(root, folder))) {
    const path = `${folder}${name}`;
    if (isDataFile(name)) {
      const size = await sizeOf(join(root, path));
      files.push(...(size === null ? [] : [{ path, size }]));
    } else if (name.startsWith(draftPrefix)) {
      await removeAbandoned(join(root, path));
    }
  }
  return files;
}

/** What a killed writer left behind. */
async function removeAbandoned(draft: string): Promise<void> {
  const stats = await stat(draft).catch(() => null);
  if (stats !== null && stats.mtimeMs < Date.now() - draftLifeMs) {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

/** Makes missing folders one by one: each entry must be on the disk before what lies below it. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  for (let made = folder; first !== undefined && made.length >= first.length; made = dirname(made)) {
    await sync(dirname(made));
  }
}

/** Null if it is gone. */
async function sizeOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ size }) => size,
    (error: unknown) => {
      if (isMissing(error)) {
        return null;
      }
      throw toZoneFlowError(error);
    }
  );
}

async function names(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isMissing(error)) {
      return [];
    }
    throw toZoneFlowError(error);
  }
}

/** A file or folder entry survives a power cut only after fsync. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
