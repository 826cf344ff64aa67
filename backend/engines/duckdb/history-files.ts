/** The files of the history store: a folder a cluster and day, each of which stands alone (backend/history/days.ts). */
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ZoneFlowError } from '../../errors';
import type { TimeRange } from '../engine';

export interface HistoryFile {
  path: string;
  size: number;
  modifiedMs: number;
}

export interface DayFolder {
  cluster: string;
  /** `2026-03-10` */
  day: string;
  path: string;
}

/** Day folders of each table by cluster, oldest first. */
export interface HistoryListing {
  pods: Map<string, DayFolder[]>;
  nodes: Map<string, DayFolder[]>;
  /** When the cluster was looked at (ObservationRow). */
  observations: Map<string, DayFolder[]>;
}

/** Lists the day folders, not their files. Errors: location_missing, location_denied, unsupported. */
export async function listHistory(location: string, signal: AbortSignal): Promise<HistoryListing> {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(location)) {
    throw new ZoneFlowError('unsupported', `The history location ${location} is not a folder of this machine`, {
      remedy: 'Give the path of a folder.',
    });
  }
  const root = resolve(location);
  await existing(root, location);
  return {
    pods: await dayFolders(join(root, 'pods'), signal),
    nodes: await dayFolders(join(root, 'nodes'), signal),
    observations: await dayFolders(join(root, 'observations'), signal),
  };
}

/**
 * Day folders of the range padded by a day. Where a cluster's history ends before the range does, its newest day is added:
 * who was alive then is taken to live on.
 */
export function foldersOfRange(days: ReadonlyMap<string, readonly DayFolder[]>, range: TimeRange): DayFolder[] {
  const first = dayOf(range.from - secondsPerDay);
  const last = dayOf(range.to - 1);
  const padded = dayOf(range.to - 1 + secondsPerDay);
  return [...days.values()].flatMap((folders) => {
    const chosen = folders.filter(({ day }) => day >= first && day <= padded);
    const newest = folders.at(-1);
    return newest !== undefined && newest.day < last && !chosen.includes(newest) ? [newest, ...chosen] : chosen;
  });
}

/**
 * Day folders of observations: those of the range padded by a day, the nearest before and after them, and the first, so
 * that every gap of the range has both its ends and the beginning of the history is known.
 */
export function lookFoldersOfRange(days: ReadonlyMap<string, readonly DayFolder[]>, range: TimeRange): DayFolder[] {
  const first = dayOf(range.from - secondsPerDay);
  const last = dayOf(range.to - 1 + secondsPerDay);
  return [...days.values()].flatMap((folders) => {
    const near = [folders[0], folders.findLast(({ day }) => day < first), folders.find(({ day }) => day > last)];
    return folders.filter((folder) => (folder.day >= first && folder.day <= last) || near.includes(folder));
  });
}

export async function filesOf(folders: readonly DayFolder[], signal: AbortSignal): Promise<HistoryFile[]> {
  const files: HistoryFile[] = [];
  for (const { path } of folders) {
    signal.throwIfAborted();
    for (const entry of await entriesOf(path)) {
      if (entry.isFile() && entry.name.endsWith('.parquet') && !/^[._]/.test(entry.name)) {
        const file = join(path, entry.name);
        const { size, mtimeMs } = await stat(file).catch(missingFile);
        // An import that runs at this moment may have taken the file away.
        if (size >= 0) {
          files.push({ path: file, size, modifiedMs: mtimeMs });
        }
      }
    }
  }
  return files;
}

const secondsPerDay = 86_400;
const latestSecond = Date.UTC(9999, 11, 31) / 1000;

function dayOf(second: number): string {
  const bounded = Math.min(latestSecond, Math.max(0, second));
  return new Date(bounded * 1000).toISOString().slice(0, 10);
}

async function dayFolders(folder: string, signal: AbortSignal): Promise<Map<string, DayFolder[]>> {
  const clusters = new Map<string, DayFolder[]>();
  for (const clusterFolder of (await entriesOf(folder)).map((entry) => entry.name)) {
    signal.throwIfAborted();
    const cluster = /^cluster=(.+)$/.exec(clusterFolder)?.[1];
    if (cluster === undefined) {
      continue;
    }
    const name = decoded(cluster);
    const days = (await entriesOf(join(folder, clusterFolder))).flatMap((entry): DayFolder[] => {
      const day = /^day=(\d{4}-\d{2}-\d{2})$/.exec(entry.name)?.[1];
      return day === undefined ? [] : [{ cluster: name, day, path: join(folder, clusterFolder, entry.name) }];
    });
    if (days.length > 0) {
      clusters.set(
        name,
        days.sort((left, right) => (left.day < right.day ? -1 : 1))
      );
    }
  }
  return clusters;
}

/** Names that a folder cannot have are percent-encoded. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((left, right) => (left.name < right.name ? -1 : 1));
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return [];
    }
    throw code === 'EACCES' || code === 'EPERM'
      ? new ZoneFlowError('location_denied', `Reading ${folder} is not permitted`, { cause: error })
      : error;
  }
}

function missingFile(error: unknown): { size: number; mtimeMs: number } {
  if (codeOf(error) === 'ENOENT') {
    return { size: -1, mtimeMs: 0 };
  }
  throw error;
}

async function existing(root: string, location: string): Promise<void> {
  try {
    if ((await stat(root)).isDirectory()) {
      return;
    }
  } catch (error) {
    if (codeOf(error) === 'EACCES') {
      throw new ZoneFlowError('location_denied', `Reading ${location} is not permitted`, { cause: error });
    }
  }
  throw new ZoneFlowError('location_missing', `The history location ${location} does not exist`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
