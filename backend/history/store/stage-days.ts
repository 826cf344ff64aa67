/** Writes a ledger as day files into a stage, beside the store. */
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ZoneFlowError } from '../../errors';
import { dayName, daysBetween, daysOf, dayWindow, type DayWindow } from '../days';
import type { HistoryLedger } from '../ledger';
import type { ObservationRow, PodRow } from '../row';
import type { Placed } from '../pending';
import { importedPath, type DayOfTable } from './layout';
import { ParquetFiles } from './parquet';
import { nodeTable, observationTable, podTable, type Table } from './tables';
import { TouchedDays } from './touched-days';

export interface StagedSummary {
  pods: number;
  /** Pod intervals with an address. */
  intervals: number;
  nodes: number;
  /** First and last day of the cluster's history (`2026-03-10`); null if there is none. */
  days: { first: string; last: string } | null;
}

export interface StagedDay extends DayOfTable {
  /** Relative to the stage, as in a folder's store. */
  path: string;
  /** Where it lies on this machine. */
  here: string;
}

export interface Staged {
  days: StagedDay[];
  summary: StagedSummary;
}

/** Errors: disk_full, cancelled; bad_input if the observations lie further apart than any history. */
export async function stageDays(ledger: HistoryLedger, stage: string, signal: AbortSignal): Promise<Staged> {
  const observations = ledger.observationRows();
  const summary: StagedSummary = { pods: ledger.pods.size, intervals: 0, nodes: ledger.nodes.size, days: null };
  const window = windowOf(looksOf(ledger, observations));
  if (window === null) {
    return { days: [], summary };
  }
  const scratch = join(stage, 'scratch');
  const parquet = await ParquetFiles.open(scratch);
  const days: StagedDay[] = [];
  const stored = new Set<number>();
  const write = async <Row>(table: Table<Row>, rows: Iterable<Placed<Row>>): Promise<void> => {
    const touched = new TouchedDays(window);
    await parquet.load(table, touched.noting(rows), signal);
    for (const day of touched.days()) {
      signal.throwIfAborted();
      const of = { table: table.name, cluster: ledger.cluster, day: dayName(day) };
      const path = importedPath(of);
      const here = join(stage, path);
      await mkdir(dirname(here), { recursive: true });
      await parquet.writeDay(table, day, here);
      days.push({ ...of, path, here });
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
  return { days, summary };
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

interface Look {
  from: number;
  to: number;
}

/** Where a writer was killed before it stored its first look, what is stored was seen all the same. */
function looksOf({ pods, nodes }: HistoryLedger, observations: ObservationRow[]): Look[] {
  return observations.length > 0
    ? observations
    : [...pods.facts(), ...nodes.facts()].map(({ lastSeen }) => ({ from: lastSeen, to: lastSeen }));
}

function windowOf(observations: Look[]): DayWindow | null {
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
