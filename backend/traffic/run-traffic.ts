/** One question from opened data to a result: open, plan, run, read. */
import type { TrafficQuery } from '../../src/shared/query';
import type { Settings } from '../../src/shared/settings';
import type { Engine, OpenedData, OpenOptions, RolledPart, RollupWish, RunStats, TimeRange } from '../engines/engine';
import { scanTooLarge, ZoneFlowError } from '../errors';
import type { Notice } from '../frames/frame';
import type { Dialect } from '../sql/dialect';
import type { FieldPresence } from '../sql/exchanges';
import { networksStatement } from '../sql/intervals';
import type { Inventory } from '../sql/inventory';
import { inventoryOf, wishFor } from '../rollup/rollup-wish';
import { clockNotices, coverageNotices, fieldNotices, incompleteSince } from '../query/notices';
import { planTraffic, suitsRollup, type Plan } from '../query/plan';
import { hourSeconds } from '../rollup/hours';
import { readResult, type TrafficResult } from '../query/result';
import { emptyAnswerNotices } from './absent-values';
import { emptyMatchesOf } from './check-patterns';
import type { AskOptions } from './service';

export interface TrafficAnswer {
  result: TrafficResult;
  sql: string;
  stats: RunStats;
  notices: Notice[];
}

export interface TrafficRun {
  engine: Engine;
  settings: Settings;
  query: TrafficQuery;
  ask: AskOptions;
  range: TimeRange;
  /** Epoch milliseconds. */
  now: number;
}

export async function runTraffic(
  { engine, settings, query, ask, range, now }: TrafficRun,
  signal: AbortSignal
): Promise<TrafficAnswer> {
  const { maxRows, maxScanBytes } = settings.limits;
  const { opened, context } = await openForPlan(engine, range, signal, {
    strict: ask.strict ?? false,
    maxScanBytes,
    rollup: rollupWish({ engine, settings, query, ask, range }),
  });
  try {
    if (maxScanBytes !== null && opened.objectBytes > maxScanBytes) {
      throw scanTooLarge(opened.objectBytes, maxScanBytes);
    }
    const plan = await planOpened({ query, ask, range, settings }, { opened, context }, signal);
    const { result, stats } = await opened.run(plan.sql, signal);
    const read = readResult(query, plan, result, {
      price: settings.price,
      maxRows,
      incompleteSince: incompleteSince(ask, now),
    });
    const ofFilters = await emptyAnswerNotices(read, { opened, range, dialect: context.dialect }, signal);
    // Notices of the opened data last: objects found corrupt while the statement ran are among them.
    const notices = [
      ...ofFilters,
      ...clockNotices(opened.newest, ask, now),
      ...fieldNotices(context.fields),
      ...coverageNotices(read.coverage),
      ...opened.notices,
    ];
    return { result: read, sql: plan.sql, stats: { ...stats, rolledHours: hoursOf(opened.rolled) }, notices };
  } finally {
    await opened.close();
  }
}

function hoursOf(rolled: RolledPart | undefined): number | undefined {
  return rolled?.hours.reduce((sum, { from, to }) => sum + (to - from) / hourSeconds, 0);
}

/** Plans a question over opened data, once the engine has taken its regular expressions. */
export async function planOpened(
  { query, ask, range, settings }: Pick<TrafficRun, 'query' | 'ask' | 'range' | 'settings'>,
  { opened, context }: Awaited<ReturnType<typeof openForPlan>>,
  signal: AbortSignal
): Promise<Plan> {
  const emptyMatches = await emptyMatchesOf(query.filters, { opened, dialect: context.dialect }, signal);
  const { intervalMs, maxDataPoints } = ask;
  const { maxRows } = settings.limits;
  return planTraffic(query, { range, intervalMs, maxDataPoints, ...context, emptyMatches, maxRows });
}

/** What planning needs to know of opened data. */
export interface OpenedContext {
  fields: FieldPresence;
  networks: string[];
  inventory?: Inventory;
  dialect: Dialect;
  rolled: RolledPart | undefined;
}

/** How the question asks for a rollup, if there is one that may answer part of it. Who is strict wants to hear of every record. */
export function rollupWish({ engine, settings, query, ask, range }: Omit<TrafficRun, 'now'>): RollupWish | undefined {
  const { dialect } = engine;
  const { intervalMs, maxDataPoints, strict = false } = ask;
  const suits =
    settings.rollup !== undefined && !strict && suitsRollup(query, { range, dialect, intervalMs, maxDataPoints });
  return suits ? wishFor(dialect, range, { use: true }) : undefined;
}

/** Opens the range and gathers what planning needs to know of it. */
export async function openForPlan(
  engine: Engine,
  range: TimeRange,
  signal: AbortSignal,
  options: OpenOptions = {}
): Promise<{ opened: OpenedData; context: OpenedContext }> {
  const opened = await engine.open(range, signal, options);
  try {
    const fields: FieldPresence = {
      has: (field) => opened.fields.has(field),
      lackedBySome: (field) => opened.partialFields.has(field),
    };
    for (const field of ['bytes', 'start', 'pkt_srcaddr', 'pkt_dstaddr'] as const) {
      if (opened.objects > 0 && !fields.has(field)) {
        throw new ZoneFlowError('unusable_flow_log', `The flow logs have no ${field.replaceAll('_', '-')}`);
      }
    }
    const { result } = await opened.run(networksStatement, signal);
    const inventory = await inventoryOf(opened, range, signal);
    const networks = (result.columns.get('network') ?? []).map(String);
    const found = { fields, networks, dialect: engine.dialect, rolled: opened.rolled };
    return { opened, context: { ...found, ...(inventory !== null && { inventory }) } };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
