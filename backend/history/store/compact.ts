/**
 * Makes few files of many, without a lock: what was read is merged into a new file, and only then exactly that is removed.
 * Whoever does the same at the same time, or is killed in between, leaves rows that are there twice, which readers merge.
 */
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Observations } from '../observations';
import { dayFolder, isImported, tableNames, uniquePath, type DayOfTable, type StoredFile } from './layout';
import type { HistoryMedium } from './medium';
import { ParquetFiles } from './parquet';
import { nodeTable, observationRowOf, observationTable, podTable } from './tables';

export interface Compacting {
  medium: HistoryMedium;
  /** Folder for what is fetched and made. */
  scratch: string;
  now: () => number;
  onStep: (step: string) => void;
}

/** Of DuckDB, which writes and merges files of a few megabytes. */
export const memoryLimit = '96MB';

/** From so many files of about one size on they become one. */
const mostOfLevel = 8;
/** Of what is merged at once, and so of what a compaction makes: some 250,000 rows, whose texts fit into the memory. */
const mostBytes = 2 ** 20;
const smallestLevel = 16 * 2 ** 10;

/** Whether an open day has files to merge. */
export function isCrowded(files: readonly StoredFile[]): boolean {
  return crowdsOf(files).length > 0;
}

export interface Compacted {
  /** Files of all those days. */
  before: number;
  after: number;
  /** The files that each day folder has now. */
  left: Map<string, StoredFile[]>;
}

/** Merges the files of the days given, or of all days of the cluster. */
export async function compactDays(
  work: Compacting,
  { cluster, days }: { cluster: string; days?: readonly DayOfTable[] },
  signal: AbortSignal
): Promise<Compacted> {
  const done: Compacted = { before: 0, after: 0, left: new Map() };
  const today = new Date(work.now()).toISOString().slice(0, 10);
  for (const of of days ?? (await allDays(work.medium, cluster, signal))) {
    const files = await work.medium.files(of, signal);
    const groups = of.day < today ? groupsOf(files) : crowdsOf(files);
    const made: StoredFile[] = [];
    const merged = new Set<StoredFile>();
    for (const group of groups) {
      const file = await mergeFiles(work, of, group, signal);
      if (file !== null) {
        made.push(file);
        group.forEach((one) => merged.add(one));
      }
    }
    const left = [...files.filter((file) => !merged.has(file)), ...made];
    done.left.set(dayFolder(of), left);
    done.before += files.length;
    done.after += left.length;
  }
  return done;
}

/** Clusters with the days of which there is history, both sorted. */
export async function historyDays(medium: HistoryMedium, signal: AbortSignal): Promise<Map<string, string[]>> {
  const found = new Map<string, Set<string>>();
  for (const table of tableNames) {
    for (const cluster of await medium.clusters(table, signal)) {
      const days = found.get(cluster) ?? new Set();
      (await medium.days(table, cluster, signal)).forEach((day) => days.add(day));
      found.set(cluster, days);
    }
  }
  return new Map([...found].sort().map(([cluster, days]) => [cluster, [...days].sort()]));
}

async function allDays(medium: HistoryMedium, cluster: string, signal: AbortSignal): Promise<DayOfTable[]> {
  const days: DayOfTable[] = [];
  for (const table of tableNames) {
    days.push(...(await medium.days(table, cluster, signal)).map((day) => ({ table, cluster, day })));
  }
  return days;
}

/** What imports into a folder wrote is theirs: they alone replace it. */
function own(files: readonly StoredFile[]): StoredFile[] {
  return files.filter((file) => !isImported(file)).sort((a, b) => a.size - b.size);
}

/** Of a day that still fills up: files of about one size, so that a row is written again only as often as its file grows fourfold. */
function crowdsOf(files: readonly StoredFile[]): StoredFile[][] {
  const levels = new Map<number, StoredFile[]>();
  for (const file of own(files)) {
    const level = Math.max(0, Math.ceil(Math.log(file.size / smallestLevel) / Math.log(4)));
    levels.set(level, [...(levels.get(level) ?? []), file]);
  }
  return [...levels.values()]
    .filter((level) => level.length >= mostOfLevel)
    .flatMap(withinBytes)
    .filter((group) => group.length >= mostOfLevel);
}

/** Of a closed day: all that fit into one. */
function groupsOf(files: readonly StoredFile[]): StoredFile[][] {
  return withinBytes(own(files)).filter((group) => group.length > 1);
}

function withinBytes(files: readonly StoredFile[]): StoredFile[][] {
  const groups: StoredFile[][] = [];
  let bytes = Infinity;
  for (const file of files) {
    if (bytes + file.size > mostBytes) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)?.push(file);
    bytes += file.size;
  }
  return groups;
}

/** Null if somebody else was faster. */
async function mergeFiles(
  { medium, scratch, now, onStep }: Compacting,
  of: DayOfTable,
  files: readonly StoredFile[],
  signal: AbortSignal
): Promise<StoredFile | null> {
  signal.throwIfAborted();
  const path = uniquePath(of, now());
  const target = join(scratch, path.slice(dayFolder(of).length));
  const brought: string[] = [];
  try {
    for (const file of files) {
      const here = await medium.bring(file, scratch, signal);
      if (here === null) {
        return null;
      }
      brought.push(here);
    }
    const size = await writeMerged(of, brought, target, { scratch, signal });
    await medium.add(path, target, signal);
    onStep(`merged ${path}`);
    for (const file of files) {
      await medium.remove(file.path, signal);
      onStep(`removed ${file.path}`);
    }
    return { ...of, path, size };
  } finally {
    const own = brought.filter((path) => path.startsWith(scratch));
    await Promise.all([target, ...own].map((file) => rm(file, { force: true })));
  }
}

async function writeMerged(
  of: DayOfTable,
  paths: readonly string[],
  target: string,
  { scratch, signal }: { scratch: string; signal: AbortSignal }
): Promise<number> {
  const parquet = await ParquetFiles.open(scratch, memoryLimit);
  try {
    switch (of.table) {
      case 'pods':
        await parquet.merge(podTable, paths, target);
        break;
      case 'nodes':
        await parquet.merge(nodeTable, paths, target);
        break;
      case 'observations':
        await joinObservations(parquet, of, { paths, target, signal });
        break;
    }
  } finally {
    parquet.close();
  }
  return (await stat(target)).size;
}

/** Stretches of watching that overlap or touch become one. */
async function joinObservations(
  parquet: ParquetFiles,
  { cluster }: DayOfTable,
  { paths, target, signal }: { paths: readonly string[]; target: string; signal: AbortSignal }
): Promise<void> {
  const observations = new Observations();
  const files = paths.map((path) => ({ path, firstSecondAfter: 0, imported: false }));
  for await (const values of parquet.read(observationTable, files, signal)) {
    observations.restore(observationRowOf(values));
  }
  const days = { first: 0, last: 0 };
  await parquet.load(
    observationTable,
    observations.rows(cluster).map((row) => ({ row, days })),
    signal
  );
  await parquet.writeDay(observationTable, 0, target);
}
