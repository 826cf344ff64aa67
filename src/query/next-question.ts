/** From a question and one thing in its answer to the next question: the same range, traffic and filters, narrowed to that. */
import type { Dimension } from '../shared/dimensions';
import type { TrafficQuery } from '../shared/query';
import { shownFilters, shownQuery, type StoredFilter, type StoredQuery } from './stored-query';

/** Exact value of a dimension of one end; the empty text is a missing value. */
export interface EndValue {
  dimension: string;
  value: string;
}

/** What was clicked: an end (a node), an exchange of two (an edge, a row, a series), or the rest, which no filter can name. */
export type Subject =
  | { kind: 'end'; side: 'source' | 'target' | 'both'; values: EndValue[] }
  | { kind: 'exchange'; source: EndValue[]; target: EndValue[] }
  | { kind: 'rest' };

/** Which view of it: as it is grouped now, or one level deeper. */
export interface NextView {
  queryType: 'graph' | 'timeseries' | 'table';
  deeper: boolean;
}

/** More series than that are no help in one panel. */
const mostSeries = 10;
/** For the rest, by how much the limit that made it is raised. */
const moreGroups = 4;

/** @param stored as it was asked: variables and ad-hoc filters filled in */
export function nextQuestion(stored: StoredQuery, subject: Subject, { queryType, deeper }: NextView): StoredQuery {
  const query = shownQuery(stored);
  const limit = subject.kind === 'rest' ? query.limit * moreGroups : query.limit;
  const grouping = groupingOf(query);
  return {
    refId: 'A',
    queryType,
    traffic: query.traffic,
    groupBy: deeper ? deeperGrouping(grouping.source) : grouping.source,
    ...(grouping.target === undefined
      ? {}
      : { targetGroupBy: deeper ? deeperGrouping(grouping.target) : grouping.target }),
    measure: query.measure,
    rate: query.rate,
    other: query.other,
    limit: queryType === 'timeseries' ? Math.min(limit || mostSeries, mostSeries) : limit,
    ...narrowed(shownFilters(stored), query.bidirectional, subject),
  };
}

/** The dimension that the next level adds, to be named in a link; undefined if there is no level below. */
export function deeperDimension(stored: StoredQuery): Dimension | undefined {
  const { source } = groupingOf(shownQuery(stored));
  return deeperGrouping(source)
    .filter((dimension) => !source.includes(dimension))
    .pop();
}

function groupingOf({ queryType, groupBy, targetGroupBy }: TrafficQuery): {
  source: Dimension[];
  target: Dimension[] | undefined;
} {
  return queryType === 'matrix' ? { source: ['zone'], target: undefined } : { source: groupBy, target: targetGroupBy };
}

/** Cluster, namespace, workload, pod, and the pod's node: the first that is missing after those that are there. */
function deeperGrouping(groupBy: readonly Dimension[]): Dimension[] {
  const after = (parent: Dimension, ...children: Dimension[]): Dimension[] => [
    ...new Set(groupBy.flatMap((dimension) => (dimension === parent ? [dimension, ...children] : [dimension]))),
  ];
  if (groupBy.includes('pod')) {
    return after('pod', 'node');
  }
  if (groupBy.includes('workload')) {
    return after('workload', 'pod');
  }
  return groupBy.includes('namespace')
    ? after('namespace', 'workload')
    : groupBy.includes('cluster')
      ? after('cluster', 'namespace', 'workload')
      : ['namespace', 'workload', ...groupBy];
}

/** The filters of the question and those of the subject, so that the same exchanges pass that the subject was made of. */
function narrowed(
  filters: StoredFilter[],
  bidirectional: boolean,
  subject: Subject
): Pick<StoredQuery, 'filters' | 'bidirectional'> {
  const hasSides = filters.some(({ side = 'either', values }) => side !== 'either' && values.length > 0);
  const bothWays = bidirectional && hasSides;
  switch (subject.kind) {
    case 'rest':
      return { filters, bidirectional };
    case 'exchange':
      // Which way round an exchange passed filters that match both ways cannot be told: either end may be either.
      return bothWays
        ? joined(filters, true, [...sided('either', subject.source), ...sided('either', subject.target)])
        : joined(filters, false, [...sided('source', subject.source), ...sided('target', subject.target)]);
    case 'end':
      if (!hasSides && subject.side === 'both') {
        // "Both ways round" holds all values to the same end, which filters on either end do not.
        return joined(filters, true, sided('source', subject.values));
      }
      return bothWays || subject.side === 'both'
        ? joined(filters, bothWays, sided('either', subject.values))
        : joined(filters, false, sided(subject.side, subject.values));
  }
}

function sided(side: 'source' | 'target' | 'either', values: EndValue[]): StoredFilter[] {
  return values.map(({ dimension, value }) => ({ side, dimension, operator: '=', values: [value] }));
}

/** The filters with the new ones, without those that say less than a new one does. */
function joined(
  filters: StoredFilter[],
  bidirectional: boolean,
  added: StoredFilter[]
): Pick<StoredQuery, 'filters' | 'bidirectional'> {
  const isImplied = ({ side = 'either', dimension, operator = '=', values }: StoredFilter): boolean =>
    (operator === '=' || operator === '=|') &&
    added.some((one) => one.side === side && one.dimension === dimension && values.includes(one.values[0] ?? ''));
  return { filters: [...filters.filter((filter) => !isImplied(filter)), ...added], bidirectional };
}
