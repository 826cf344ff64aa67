/** The files of the history store: a folder a cluster and day, each of which stands alone (backend/history/days.ts). */
import { ZoneFlowError } from '../../errors';
import type { Place, PlacedFile, Visit } from '../../storage/place';
import type { TimeRange } from '../engine';

export interface HistoryFile extends PlacedFile {
  /** Where it lies, for texts; `path` is where it is read. */
  label: string;
}

export interface DayFolder {
  cluster: string;
  /** `2026-03-10` */
  day: string;
  path: string;
}

/** Day folders of each table by cluster, oldest first. */
export interface HistoryListing {
  /** What keeps the files readable that are read. */
  visit: Visit;
  pods: Map<string, DayFolder[]>;
  nodes: Map<string, DayFolder[]>;
  /** When the cluster was looked at (ObservationRow). */
  observations: Map<string, DayFolder[]>;
}

/** Lists the day folders, not their files. Errors: location_missing, location_denied, and those of AWS. */
export async function listHistory(visit: Visit, signal: AbortSignal): Promise<HistoryListing> {
  await visit.place.check(signal);
  const [pods, nodes, observations] = await Promise.all([
    dayFolders(visit, 'pods', signal),
    dayFolders(visit, 'nodes', signal),
    dayFolders(visit, 'observations', signal),
  ]);
  return { visit, pods, nodes, observations };
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

/** Files of day folders, made readable. Errors: corrupt_object for one that cannot be, and those of the place. */
export async function filesOf(
  visit: Visit,
  folders: readonly DayFolder[],
  signal: AbortSignal
): Promise<HistoryFile[]> {
  const listed = await Promise.all(folders.map(({ path }) => filesIn(visit.place, path, signal)));
  const files = listed.flat();
  const brought = await visit.bring(files, signal);
  return files.map((file, index) => {
    const here = brought[index] ?? { unreadable: 'it is not there' };
    if ('unreadable' in here) {
      throw new ZoneFlowError('corrupt_object', `The history file ${file.path} cannot be read: ${here.unreadable}`);
    }
    return { ...file, label: file.path, path: here.path };
  });
}

async function filesIn(place: Place, folder: string, signal: AbortSignal): Promise<PlacedFile[]> {
  const entries = await place.list(folder, signal);
  const named = (entries?.files ?? []).filter(({ name }) => name.endsWith('.parquet') && !/^[._]/.test(name));
  // An import that runs at this moment may have taken a file away.
  return (await Promise.all(named.map((file) => file.facts()))).filter((facts) => facts !== null);
}

const secondsPerDay = 86_400;
const latestSecond = Date.UTC(9999, 11, 31) / 1000;

function dayOf(second: number): string {
  const bounded = Math.min(latestSecond, Math.max(0, second));
  return new Date(bounded * 1000).toISOString().slice(0, 10);
}

async function dayFolders({ place }: Visit, table: string, signal: AbortSignal): Promise<Map<string, DayFolder[]>> {
  const folder = place.below(place.root, table);
  const found = await Promise.all(
    (await foldersIn(place, folder, signal)).map(async (name): Promise<[string, DayFolder[]]> => {
      const encoded = /^cluster=(.+)$/.exec(name)?.[1];
      if (encoded === undefined) {
        return ['', []];
      }
      const cluster = decoded(encoded);
      const below = place.below(folder, name);
      const days = (await foldersIn(place, below, signal)).flatMap((dayFolder): DayFolder[] => {
        const day = /^day=(\d{4}-\d{2}-\d{2})$/.exec(dayFolder)?.[1];
        return day === undefined ? [] : [{ cluster, day, path: place.below(below, dayFolder) }];
      });
      return [cluster, days.sort((left, right) => (left.day < right.day ? -1 : 1))];
    })
  );
  return new Map(found.filter(([, days]) => days.length > 0));
}

async function foldersIn(place: Place, folder: string, signal: AbortSignal): Promise<string[]> {
  return (await place.list(folder, signal))?.folders ?? [];
}

/** Names that a folder cannot have are percent-encoded. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
