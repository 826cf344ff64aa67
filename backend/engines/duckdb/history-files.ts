/** The files of the history store: a folder a cluster and day, each of which stands alone (backend/history/days.ts). */
import { ZoneFlowError } from '../../errors';
import { daysOfRange, lookDaysOfRange } from '../../history/day-choice';
import { PlaceChanged, type Place, type PlacedFile, type Visit } from '../../storage/place';
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

/** Day folders that a range needs (daysOfRange). */
export function foldersOfRange(days: ReadonlyMap<string, readonly DayFolder[]>, range: TimeRange): DayFolder[] {
  return foldersOf(days, (of) => daysOfRange(of, range));
}

/** Day folders of observations that a range needs (lookDaysOfRange). */
export function lookFoldersOfRange(days: ReadonlyMap<string, readonly DayFolder[]>, range: TimeRange): DayFolder[] {
  return foldersOf(days, (of) => lookDaysOfRange(of, range));
}

function foldersOf(
  days: ReadonlyMap<string, readonly DayFolder[]>,
  choose: (days: readonly string[]) => string[]
): DayFolder[] {
  return [...days.values()].flatMap((folders) => {
    const chosen = new Set(choose(folders.map(({ day }) => day)));
    return folders.filter(({ day }) => chosen.has(day));
  });
}

/** Files of day folders, made readable. Errors: corrupt_object for one that cannot be, PlaceChanged, those of the place. */
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
  const found = await Promise.all(named.map((file) => file.facts()));
  const present = found.filter((facts) => facts !== null);
  if (present.length < found.length) {
    // An import or a compaction took a file away at this moment: what it held is in one that is not in this listing.
    throw new PlaceChanged(folder);
  }
  return present;
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
