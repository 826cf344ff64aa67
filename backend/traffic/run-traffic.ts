/** One question from opened data to a result: open, plan, run, read. */
import type { TrafficQuery } from '../../src/shared/query';
import type { Settings } from '../../src/shared/settings';
import type { Engine, OpenedData, OpenOptions, RolledPart, RollupWish, RunStats, TimeRange } from '../engines/engine';
import { scanTooLarge, ZoneFlowError } from '../errors';
import type { Notice } from '../frames/frame';
import type { Dialect } from '../sql/dialect';
import type { FieldPresence } from '../sql/exchanges';
import { networksStatement } from '../sql/inside-address';
import { recordLagSeconds } from '../sql/intervals';
import type { Inventory } from '../sql/inventory';
import { sharedAddressStatement, type VpcOfCluster } from '../sql/vpcs';
import { inventoryOf, wishFor } from '../rollup/rollup-wish';
import {
  clockNotices,
  coverageNotices,
  fieldNotices,
  inventoryNotices,
  incompleteSince,
  sharedAddressNotices,
  tellsVpc,
} from '../query/notices';
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
  const { opened, context } = await openForPlan({ engine, settings, range }, signal, {
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
      ...sharedAddressNotices(context),
      ...inventoryNotices(context),
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
  const vpcs = tellsVpc(context.fields) ? context.vpcs : undefined;
  return planTraffic(query, { range, intervalMs, maxDataPoints, ...context, vpcs, emptyMatches, maxRows });
}

/** What planning needs to know of opened data. */
export interface OpenedContext {
  fields: FieldPresence;
  networks: string[];
  inventory?: Inventory;
  /** VPCs of the clusters; absent where no two VPCs use the same addresses. */
  vpcs?: VpcOfCluster;
  dialect: Dialect;
  rolled: RolledPart | undefined;
}

/** How the question asks for a rollup, if there is one that may answer part of it. Who is strict wants to hear of every record. */
export function rollupWish({ engine, settings, query, ask, range }: Omit<TrafficRun, 'now'>): RollupWish | undefined {
  const { dialect } = engine;
  const { intervalMs, maxDataPoints, strict = false } = ask;
  const suits = settings.rollup !== undefined && !strict && suitsRollup(query, { range, intervalMs, maxDataPoints });
  return suits ? wishFor(dialect, range, { use: true }) : undefined;
}

/**
 * Opens the range and gathers what planning needs to know of it. Rolled up hours do not tell by VPC: where VPCs use the same
 * addresses, all records are read.
 */
export async function openForPlan(
  { engine, settings, range }: { engine: Engine; settings: Pick<Settings, 'clusters'>; range: TimeRange },
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
    // Beside each other: on some engines each of them waits about a second.
    const [vpcs, { result }, inventory] = await Promise.all([
      sharingVpcs(settings, { opened, range }, signal),
      opened.run(networksStatement, signal),
      inventoryOf(opened, range, signal),
    ]);
    if (vpcs !== undefined && opened.rolled !== undefined) {
      await opened.close();
      return await openForPlan({ engine, settings, range }, signal, { ...options, rollup: undefined });
    }
    const networks = (result.columns.get('network') ?? []).map(String);
    const found = { fields, networks, dialect: engine.dialect, rolled: opened.rolled };
    return {
      opened,
      context: { ...found, ...(inventory !== null && { inventory }), ...(vpcs !== undefined && { vpcs }) },
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** The VPCs that the settings know of clusters, if two of them use the same addresses in the range. */
async function sharingVpcs(
  { clusters }: Pick<Settings, 'clusters'>,
  { opened, range }: { opened: OpenedData; range: TimeRange },
  signal: AbortSignal
): Promise<VpcOfCluster | undefined> {
  const vpcs = new Map(clusters.flatMap(({ name, vpcId }) => (vpcId ? [[name, vpcId] as const] : [])));
  // With one VPC and nothing known of others there is nobody to share an address with.
  if (vpcs.size === 0 || (new Set(vpcs.values()).size === 1 && !opened.hasInventory)) {
    return undefined;
  }
  const { result } = await opened.run(sharedAddressStatement(range, vpcs, recordLagSeconds), signal);
  return result.rowCount > 0 ? vpcs : undefined;
}
