/** Reads what a rollup says of itself: the manifests of some days and the files they name. */
import { readFile } from 'node:fs/promises';
import { dayOf } from '../history/day-choice';
import type { TimeRange } from '../engines/engine';
import type { FolderEntry, Place, PlacedFile, Visit } from '../storage/place';
import {
  dayFolderName,
  lastManifest,
  parseManifest,
  rollupFolders,
  type DayManifest,
  type RollupFolder,
} from './manifest';

/** A day that is whole: its manifest, and its files readable on this machine. */
export interface RollupDay {
  manifest: DayManifest;
  exchanges: PlacedFile;
  evidence: PlacedFile;
}

/** Names of the days that a range touches, oldest first. */
export function daysTouched({ from, to }: TimeRange): string[] {
  const days = new Set<string>();
  for (let second = from; second < to; second += 86_400) {
    days.add(dayOf(second));
  }
  days.add(dayOf(to - 1));
  return [...days].sort();
}

/** The days that there are of those named, oldest first; one whose files are not all there is left out. Errors: those of the place. */
export async function readRollupDays(visit: Visit, days: readonly string[], signal: AbortSignal): Promise<RollupDay[]> {
  const { place } = visit;
  const root = await place.list(place.below(place.root, rollupFolders.hours), signal);
  const there = new Set(root?.folders ?? []);
  const found = await Promise.all(
    days.filter((day) => there.has(dayFolderName(day))).map((day) => readDay(visit, day, signal))
  );
  return found.filter((day) => day !== null);
}

async function readDay(visit: Visit, day: string, signal: AbortSignal): Promise<RollupDay | null> {
  const stored = await fileOf(visit, { folder: 'hours', day, choose: lastManifest }, signal);
  if (stored === null) {
    return null;
  }
  const manifest = parseManifest(await readFile(stored.path, 'utf8'));
  if (manifest === null || manifest.day !== day) {
    return null;
  }
  const [exchanges, evidence] = await Promise.all(
    (['exchanges', 'evidence'] as const).map((folder) => {
      const { file } = manifest[folder];
      return fileOf(visit, { folder, day, choose: (names) => names.find((name) => name === file) }, signal);
    })
  );
  const whole = exchanges?.size === manifest.exchanges.size && evidence?.size === manifest.evidence.size;
  return exchanges && evidence && whole ? { manifest, exchanges, evidence } : null;
}

interface FileChoice {
  folder: RollupFolder;
  day: string;
  choose: (names: readonly string[]) => string | undefined;
}

/** Null if there is no such file, or not any more. */
async function fileOf(
  visit: Visit,
  { folder, day, choose }: FileChoice,
  signal: AbortSignal
): Promise<PlacedFile | null> {
  const files = await dayFiles(visit.place, folder, day, signal);
  const chosen = choose(files.map(({ name }) => name));
  const facts = (await files.find(({ name }) => name === chosen)?.facts()) ?? null;
  if (facts === null) {
    return null;
  }
  const [here] = await visit.bring([facts], signal);
  return here === undefined || 'unreadable' in here ? null : { ...facts, path: here.path };
}

/** The files of a day's folder; none if there is no such folder. */
export async function dayFiles(
  place: Place,
  folder: RollupFolder,
  day: string,
  signal: AbortSignal
): Promise<FolderEntry[]> {
  const within = place.below(place.below(place.root, rollupFolders[folder]), dayFolderName(day));
  return (await place.list(within, signal))?.files ?? [];
}
