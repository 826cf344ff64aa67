/** Lists the flow-log objects of a local location: only the folders that can hold a range, or those of the newest records. */
import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { ZoneFlowError } from '../errors';
import type { TimeRange } from '../engines/engine';
import { contextOfPath, enterFolder, mayHoldRange, mayHoldTime, type FolderContext } from './layout';
import { parseObjectName, type ObjectName } from './object-name';

/** A file that is a flow-log object by its name. */
export interface FlowObject extends ObjectName {
  path: string;
  /** Path below the location, for texts. */
  label: string;
  size: number;
  modifiedMs: number;
  /** AWS's name or folder says that it is a flow log; otherwise its content decides. */
  certain: boolean;
}

export interface ObjectListing {
  objects: FlowObject[];
  /** Folders read: how much of the location had to be looked at. */
  folders: number;
  /** Links out of the location, which are not followed: only the location itself was given to be read. */
  outside: string[];
}

/**
 * Objects that may hold records of the range, by the dates of folders and names. Errors: location_missing,
 * location_denied, unsupported (a location that is no folder of this machine).
 */
export async function listFlowObjects(location: string, range: TimeRange, signal: AbortSignal): Promise<ObjectListing> {
  const walk = await startWalk(location, signal);
  const found: FlowObject[] = [];
  await visit(walk.root, walk.context);
  return { objects: found.sort(byPath), folders: walk.folders(), outside: walk.outside };

  async function visit(folder: string, context: FolderContext): Promise<void> {
    const entries = await walk.read(folder);
    const named = objectNames(entries.files).filter(({ name }) => mayHoldTime(name.time, range));
    found.push(...(await walk.objects(folder, context, named)));
    for (const child of entries.folders) {
      const below = enterFolder(context, child);
      if (below !== null && mayHoldRange(below, range)) {
        await visit(join(folder, child), below);
      }
    }
  }
}

/**
 * The newest few objects of every account and region: of dated folders only the newest that has any, of each folder the
 * last by time in the name. Empty if nothing in the location looks like a flow log. Errors as listFlowObjects.
 */
export async function newestFlowObjects(location: string, signal: AbortSignal): Promise<ObjectListing> {
  const walk = await startWalk(location, signal);
  const objects = await visit(walk.root, walk.context);
  return { objects: objects.sort(byPath), folders: walk.folders(), outside: walk.outside };

  async function visit(folder: string, context: FolderContext): Promise<FlowObject[]> {
    // A location without a layout may be anything, a whole disk even: the search for a first object ends somewhere.
    if (walk.folders() >= mostFoldersSearched) {
      return [];
    }
    const entries = await walk.read(folder);
    const newestNames = objectNames(entries.files)
      .sort((left, right) => (right.name.time ?? Infinity) - (left.name.time ?? Infinity))
      .slice(0, newestPerFolder);
    const found = await walk.objects(folder, context, newestNames);
    for (const child of entries.folders.reverse()) {
      const below = enterFolder(context, child);
      if (below === null) {
        continue;
      }
      const objects = await visit(join(folder, child), below);
      found.push(...objects);
      if (objects.length > 0 && below.date.length > context.date.length) {
        break;
      }
    }
    return found;
  }
}

const newestPerFolder = 4;
const mostFoldersSearched = 20_000;
const deepestFolder = 64;
const statsAtOnce = 64;

interface NamedFile {
  file: string;
  name: ObjectName;
}

interface Walk {
  root: string;
  context: FolderContext;
  folders(): number;
  outside: string[];
  /** Entries of a folder in the order of their names; nothing for one that was read before (links may lead in circles). */
  read(folder: string): Promise<{ files: string[]; folders: string[] }>;
  objects(folder: string, context: FolderContext, files: NamedFile[]): Promise<FlowObject[]>;
}

async function startWalk(location: string, signal: AbortSignal): Promise<Walk> {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(location)) {
    throw new ZoneFlowError('unsupported', `The flow location ${location} is not a folder of this machine`, {
      remedy: 'Give the path of a folder, or choose the Athena engine for flow logs in S3.',
    });
  }
  const root = resolve(location);
  const seen = new Set<string>();
  const outside: string[] = [];
  let folders = 0;
  if (!(await locationStats(root, location)).isDirectory()) {
    throw new ZoneFlowError('location_missing', `The flow location ${location} is not a folder`);
  }
  const realRoot = await realpath(root);
  return {
    root,
    context: contextOfPath(root),
    folders: () => folders,
    outside,
    async read(folder) {
      signal.throwIfAborted();
      const nothing = { files: [], folders: [] };
      const stats = await statsOrMissing(folder);
      const identity = stats === null ? '' : `${stats.dev}:${stats.ino}`;
      if (stats === null || seen.has(identity) || depthBelow(root, folder) > deepestFolder) {
        return nothing;
      }
      seen.add(identity);
      folders += 1;
      const files: string[] = [];
      const subfolders: string[] = [];
      for (const entry of await entriesOf(folder, location)) {
        switch (await kindOf(entry, join(folder, entry.name), realRoot)) {
          case 'file':
            files.push(entry.name);
            break;
          case 'folder':
            subfolders.push(entry.name);
            break;
          case 'outside':
            outside.push(relative(root, join(folder, entry.name)));
            break;
          case 'other':
            break;
        }
      }
      return { files, folders: subfolders };
    },
    async objects(folder, context, files) {
      const found: FlowObject[] = [];
      for (let first = 0; first < files.length; first += statsAtOnce) {
        signal.throwIfAborted();
        const slice = files.slice(first, first + statsAtOnce);
        const stats = await Promise.all(slice.map(({ file }) => statsOrMissing(join(folder, file))));
        slice.forEach(({ file, name }, index) => {
          const known = stats[index];
          if (known?.isFile()) {
            found.push(flowObject(root, join(folder, file), { name, context, stats: known }));
          }
        });
      }
      return found;
    },
  };
}

function flowObject(root: string, path: string, { name, context, stats }: Found): FlowObject {
  return {
    ...name,
    accountId: name.accountId || context.accountId,
    region: name.region || context.region,
    path,
    label: relative(root, path),
    size: stats.size,
    modifiedMs: stats.mtimeMs,
    certain: name.identity !== '' || context.place === 'service' || context.place === 'region',
  };
}

interface Found {
  name: ObjectName;
  context: FolderContext;
  stats: Stats;
}

function objectNames(files: string[]): NamedFile[] {
  return files.flatMap((file) => {
    const name = parseObjectName(file);
    return name === null ? [] : [{ file, name }];
  });
}

async function kindOf(entry: Dirent, path: string, realRoot: string): Promise<'file' | 'folder' | 'outside' | 'other'> {
  if (entry.isFile()) {
    return 'file';
  }
  if (entry.isDirectory()) {
    return entry.name.startsWith('.') ? 'other' : 'folder';
  }
  if (!entry.isSymbolicLink()) {
    return 'other';
  }
  const stats = await statsOrMissing(path);
  const target = stats === null ? null : await realpath(path);
  if (stats === null || target === null) {
    return 'other';
  }
  if (target !== realRoot && !target.startsWith(`${realRoot}/`)) {
    return 'outside';
  }
  return stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : 'other';
}

async function entriesOf(folder: string, location: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((left, right) => (left.name < right.name ? -1 : 1));
  } catch (error) {
    throw readError(error, folder, location);
  }
}

/** Null if there is nothing (any more): a file may vanish between the listing and the look at it. */
async function statsOrMissing(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (isMissing(error)) {
      return null;
    }
    throw readError(error, path, path);
  }
}

async function locationStats(path: string, location: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (error) {
    throw readError(error, path, location);
  }
}

function readError(error: unknown, path: string, location: string): unknown {
  if (isMissing(error)) {
    return new ZoneFlowError('location_missing', `The flow location ${location} does not exist`, { cause: error });
  }
  const code = codeOf(error);
  return code === 'EACCES' || code === 'EPERM'
    ? new ZoneFlowError('location_denied', `Reading ${path} is not permitted`, { cause: error })
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

function byPath(left: FlowObject, right: FlowObject): number {
  return left.path < right.path ? -1 : left.path > right.path ? 1 : 0;
}
