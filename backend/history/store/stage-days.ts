/** Writes a ledger as day files into a stage, beside the store. */
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ZoneFlowError } from '../../errors';
import { dayName, daysBetween, daysOf, dayWindow, type DayWindow } from '../days';
import type { HistoryLedger } from '../ledger';
import type { ObservationRow, PodRow } from '../row';
import { storedPath } from './layout';
import { ParquetFiles } from './parquet';
import { nodeTable, observationTable, podTable, type Table } from './tables';

export interface StagedSummary {
  pods: number;
  /** Pod intervals with an address. */
  intervals: number;
  nodes: number;
  /** First and last day of the cluster's history (`2026-03-10`); null if there is none. */
  days: { first: string; last: string } | null;
}

export interface Staged {
  /** Relative to the stage, as in the store. */
  paths: string[];
  summary: StagedSummary;
}

/** Errors: disk_full, cancelled; bad_input if the observations lie further apart than any history. */
export async function stageDays(ledger: HistoryLedger, stage: string, signal: AbortSignal): Promise<Staged> {
  const observations = ledger.observationRows();
  const summary: StagedSummary = { pods: ledger.pods.size, intervals: 0, nodes: ledger.nodes.size, days: null };
  const window = windowOf(observations);
  if (window === null) {
    return { paths: [], summary };
  }
  const scratch = join(stage, 'scratch');
  const parquet = await ParquetFiles.open(scratch);
  const paths: string[] = [];
  const stored = new Set<number>();
  const write = async <Row>(table: Table<Row>, rows: Iterable<Placed<Row>>): Promise<void> => {
    const touched = new TouchedDays(window);
    await parquet.load(table, touched.noting(rows), signal);
    for (const day of touched.days()) {
      signal.throwIfAborted();
      const path = storedPath(table.name, ledger.cluster, dayName(day));
      await mkdir(dirname(join(stage, path)), { recursive: true });
      await parquet.writeDay(table, day, join(stage, path));
      paths.push(path);
      stored.add(day);
    }
    await parquet.drop(table);
  };
  try {
    const succession = ledger.succession();
    await write(
      podTable,
      placed(countedPods(ledger.podRows(succession), summary), (row) => daysOf(row, window))
    );
    await write(
      nodeTable,
      placed(ledger.nodeRows(succession), (row) => daysOf(row, window))
    );
    await write(
      observationTable,
      placed(observations, ({ from, to }) => daysBetween(from, to))
    );
  } finally {
    parquet.close();
    await rm(scratch, { recursive: true, force: true });
  }
  if (stored.size > 0) {
    summary.days = { first: dayName(Math.min(...stored)), last: dayName(Math.max(...stored)) };
  }
  return { paths, summary };
}

interface Placed<Row> {
  row: Row;
  days: DayWindow;
}

function* placed<Row>(rows: Iterable<Row>, daysOfRow: (row: Row) => DayWindow): Generator<Placed<Row>> {
  for (const row of rows) {
    yield { row, days: daysOfRow(row) };
  }
}

function* countedPods(pods: Iterable<PodRow>, summary: StagedSummary): Generator<PodRow> {
  for (const row of pods) {
    summary.intervals += row.address === '' ? 0 : 1;
    yield row;
  }
}

function windowOf(observations: ObservationRow[]): DayWindow | null {
  const [head] = observations;
  if (!head) {
    return null;
  }
  const first = observations.reduce((least, { from }) => Math.min(least, from), head.from);
  const last = observations.reduce((most, { to }) => Math.max(most, to), head.to);
  const window = dayWindow(first, last);
  if (window === null) {
    const [from, to] = [first, last].map((second) => new Date(second * 1000).toISOString());
    throw new ZoneFlowError('bad_input', `The cluster would have been observed from ${from} to ${to}`, {
      remedy: 'Correct the times of the files (observedAt) that are more than ten years off.',
    });
  }
  return window;
}

/** Which days have at least one row: begins and ends are counted a day, so that a row costs the same however long it is. */
class TouchedDays {
  private readonly window: DayWindow;
  private readonly change: Int32Array;

  constructor(window: DayWindow) {
    this.window = window;
    this.change = new Int32Array(window.last - window.first + 2);
  }

  *noting<Row>(rows: Iterable<Placed<Row>>): Generator<Placed<Row>> {
    for (const placedRow of rows) {
      this.add(placedRow.days.first, 1);
      this.add(placedRow.days.last + 1, -1);
      yield placedRow;
    }
  }

  days(): number[] {
    const days: number[] = [];
    let alive = 0;
    this.change.forEach((difference, index) => {
      alive += difference;
      if (alive > 0) {
        days.push(this.window.first + index);
      }
    });
    return days;
  }

  private add(day: number, difference: number): void {
    const index = day - this.window.first;
    this.change[index] = (this.change[index] ?? 0) + difference;
  }
}
