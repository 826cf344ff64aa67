/** Rolls up the closed hours of a range that are not there yet, or were made from other records or another history than lie there now. */
import type { Engine, OpenedData, TimeRange } from '../engines/engine';
import { ZoneFlowError } from '../errors';
import type { FieldPresence } from '../sql/exchanges';
import { keptNetworksStatement } from '../sql/rollup-attribution';
import { rollupEvidence, rollupExchanges, rollupNotCounted } from '../sql/rollup-build';
import { Visit, type Place } from '../storage/place';
import { keepsApart } from './choose-hours';
import { hourSeconds, joined, wholeHours } from './hours';
import { daysTouched, readRollupDays, type RollupDay } from './rollup-days';
import { evidenceOrder, exchangeOrder, publishDay, removeFormer, storeDay, type MadeHours } from './publish-day';
import type { RollupStore } from './rollup-store';
import { inventoryOf, wishFor } from './rollup-wish';

export interface RollUpOptions {
  engine: Engine;
  /** The same location as the engine's and the store's. */
  place: Place;
  store: RollupStore;
  /** Its whole hours are rolled up. */
  range: TimeRange;
  /** Told of each durable step; tests break off there. */
  onStep?: ((step: RollUpStep) => void) | undefined;
}

export type RollUpStep =
  | { step: 'looked'; day: string; current: number; missing: number }
  | { step: 'made'; from: number; to: number }
  | { step: 'stored'; day: string }
  | { step: 'published'; day: string };

export interface RollUpSummary {
  /** Hours made in this run, and those that were there and right. */
  made: number;
  current: number;
  /** Hours whose flow logs need words that a sum cannot keep: they are answered from records. */
  left: Array<{ hour: number; reason: string }>;
}

/** Errors: those of Engine.open and of the store; a day is written whole or not at all. */
export async function rollUp(options: RollUpOptions, signal: AbortSignal): Promise<RollUpSummary> {
  const summary: RollUpSummary = { made: 0, current: 0, left: [] };
  const hours = new Set(wholeHours(options.range));
  if (hours.size === 0) {
    return summary;
  }
  const networks = await networksOf(options, signal);
  for (const day of daysTouched(options.range)) {
    const start = Date.parse(`${day}T00:00:00Z`) / 1000;
    const ofDay = wholeHours({ from: start, to: start + 86_400 }).filter((hour) => hours.has(hour));
    if (ofDay.length > 0) {
      await rollUpDay(options, { day, hours: ofDay, networks }, summary, signal);
    }
  }
  return summary;
}

interface Day {
  day: string;
  hours: number[];
  /** Those whose addresses are kept apart. */
  networks: readonly string[];
}

async function rollUpDay(
  { engine, place, store, onStep = () => undefined }: RollUpOptions,
  day: Day,
  summary: RollUpSummary,
  signal: AbortSignal
): Promise<void> {
  const visit = new Visit(place);
  try {
    const [former = null] = await readRollupDays(visit, [day.day], signal);
    const missing = await missingHours(engine, day, former, signal);
    const current = day.hours.length - missing.length;
    onStep({ step: 'looked', day: day.day, current, missing: missing.length });
    summary.current += current;
    const made: MadeHours[] = [];
    for (const run of joined(missing)) {
      signal.throwIfAborted();
      made.push(...(await makeHours({ engine, networks: day.networks, summary }, run, signal)));
      onStep({ step: 'made', ...run });
    }
    if (made.length > 0) {
      const manifest = await storeDay({ engine, store, day: day.day, former, made }, signal);
      onStep({ step: 'stored', day: day.day });
      const name = await publishDay({ place, store, manifest }, signal);
      onStep({ step: 'published', day: day.day });
      await removeFormer({ place, store, manifest, name }, signal);
      summary.made += made.reduce((sum, { hours }) => sum + hours.length, 0);
    }
  } finally {
    await visit.end();
  }
}

/** Networks of the whole range: a question about all of it must tell their addresses from others in each of its hours. */
async function networksOf({ engine, range }: RollUpOptions, signal: AbortSignal): Promise<string[]> {
  const opened = await engine.openHistory(range, signal);
  try {
    const inventory = await inventoryOf(opened, range, signal);
    const { result } = await opened.run(keptNetworksStatement(range, engine.dialect, inventory), signal);
    return (result.columns.get('network') ?? []).map(String);
  } finally {
    await opened.close();
  }
}

/** Of the day's hours, those that no question could be answered with now. */
async function missingHours(
  engine: Engine,
  { hours, networks }: Day,
  former: RollupDay | null,
  signal: AbortSignal
): Promise<number[]> {
  const range = { from: hours[0] ?? 0, to: (hours.at(-1) ?? 0) + hourSeconds };
  const opened = await engine.open(range, signal, { rollup: wishFor(engine.dialect, range, { use: true }) });
  try {
    const there = new Set((opened.rolled?.hours ?? []).flatMap((run) => wholeHours(run)));
    const apart = new Set(former?.manifest.hours.flatMap((of) => (keepsApart(of, networks) ? [of.hour] : [])));
    return hours.filter((hour) => !there.has(hour) || !apart.has(hour));
  } finally {
    await opened.close();
  }
}

interface Making {
  engine: Engine;
  networks: readonly string[];
  summary: RollUpSummary;
}

/** All at once if the flow logs are all alike, else hour by hour: a question must know of each hour how its records count. */
async function makeHours(making: Making, range: TimeRange, signal: AbortSignal): Promise<MadeHours[]> {
  const { engine, networks, summary } = making;
  const single = range.to - range.from === hourSeconds;
  const opened = await engine.open(range, signal, { rollup: wishFor(engine.dialect, range, { use: false }) });
  try {
    const made = await madeFrom({ engine, networks, opened }, range, signal);
    const [notice] = opened.flowNotices ?? [];
    if (notice === undefined && (single || opened.partialFields.size === 0)) {
      return [made];
    }
    if (single) {
      summary.left.push({ hour: range.from, reason: notice?.text ?? '' });
      return [];
    }
  } finally {
    await opened.close();
  }
  const apart: MadeHours[] = [];
  for (const hour of wholeHours(range)) {
    apart.push(...(await makeHours(making, { from: hour, to: hour + hourSeconds }, signal)));
  }
  return apart;
}

async function madeFrom(
  { engine: { dialect }, networks, opened }: { engine: Engine; networks: readonly string[]; opened: OpenedData },
  range: TimeRange,
  signal: AbortSignal
): Promise<MadeHours> {
  const { proofs = [] } = opened;
  if (opened.store === undefined) {
    throw new ZoneFlowError('unsupported', 'Only the engine DuckDB rolls hours up');
  }
  const fields: FieldPresence = {
    has: (field) => opened.fields.has(field),
    lackedBySome: (field) => opened.partialFields.has(field),
  };
  const inventory = await inventoryOf(opened, range, signal);
  const exchanges = await opened.store?.(
    { select: rollupExchanges({ range, dialect, fields, inventory, networks }), order: exchangeOrder },
    signal
  );
  const evidence = await opened.store?.({ select: rollupEvidence({ range, fields }), order: evidenceOrder }, signal);
  const counts = (await opened.run(rollupNotCounted({ range, fields }), signal)).result.columns;
  const starts = counts.get('hour') ?? [];
  const count = (name: string, hour: number): number => Number(counts.get(name)?.[starts.indexOf(hour)] ?? 0);
  const names =
    opened.objects === 0 ? null : { all: [...opened.fields].sort(), partial: [...opened.partialFields].sort() };
  return {
    exchanges: exchanges?.path ?? '',
    evidence: evidence?.path ?? '',
    hours: proofs.map(({ hour, flows, attribution }) => ({
      hour,
      flows,
      attribution,
      networks: [...networks],
      fields: names,
      not_counted: {
        rejected: count('rejected', hour),
        no_data: count('no_data', hour),
        skip_data: count('skip_data', hour),
      },
    })),
  };
}
