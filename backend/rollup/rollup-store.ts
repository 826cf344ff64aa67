/** Writes days of a rollup into a folder: files first, then the manifest that names them, each whole or not at all. */
import { copyFile, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { isS3Location } from '../aws/s3-location';
import { ZoneFlowError } from '../errors';
import { dayFolderName, manifestName, rollupFolders, type DayManifest, type RollupFolder } from './manifest';

export interface RollupStore {
  /** Makes a file part of a day; nobody reads it before a manifest names it. */
  put(target: { folder: RollupFolder; day: string; name: string }, source: string): Promise<void>;
  /** From here on readers see the day as the manifest says; files that no manifest names any more are removed in time. */
  publish(manifest: DayManifest): Promise<void>;
}

/** A reader that has read the manifest before may still open the files that it named. */
const unnamedLifeMs = 15 * 60_000;

/** Errors: unsupported for a location in S3; location_denied, disk_full while writing. */
export function openRollupStore(location: string): RollupStore {
  if (isS3Location(location)) {
    throw new ZoneFlowError(
      'unsupported',
      `The rollup location ${location} is in S3, where this version cannot write`,
      {
        remedy: 'Write to a folder and copy it: aws s3 sync, the folder hours last.',
      }
    );
  }
  const root = resolve(location);
  const dayFolder = (folder: RollupFolder, day: string): string =>
    join(root, rollupFolders[folder], dayFolderName(day));
  return {
    put: ({ folder, day, name }, source) =>
      written(location, async () => {
        const within = dayFolder(folder, day);
        await mkdir(within, { recursive: true });
        await replaced(join(within, name), (draft) => copyFile(source, draft));
      }),
    publish: (manifest) =>
      written(location, async () => {
        const { day } = manifest;
        const within = dayFolder('hours', day);
        await mkdir(within, { recursive: true });
        await replaced(join(within, manifestName), (draft) => writeFile(draft, `${JSON.stringify(manifest)}\n`));
        await removeUnnamed(dayFolder('exchanges', day), manifest.exchanges.file);
        await removeUnnamed(dayFolder('evidence', day), manifest.evidence.file);
        await removeUnnamed(within, manifestName);
      }),
  };
}

/** Writes a draft beside the target and renames it once it is on the disk. */
async function replaced(target: string, write: (draft: string) => Promise<void>): Promise<void> {
  const draft = join(target, '..', `.${randomUUID()}.draft`);
  try {
    await write(draft);
    const handle = await open(draft, 'r');
    await handle.sync().finally(() => handle.close());
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** What runs that were killed left goes, too. */
async function removeUnnamed(folder: string, named: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const changed = name === named ? Infinity : (await stat(path).catch(() => null))?.mtimeMs;
    if (changed !== undefined && changed < Date.now() - unnamedLifeMs) {
      await rm(path, { force: true });
    }
  }
}

async function written(location: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
      throw new ZoneFlowError('location_denied', `Writing to the rollup location ${location} is not permitted`, {
        remedy: 'Give whoever runs zoneflow rollup permission to write there.',
        cause: error,
      });
    }
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw new ZoneFlowError('disk_full', `The disk of the rollup location ${location} is full`, { cause: error });
    }
    throw error;
  }
}
