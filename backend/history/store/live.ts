/**
 * The history of one cluster as somebody writes it who watches: what changed becomes small new files, which readers merge
 * and a compaction makes fewer. Nothing is ever replaced, so any number may write and compact at once.
 */
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { OwnFolder } from '../../storage/own-folder';
import { dayName } from '../days';
import { HistoryLedger } from '../ledger';
import { PendingRows, type Facts, type Placed } from '../pending';
import { TextPool } from '../text-pool';
import { bringDay } from './bring-day';
import { compactDays, isCrowded, memoryLimit } from './compact';
import { checkClusterName, dayFolder, uniquePath, type DayOfTable, type StoredFile } from './layout';
import { openMedium, type HistoryMedium, type MediumOptions } from './medium';
import { ParquetFiles, storeError } from './parquet';
import { openScratch } from './scratch';
import { nodeRowOf, nodeTable, observationTable, podRowOf, podTable, type Table } from './tables';
import { TouchedDays } from './touched-days';

export interface LiveHistory {
  /**
   * What may still change: pods and nodes that are not known to be deleted, restored from the newest stored days. To be fed
   * in time's order: all sights of a complete list first, then `observations.listed` with the same second.
   */
  readonly ledger: HistoryLedger;
  /**
   * Writes what changed since the last write as new files; with the first write of a UTC day, all who live. After a failure
   * the same is pending again. Errors: location_denied, disk_full, cancelled, those of AWS.
   */
  write(signal: AbortSignal): Promise<WriteReport>;
  /** Merges small files where there are many, and once a UTC day those of all closed days. Cheap where there is nothing to do. */
  compact(signal: AbortSignal): Promise<void>;
  /** Lets go of pods and nodes that were deleted before that second and are written. */
  forget(before: number): void;
  close(): Promise<void>;
}

export interface WriteReport {
  rows: number;
  bytes: number;
  files: number;
}

export interface LiveHistoryOptions extends MediumOptions {
  cluster: string;
  /** Epoch milliseconds. */
  now?: () => number;
  /** Told of each file that was written or removed; tests break off there. */
  onStep?: (step: string) => void;
}

/** Errors: bad_input (the cluster's name), bad_settings, unsupported, location_denied, corrupt_object, those of AWS. */
export async function openLiveHistory(options: LiveHistoryOptions, signal: AbortSignal): Promise<LiveHistory> {
  checkClusterName(options.cluster);
  const medium = openMedium(options);
  const live = new LiveStore(options, medium, await openScratch());
  try {
    await live.restore(signal);
    return live;
  } catch (error) {
    await live.close();
    throw storeError(error, 'The stored history cannot be read');
  }
}

const millisecondsPerDay = 86_400_000;
/** The first look finds nodes of many months, and each day has a file: one after another they would take minutes in S3. */
const addedAtOnce = 16;

class LiveStore implements LiveHistory {
  readonly ledger: HistoryLedger;
  private readonly medium: HistoryMedium;
  private readonly scratch: OwnFolder;
  private readonly now: () => number;
  private readonly onStep: (step: string) => void;
  private readonly pending: PendingRows;
  /** Files of the newest days, as they were seen and written: what tells when to look for a compaction. */
  private readonly known = new Map<string, { of: DayOfTable; files: StoredFile[] }>();
  private sweepsDue = false;
  private newestDay = '';
  /** Writes and compactions of one history come one after another. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor({ cluster, now = Date.now, onStep }: LiveHistoryOptions, medium: HistoryMedium, scratch: OwnFolder) {
    this.ledger = new HistoryLedger(cluster, { tracksChanges: true });
    this.medium = medium;
    this.scratch = scratch;
    this.now = now;
    this.onStep = onStep ?? (() => undefined);
    this.pending = new PendingRows(this.ledger);
  }

  async restore(signal: AbortSignal): Promise<void> {
    const { pods, nodes } = this.ledger;
    const days = new Map<Facts, number>();
    const texts = new TextPool();
    await this.restoreTable(podTable, (values) => pods.restore(podRowOf(values, texts)), days, signal);
    await this.restoreTable(nodeTable, (values) => nodes.restore(nodeRowOf(values)), days, signal);
    this.pending.restored(days);
    await this.noticeFiles(observationTable, signal);
  }

  /** Of a table that is not restored: whoever looks once and ends would never see that its files are many. */
  private async noticeFiles<Row>(table: Table<Row>, signal: AbortSignal): Promise<void> {
    const { medium, ledger } = this;
    const day = (await medium.days(table.name, ledger.cluster, signal)).at(-1);
    if (day !== undefined) {
      const of = { table: table.name, cluster: ledger.cluster, day };
      this.known.set(dayFolder(of), { of, files: await medium.files(of, signal) });
    }
  }

  write(signal: AbortSignal): Promise<WriteReport> {
    return this.inTurn(async () => {
      const now = this.now();
      const today = dayName(Math.floor(now / millisecondsPerDay));
      this.sweepsDue ||= this.newestDay !== '' && today > this.newestDay;
      this.newestDay = today;
      const batch = this.pending.take(now);
      const report: WriteReport = { rows: 0, bytes: 0, files: 0 };
      try {
        const parquet = await ParquetFiles.open(this.scratch.path, memoryLimit);
        try {
          await this.writeTable(parquet, podTable, batch.pods, { report, signal });
          await this.writeTable(parquet, nodeTable, batch.nodes, { report, signal });
          // Last: a look tells that all it showed is stored.
          await this.writeTable(parquet, observationTable, batch.observations, { report, signal });
        } finally {
          parquet.close();
        }
        this.pending.stored(batch);
        return report;
      } catch (error) {
        this.pending.failed(batch);
        throw storeError(error, 'The history cannot be written');
      }
    });
  }

  compact(signal: AbortSignal): Promise<void> {
    return this.inTurn(async () => {
      const sweeps = this.sweepsDue;
      const crowded = [...this.known.values()].filter(({ files }) => isCrowded(files)).map(({ of }) => of);
      if (!sweeps && crowded.length === 0) {
        return;
      }
      const { medium, scratch, now, onStep } = this;
      const { cluster } = this.ledger;
      const { left } = await compactDays(
        { medium, scratch: scratch.path, now, onStep },
        sweeps ? { cluster } : { cluster, days: crowded },
        signal
      );
      for (const [key, known] of this.known) {
        const files = left.get(key);
        if (known.of.day < this.newestDay && sweeps) {
          this.known.delete(key); // closed, and dealt with
        } else if (files !== undefined) {
          this.known.set(key, { ...known, files });
        }
      }
      this.sweepsDue &&= !sweeps;
    });
  }

  forget(before: number): void {
    this.pending.forget(before);
  }

  async close(): Promise<void> {
    await this.turn.catch(() => undefined);
    this.medium.close();
    await this.scratch.remove();
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.catch(() => undefined).then(work);
    this.turn = done;
    return done;
  }

  /** The newest two days: who lives was carried into the newest, or its first write broke off. */
  private async restoreTable<Row>(
    table: Table<Row>,
    restore: (values: Record<string, unknown>) => Facts,
    days: Map<Facts, number>,
    signal: AbortSignal
  ): Promise<void> {
    const { medium, scratch, ledger } = this;
    const newest = (await medium.days(table.name, ledger.cluster, signal)).slice(-2);
    const files: Array<{ path: string; day: number }> = [];
    for (const day of newest) {
      const of = { table: table.name, cluster: ledger.cluster, day };
      const { listed, paths } = await bringDay(medium, of, { scratch: scratch.path, signal, imported: 'kept' });
      this.known.set(dayFolder(of), { of, files: listed });
      files.push(...paths.map((path) => ({ path, day: Date.parse(day) / millisecondsPerDay })));
      this.newestDay = day > this.newestDay ? day : this.newestDay;
    }
    const parquet = await ParquetFiles.open(scratch.path, memoryLimit);
    try {
      const paths = files.map(({ path }) => path);
      for await (const values of parquet.readOpen(table, paths, signal)) {
        const facts = restore(values);
        const day = files[Number(values.file)]?.day ?? 0;
        days.set(facts, Math.max(day, days.get(facts) ?? day));
      }
    } finally {
      parquet.close();
      const fetched = files.filter(({ path }) => path.startsWith(scratch.path));
      await Promise.all(fetched.map(({ path }) => rm(path, { force: true })));
    }
  }

  private async writeTable<Row>(
    parquet: ParquetFiles,
    table: Table<Row>,
    rows: Placed<Row>[],
    { report, signal }: { report: WriteReport; signal: AbortSignal }
  ): Promise<void> {
    if (rows.length === 0) {
      return;
    }
    const { medium, ledger, scratch } = this;
    const touched = new TouchedDays({
      first: rows.reduce((least, { days }) => Math.min(least, days.first), Infinity),
      last: rows.reduce((most, { days }) => Math.max(most, days.last), -Infinity),
    });
    await parquet.load(table, touched.noting(rows), signal);
    report.rows += rows.length;
    // The newest by itself and last: a history whose newest day is there is whole up to it.
    const days = touched.days();
    for (let start = 0; start < days.length;) {
      const end = start === days.length - 1 ? days.length : Math.min(start + addedAtOnce, days.length - 1);
      const made: Array<{ of: DayOfTable; path: string; file: string }> = [];
      for (const day of days.slice(start, end)) {
        signal.throwIfAborted();
        const of = { table: table.name, cluster: ledger.cluster, day: dayName(day) };
        const path = uniquePath(of, this.now());
        const file = join(scratch.path, path.slice(dayFolder(of).length));
        await parquet.writeDay(table, day, file);
        made.push({ of, path, file });
      }
      const added = await Promise.allSettled(made.map(({ path, file }) => medium.add(path, file, signal)));
      for (const [index, { of, path, file }] of made.entries()) {
        const outcome = added[index];
        if (outcome?.status === 'rejected') {
          throw outcome.reason;
        }
        const { size } = await stat(file);
        await rm(file, { force: true });
        this.onStep(`written ${path}`);
        this.know(of, [{ ...of, path, size }]);
        report.files += 1;
        report.bytes += size;
      }
      start = end;
    }
    await parquet.drop(table);
  }

  private know(of: DayOfTable, files: StoredFile[]): void {
    const key = dayFolder(of);
    this.known.set(key, { of, files: [...(this.known.get(key)?.files ?? []), ...files] });
  }
}
