/** From a question to one statement: pure, the same on every engine. */
import type { Dimension } from '../../src/shared/dimensions';
import type { TrafficFilter, TrafficQuery } from '../../src/shared/query';
import type { RolledPart, TimeRange } from '../engines/engine';
import { hourSeconds, wholeHours } from '../rollup/hours';
import { answerStatement, type AnswerOptions } from '../sql/answer';
import type { Dialect } from '../sql/dialect';
import { endColumns, type EndColumn } from '../sql/end-columns';
import { exchangeExpressions, type ExchangeOptions, type FieldPresence } from '../sql/exchanges';
import { admitsMissing, endCondition, exchangeCondition, isActive } from '../sql/filters';
import type { AnswerColumn } from '../sql/graph-ends';
import type { Inventory } from '../sql/inventory';
import { onePassStatement } from '../sql/one-pass';
import type { VpcOfCluster } from '../sql/vpcs';
import { rolledDimensions } from '../sql/rollup-columns';
import { bucketSeconds } from './buckets';

/** Most nodes of a graph: Grafana's panel hides what is beyond (12.4, NodeGraph's defaultNodeCountLimit). */
export const mostNodes = 200;

export interface PlanContext {
  range: TimeRange;
  /** Wished bucket width and most buckets of a time series. */
  intervalMs: number;
  maxDataPoints: number;
  fields: FieldPresence;
  /** Networks of pods and nodes outside the private ranges (networksStatement's rows). */
  networks: readonly string[];
  /** AWS resources and subnets; absent if none are known. */
  inventory?: Inventory;
  /** VPCs of the clusters, if holders of several have the same addresses in the range. */
  vpcs?: VpcOfCluster | undefined;
  /** Patterns of the filters that match the empty text, as the engine says (patternStatement). */
  emptyMatches?: ReadonlySet<string>;
  dialect: Dialect;
  maxRows: number;
  /** What a rollup answers of the range. */
  rolled?: RolledPart | undefined;
}

/** A column of the answer: its name in the contract and the result column that holds it. */
export interface PlannedColumn {
  name: string;
  side: 'source' | 'target';
  dimension: Dimension;
  resultColumn: string;
}

export interface Plan {
  sql: string;
  columns: PlannedColumn[];
  /** Width of a bucket in seconds for time series, else null. */
  bucketSeconds: number | null;
}

/** Dimensions of each side as the answer shows them; a matrix is always by zone. */
export function groupingOf(query: TrafficQuery): { source: Dimension[]; target: Dimension[] } {
  if (query.queryType === 'matrix') {
    return { source: ['zone'], target: ['zone'] };
  }
  const source = [...new Set(query.groupBy)];
  return { source, target: query.targetGroupBy === undefined ? source : [...new Set(query.targetGroupBy)] };
}

/** Whether both sides are grouped by the same dimensions, in whatever order: then an end is found on both. */
export function sameDimensions({ source, target }: { source: Dimension[]; target: Dimension[] }): boolean {
  return source.length === target.length && source.every((dimension) => target.includes(dimension));
}

/** Whether a rollup may answer part of the question: it must not ask for more than rolled up hours tell. */
export function suitsRollup(
  query: TrafficQuery,
  { range, intervalMs, maxDataPoints }: Pick<PlanContext, 'range' | 'intervalMs' | 'maxDataPoints'>
): boolean {
  const { source, target } = groupingOf(query);
  const asked = [...source, ...target, ...query.filters.filter(isActive).map(({ dimension }) => dimension)];
  const kept = asked.every((dimension) => dimension === 'zone' || rolledDimensions.includes(dimension));
  const wholeBuckets =
    query.queryType !== 'timeseries' || bucketSeconds(range, intervalMs, maxDataPoints) % hourSeconds === 0;
  return kept && wholeBuckets && wholeHours(range).length > 0;
}

/** Plans a question about traffic (every query type but `health`, which asks the engine for freshness instead). */
export function planTraffic(query: TrafficQuery, context: PlanContext): Plan {
  const { dialect, fields, range } = context;
  const grouping = groupingOf(query);
  const filters = query.filters.filter(isActive);
  const filterDimensions = (side: 'source' | 'target'): Dimension[] =>
    filters
      .filter((filter) => query.bidirectional || filter.side === 'either' || filter.side === side)
      .map((filter) => filter.dimension);
  const all = endColumns([...grouping.source, ...grouping.target, ...filters.map((filter) => filter.dimension)]);
  const pick = (dimensions: Dimension[]): EndColumn[] => all.filter((column) => dimensions.includes(column.dimension));
  const source = pick([...grouping.source, ...filterDimensions('source')]);
  const target = pick([...grouping.target, ...filterDimensions('target')]);

  const columns = [
    ...plannedColumns('source', grouping.source, all),
    ...plannedColumns('target', grouping.target, all),
  ];
  const series = query.queryType === 'timeseries';
  const width = series ? bucketSeconds(range, context.intervalMs, context.maxDataPoints) : null;
  const exchange: ExchangeOptions = {
    range,
    dialect,
    fields,
    networks: context.networks,
    inventory: context.inventory ?? null,
    vpcs: context.vpcs,
    sourceColumns: source,
    targetColumns: target,
    sourceOnly: query.bidirectional ? null : onlyCondition(filters, 'source', all, context),
    targetOnly: query.bidirectional ? null : onlyCondition(filters, 'target', all, context),
    bucketSeconds: width,
    rolled: context.rolled,
  };
  const repeated = dialect.commonExpressions === 'repeated';
  const ends = {
    source: { prefix: repeated ? 'source_' : 's.', columns: source },
    target: { prefix: repeated ? 'target_' : 't.', columns: target },
  };
  const answer: AnswerOptions = {
    range,
    fields,
    columns: columns.map((column): AnswerColumn => ({
      side: column.side,
      from: all.find((candidate) => candidate.dimension === column.dimension)?.name ?? 'zone',
      as: column.resultColumn,
    })),
    traffic: query.traffic,
    measure: query.measure,
    filter: exchangeCondition(filters, query.bidirectional, ends, dialect),
    series,
    ends: query.queryType === 'graph' ? { shared: sameDimensions(grouping), most: mostNodes } : null,
    limit: query.queryType === 'matrix' ? 0 : query.limit,
    other: query.other,
    maxRows: context.maxRows,
    rolled: context.rolled,
  };
  const sql = repeated ? onePassStatement(exchange, answer) : answerStatement(exchangeExpressions(exchange), answer);
  return { sql, columns, bucketSeconds: width };
}

function plannedColumns(side: 'source' | 'target', dimensions: Dimension[], all: EndColumn[]): PlannedColumn[] {
  return dimensions.map((dimension) => ({
    name: `${side}_${dimension}`,
    side,
    dimension,
    resultColumn: `${side}_${all.find((column) => column.dimension === dimension)?.name ?? 'zone'}`,
  }));
}

/**
 * What a filtered end's segments must satisfy, so that the join can leave out every record without such an end: filters
 * of that side that a missing value does not pass. Zone and kind are not known before the join.
 */
function onlyCondition(
  filters: readonly TrafficFilter[],
  side: 'source' | 'target',
  columns: EndColumn[],
  { dialect, emptyMatches }: PlanContext
): string | null {
  const conditions = filters
    .filter(
      (filter) =>
        filter.side === side &&
        filter.dimension !== 'zone' &&
        filter.dimension !== 'kind' &&
        !admitsMissing(filter, emptyMatches)
    )
    .map((filter) => endCondition(filter, 'g.', columns, dialect));
  return conditions.length === 0 ? null : conditions.join(' AND ');
}
