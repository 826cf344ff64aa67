/** Where days of a rollup are written: a folder or a bucket, each file whole or not at all and under a new name. */
import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isS3Location, parseS3Location } from '../aws/s3-location';
import type { S3Objects } from '../aws/s3-objects';
import { ZoneFlowError } from '../errors';
import { dayFolderName, rollupFolders, type RollupFolder } from './manifest';

export interface StoredName {
  folder: RollupFolder;
  day: string;
  name: string;
}

export interface RollupStore {
  /** Makes a file part of a day; what only a manifest names nobody reads before the manifest is there. */
  put(target: StoredName, source: { path: string } | { text: string }, signal: AbortSignal): Promise<void>;
  /** One that is not there is no error. */
  remove(target: StoredName, signal: AbortSignal): Promise<void>;
}

/** Errors of its methods: location_denied, access_denied, disk_full and others of AWS. */
export function openRollupStore(location: string, objects: () => Promise<S3Objects>): RollupStore {
  return isS3Location(location) ? bucketStore(location, objects) : folderStore(location);
}

function bucketStore(location: string, objects: () => Promise<S3Objects>): RollupStore {
  const { bucket, prefix } = parseS3Location(location);
  const keyOf = ({ folder, day, name }: StoredName): string =>
    `${prefix}${rollupFolders[folder]}/${dayFolderName(day)}/${name}`;
  return {
    async put(target, source, signal) {
      const content = 'text' in source ? Buffer.from(source.text) : await readFile(source.path);
      await (await objects()).putNew(bucket, keyOf(target), content, signal);
    },
    remove: async (target, signal) => (await objects()).remove(bucket, keyOf(target), signal),
  };
}

function folderStore(location: string): RollupStore {
  const root = resolve(location);
  const pathOf = ({ folder, day, name }: StoredName): string =>
    join(root, rollupFolders[folder], dayFolderName(day), name);
  return {
    async put(target, source, signal) {
      signal.throwIfAborted();
      const path = pathOf(target);
      const draft = join(path, '..', `.${randomUUID()}.draft`);
      try {
        await mkdir(join(path, '..'), { recursive: true });
        await ('text' in source ? writeFile(draft, source.text) : copyFile(source.path, draft));
        const handle = await open(draft, 'r');
        await handle.sync().finally(() => handle.close());
        await rename(draft, path);
      } catch (error) {
        await rm(draft, { force: true }).catch(() => undefined);
        throw writeError(error, location);
      }
    },
    remove: async (target) => rm(pathOf(target), { force: true }),
  };
}

function writeError(error: unknown, location: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new ZoneFlowError('location_denied', `Writing to the rollup location ${location} is not permitted`, {
      remedy: 'Give whoever runs zoneflow rollup permission to write there.',
      cause: error,
    });
  }
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new ZoneFlowError('disk_full', `The disk of the rollup location ${location} is full`, { cause: error })
    : error;
}
