/** The pod history of clusters in a folder: read into a ledger, fed, and written back day by day, whole or not at all. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { firstSecondAfter } from '../days';
import { HistoryLedger } from '../ledger';
import { TextPool } from '../text-pool';
import { commit, createStage, recoverStages, type Changes } from './commit';
import { checkClusterName, storedFiles, storeFolder, type TableName } from './layout';
import { withLock } from './lock';
import { ParquetFiles, storeError, type DayFile } from './parquet';
import { stageDays, type StagedSummary } from './stage-days';
import { nodeRowOf, nodeTable, observationRowOf, observationTable, podRowOf, podTable } from './tables';

export interface UpdateOptions {
  /** A folder; made if it does not exist. */
  location: string;
  cluster: string;
  /** Told of each durable step, in order; tests break off there. */
  onStep?: (step: string) => void;
}

export interface StoreSummary extends StagedSummary {
  /** Day files of all tables. */
  files: { written: number; unchanged: number; removed: number };
}

/**
 * Reads the cluster's history, lets `feed` add to it, and writes the day files whose content changed. If anything fails
 * before all is staged, the folder is as before. Errors: history_busy, bad_input, disk_full, location_denied,
 * corrupt_object, unsupported, cancelled, and what `feed` throws.
 */
export async function updateHistory(
  options: UpdateOptions,
  feed: (ledger: HistoryLedger) => Promise<void>,
  signal: AbortSignal
): Promise<StoreSummary> {
  const { cluster, onStep = () => undefined } = options;
  checkClusterName(cluster);
  const folder = storeFolder(options.location);
  await mkdir(folder, { recursive: true });
  return withLock(folder, async () => {
    await recoverStages(folder);
    onStep('locked');
    const stage = await createStage(folder);
    let journaled = false;
    try {
      const ledger = new HistoryLedger(cluster);
      const before = await restore(ledger, folder, stage, signal);
      await feed(ledger);
      onStep('fed');
      const staged = await stageDays(ledger, stage, signal);
      const changes = await changesOf(folder, stage, before, staged.paths);
      signal.throwIfAborted();
      await commit(folder, stage, changes, (step) => {
        journaled ||= step === 'journaled';
        onStep(step);
      });
      onStep('done');
      const { written, removed } = changes;
      const unchanged = staged.paths.length - written.length;
      return { ...staged.summary, files: { written: written.length, unchanged, removed: removed.length } };
    } catch (error) {
      if (!journaled) {
        await rm(stage, { recursive: true, force: true });
      }
      throw storeError(error, 'The history cannot be written');
    }
  });
}

/** Finishes or undoes an import that was killed. Errors: history_busy, corrupt_object. */
export async function recoverHistory(location: string): Promise<void> {
  const folder = storeFolder(location);
  await withLock(folder, () => recoverStages(folder));
}

/** Clusters with the days of which there is history, both sorted. */
export async function historyDays(location: string): Promise<Map<string, string[]>> {
  const days = new Map<string, Set<string>>();
  for (const { cluster, day } of await storedFiles(storeFolder(location))) {
    days.set(cluster, (days.get(cluster) ?? new Set()).add(day));
  }
  return new Map([...days].sort().map(([cluster, set]) => [cluster, [...set].sort()]));
}

/** Paths of the files there are. */
async function restore(ledger: HistoryLedger, folder: string, stage: string, signal: AbortSignal): Promise<string[]> {
  const files = await storedFiles(folder, ledger.cluster);
  const dayFiles = (table: TableName): DayFile[] =>
    files
      .filter((file) => file.table === table)
      .map(({ path, day }) => ({ path: join(folder, path), firstSecondAfter: firstSecondAfter(day) }));
  const texts = new TextPool();
  const parquet = await ParquetFiles.open(join(stage, 'scratch'));
  try {
    for await (const values of parquet.read(podTable, dayFiles('pods'), signal)) {
      ledger.pods.restore(podRowOf(values, texts));
    }
    for await (const values of parquet.read(nodeTable, dayFiles('nodes'), signal)) {
      ledger.nodes.restore(nodeRowOf(values));
    }
    for await (const values of parquet.read(observationTable, dayFiles('observations'), signal)) {
      ledger.observations.restore(observationRowOf(values));
    }
  } finally {
    parquet.close();
  }
  return files.map(({ path }) => path);
}

/** Of the staged files, those that differ from the stored ones; of the stored ones, those whose day holds nothing any more. */
async function changesOf(folder: string, stage: string, before: string[], staged: string[]): Promise<Changes> {
  const known = new Set(before);
  const written: string[] = [];
  for (const path of staged) {
    const same = known.delete(path) && (await readFile(join(folder, path))).equals(await readFile(join(stage, path)));
    if (!same) {
      written.push(path);
    }
  }
  return { written, removed: [...known] };
}
