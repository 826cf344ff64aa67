/** A folder of this machine as a place. */
import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ZoneFlowError } from '../errors';
import type { FolderEntries, Lease, Place, PlacedFile } from './place';

export interface LocalPlaceOptions {
  location: string;
  /** Names the location in errors: “The flow location … does not exist”. */
  noun: 'flow' | 'history' | 'rollup';
  /** Whether links out of the folder are followed, too. */
  followsLinks?: boolean;
}

const mostFolders = 20_000;

export function localPlace({ location, noun, followsLinks = false }: LocalPlaceOptions): Place {
  const root = resolve(location);
  const title = `The ${noun} location ${location}`;
  return {
    location,
    root,
    readable: [root],
    mostFolders,
    remote: false,
    below: join,
    async check(signal) {
      signal.throwIfAborted();
      const stats = await statsOrMissing(root, location);
      if (stats === null) {
        throw new ZoneFlowError('location_missing', `${title} does not exist`);
      }
      if (!stats.isDirectory()) {
        throw new ZoneFlowError('location_missing', `${title} is not a folder`);
      }
    },
    async list(folder, signal) {
      signal.throwIfAborted();
      const stats = await statsOrMissing(folder, folder);
      if (stats === null || depthBelow(root, folder) > deepestFolder) {
        return null;
      }
      const entries = await entriesOf(folder);
      const found: FolderEntries = { identity: `${stats.dev}:${stats.ino}`, files: [], folders: [], outside: [] };
      for (const entry of entries ?? []) {
        const path = join(folder, entry.name);
        switch (await kindOf(entry, path, followsLinks ? null : root)) {
          case 'file':
            found.files.push({ name: entry.name, facts: () => factsOf(path) });
            break;
          case 'folder':
            found.folders.push(entry.name);
            break;
          case 'outside':
            found.outside.push(entry.name);
            break;
          case 'other':
            break;
        }
      }
      return entries === null ? null : found;
    },
    bring: async (files): Promise<Lease> => ({
      brought: files.map(({ path }) => ({ path })),
      release: () => Promise.resolve(),
    }),
  };
}

const deepestFolder = 64;

async function factsOf(path: string): Promise<PlacedFile | null> {
  const stats = await statsOrMissing(path, path);
  return stats?.isFile() ? { path, size: stats.size, modifiedMs: stats.mtimeMs, version: '' } : null;
}

/** @param within links that lead out of it are `outside`; null if they are followed */
async function kindOf(
  entry: Dirent,
  path: string,
  within: string | null
): Promise<'file' | 'folder' | 'outside' | 'other'> {
  if (entry.isFile()) {
    return 'file';
  }
  if (entry.isDirectory()) {
    return entry.name.startsWith('.') ? 'other' : 'folder';
  }
  if (!entry.isSymbolicLink()) {
    return 'other';
  }
  const stats = await statsOrMissing(path, path);
  if (stats === null) {
    return 'other';
  }
  if (within !== null) {
    const [home, target] = await Promise.all([realpath(within), realpath(path)]);
    if (target !== home && !target.startsWith(`${home}/`)) {
      return 'outside';
    }
  }
  return stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : 'other';
}

/** Null if the folder is gone. */
async function entriesOf(folder: string): Promise<Dirent[] | null> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((left, right) => (left.name < right.name ? -1 : 1));
  } catch (error) {
    if (isMissing(error)) {
      return null;
    }
    throw readError(error, folder);
  }
}

/** Null if there is nothing (any more): a file may vanish between the listing and the look at it. */
async function statsOrMissing(path: string, subject: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (isMissing(error)) {
      return null;
    }
    throw readError(error, subject);
  }
}

function readError(error: unknown, subject: string): unknown {
  const code = codeOf(error);
  return code === 'EACCES' || code === 'EPERM'
    ? new ZoneFlowError('location_denied', `Reading ${subject} is not permitted`, { cause: error })
    : error;
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function depthBelow(root: string, folder: string): number {
  return folder.slice(root.length).split('/').length - 1;
}
