/** The pod history of clusters: read into a ledger, fed, and written back day by day. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { AwsSettings } from '../../aws/aws-settings';
import type { RetryOptions } from '../../aws/retry';
import { ZoneFlowError } from '../../errors';
import { HistoryLedger } from '../ledger';
import { commit, createStage, recoverStages } from './commit';
import { checkClusterName, isImported, uniquePath } from './layout';
import { withLock } from './lock';
import { openMedium, type HistoryMedium } from './medium';
import { storeError } from './parquet';
import { restoreAll, type ReadFile } from './restore';
import { openScratch } from './scratch';
import { stageDays, type StagedDay, type StagedSummary } from './stage-days';

export interface UpdateOptions {
  /** A folder, made if it does not exist, or `s3://bucket/prefix`. */
  location: string;
  cluster: string;
  /** How to reach AWS; read only if the location is in S3. */
  aws?: (() => AwsSettings) | undefined;
  /** Told of each durable step, in order; tests break off there. */
  onStep?: ((step: string) => void) | undefined;
  /** For tests, which have no time to be patient. */
  retry?: RetryOptions | undefined;
}

export interface StoreSummary extends StagedSummary {
  /** Day files of all tables. */
  files: { written: number; unchanged: number; removed: number };
}

type Feed = (ledger: HistoryLedger) => Promise<void>;

/**
 * Reads the cluster's history, lets `feed` add to it, and writes the days whose content changed in place of the files that
 * were read. Others may write and compact the same history meanwhile. In a folder all of it happens or, if anything fails
 * before all is staged, nothing. In S3 new files come before old ones go: broken off, some days are as before and others as
 * after, and running it again completes it. Errors: history_busy, bad_input, disk_full, location_denied, corrupt_object,
 * unsupported, cancelled, those of AWS, and what `feed` throws.
 */
export async function updateHistory(options: UpdateOptions, feed: Feed, signal: AbortSignal): Promise<StoreSummary> {
  checkClusterName(options.cluster);
  const medium = openMedium({ location: options.location, aws: options.aws ?? noAws, retry: options.retry });
  try {
    const update = medium.remote ? updateBucket : updateFolder;
    return await update(options, medium, feed, signal);
  } catch (error) {
    throw storeError(error, 'The history cannot be written');
  } finally {
    medium.close();
  }
}

/** Finishes or undoes an import into a folder that was killed. Errors: history_busy, corrupt_object. */
export async function recoverHistory(location: string): Promise<void> {
  const folder = resolve(location);
  await withLock(folder, () => recoverStages(folder));
}

function noAws(): AwsSettings {
  throw new ZoneFlowError('bad_settings', 'Nothing says how to reach AWS');
}

async function updateFolder(
  { location, cluster, onStep = () => undefined }: UpdateOptions,
  medium: HistoryMedium,
  feed: Feed,
  signal: AbortSignal
): Promise<StoreSummary> {
  const folder = resolve(location);
  await mkdir(folder, { recursive: true });
  return withLock(folder, async () => {
    await recoverStages(folder);
    onStep('locked');
    const stage = await createStage(folder);
    let journaled = false;
    try {
      const ledger = new HistoryLedger(cluster);
      const before = await restoreAll(ledger, medium, join(stage, 'scratch'), signal);
      await feed(ledger);
      onStep('fed');
      const { days, summary } = await stageDays(ledger, stage, signal);
      const { changed, unchanged, replaced } = await changesOf(days, before, isImported);
      const written = changed.map(({ path }) => path);
      const removed = replaced.map(({ path }) => path).filter((path) => !written.includes(path));
      signal.throwIfAborted();
      await commit(folder, stage, { written, removed }, (step) => {
        journaled ||= step === 'journaled';
        onStep(step);
      });
      onStep('done');
      return { ...summary, files: { written: written.length, unchanged, removed: removed.length } };
    } catch (error) {
      if (!journaled) {
        await rm(stage, { recursive: true, force: true });
      }
      throw error;
    }
  });
}

async function updateBucket(
  { cluster, onStep = () => undefined }: UpdateOptions,
  medium: HistoryMedium,
  feed: Feed,
  signal: AbortSignal
): Promise<StoreSummary> {
  const stage = await openScratch();
  try {
    const ledger = new HistoryLedger(cluster);
    const before = await restoreAll(ledger, medium, stage.path, signal);
    await feed(ledger);
    onStep('fed');
    const { days, summary } = await stageDays(ledger, stage.path, signal);
    const { changed, unchanged, replaced } = await changesOf(days, before, () => true);
    for (const day of changed) {
      const path = uniquePath(day, Date.now());
      await medium.add(path, day.here, signal);
      onStep(`written ${path}`);
    }
    for (const { path } of replaced) {
      await medium.remove(path, signal);
      onStep(`removed ${path}`);
    }
    onStep('done');
    return { ...summary, files: { written: changed.length, unchanged, removed: replaced.length } };
  } finally {
    await stage.remove();
  }
}

interface DayChanges {
  /** Staged days that differ from the stored ones. */
  changed: StagedDay[];
  unchanged: number;
  /** Stored files whose content is in the changed days, or whose day holds nothing any more. */
  replaced: ReadFile[];
}

/** @param mayStay whether a stored file of the staged content may stay what it is */
async function changesOf(
  staged: readonly StagedDay[],
  before: readonly ReadFile[],
  mayStay: (file: ReadFile) => boolean
): Promise<DayChanges> {
  const stored = new Map<string, ReadFile[]>();
  for (const file of before) {
    const key = `${file.table} ${file.day}`;
    stored.set(key, [...(stored.get(key) ?? []), file]);
  }
  const changed: StagedDay[] = [];
  for (const day of staged) {
    const key = `${day.table} ${day.day}`;
    const [only, ...more] = stored.get(key) ?? [];
    const stays = only !== undefined && more.length === 0 && mayStay(only);
    if (stays && (await readFile(only.here)).equals(await readFile(day.here))) {
      stored.delete(key);
    } else {
      changed.push(day);
    }
  }
  return { changed, unchanged: staged.length - changed.length, replaced: [...stored.values()].flat() };
}
