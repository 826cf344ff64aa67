/** The query as dashboards and alert rules store it: every member may be absent, and nothing about it is checked yet. */
import { CoreApp } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import * as z from 'zod/mini';
import { eventsQueryType, type EventKind } from '../shared/events';
import type { QueryDefaults } from '../shared/settings';
import { trafficQuerySchema, type QueryType, type TrafficQuery } from '../shared/query';

/** A filter as stored: ad-hoc filters and template variables may have put anything into it. */
export interface StoredFilter {
  side?: string;
  dimension: string;
  operator?: string;
  values: string[];
}

type QueryMembers = Omit<
  z.input<typeof trafficQuerySchema>,
  'refId' | 'queryType' | 'groupBy' | 'targetGroupBy' | 'filters'
>;

export interface StoredQuery extends DataQuery, QueryMembers {
  /** `events` only in annotations. */
  queryType?: QueryType | typeof eventsQueryType;
  /** Dimensions, or texts with variables that name some. */
  groupBy?: string[];
  targetGroupBy?: string[];
  filters?: StoredFilter[];
  /** Annotations only: which events to mark; absent for all. */
  events?: EventKind[];
  /** The view of the default that a new panel got, as long as nobody has changed the query. */
  untouched?: QueryType;
}

/** What Grafana adds to a new query of this app, as the data source prefers it; each is a useful answer as it stands. */
export function defaultQueryFor(app: CoreApp, preferred: QueryDefaults = {}): Partial<StoredQuery> {
  switch (app) {
    case CoreApp.UnifiedAlerting:
    case CoreApp.CloudAlerting:
      return {
        queryType: 'timeseries',
        traffic: 'cross-zone',
        groupBy: ['namespace'],
        targetGroupBy: [],
        measure: 'bytes',
        limit: 20,
      };
    case CoreApp.Explore:
      return { ...startOf(preferred.queryType ?? 'graph'), ...preferred };
    default: {
      // A new panel is a time-series panel: that is what draws in it at once.
      const queryType = preferred.queryType ?? 'timeseries';
      return { ...startOf(queryType), ...preferred, untouched: queryType };
    }
  }
}

/** Series: a line for each of the largest senders. Else: who talks to whom. */
function startOf(queryType: QueryType): Partial<StoredQuery> {
  const always: Partial<StoredQuery> = { queryType, traffic: 'cross-zone', measure: 'bytes' };
  return queryType === 'timeseries'
    ? { ...always, groupBy: ['namespace', 'workload'], targetGroupBy: [], rate: true, limit: 10 }
    : { ...always, groupBy: ['namespace', 'workload', 'zone'], limit: 50 };
}

/**
 * The query that is meant. Grafana fills a query that says nothing but its type with the default of a new panel when it
 * runs it, but stores it as it was, and so shows it to its editor (`queryIsEmpty` in its query runner). A type of its
 * own shows that the filling was not asked for: then the defaults of the schema hold, as they do for alert rules.
 * @param newPanel the default of a new panel
 */
export function meantQuery(stored: StoredQuery, newPanel: Partial<StoredQuery>): StoredQuery {
  return { ...Object.fromEntries(meantMembers(stored, newPanel)), refId: stored.refId };
}

/** The same of any query that Grafana ran, as pairs of member and value. */
export function meantMembers(stored: DataQuery, newPanel: Partial<StoredQuery>): Array<[string, unknown]> {
  const members: Array<[string, unknown]> = Object.entries(stored);
  if (stored.queryType === undefined) {
    const isBare = members.every(([member, value]) => value === undefined || isOwnOfGrafana(member));
    return isBare ? Object.entries({ ...newPanel, ...Object.fromEntries(members.filter(hasValue)) }) : members;
  }
  const start = members.find(([member]) => member === 'untouched')?.[1];
  return start === undefined || start === stored.queryType
    ? members
    : members.filter(([member]) => member === 'queryType' || !Object.hasOwn(newPanel, member));
}

/**
 * The query with these members changed, a person's own from now on; what is unknown in it stays. Another view of a default
 * that nobody has touched starts as that view does.
 */
export function changedQuery(query: StoredQuery, members: Partial<StoredQuery>): StoredQuery {
  const { untouched, ...own } = query;
  if (untouched === undefined || members.queryType === undefined || members.queryType === eventsQueryType) {
    return { ...own, ...members };
  }
  const { groupBy, targetGroupBy, rate, limit, ...kept } = own;
  const { traffic, measure, ...start } = startOf(members.queryType);
  return { ...kept, ...start, ...members };
}

/** The query with defaults for what is absent or wrong, so that an editor can always show it; filters are not in it. */
export function shownQuery(stored: StoredQuery): TrafficQuery {
  const whole: Record<string, unknown> = { ...stored, filters: [] };
  const wrong = new Set(trafficQuerySchema.safeParse(whole).error?.issues.map((issue) => issue.path[0]));
  return trafficQuerySchema.parse(Object.fromEntries(Object.entries(whole).filter(([member]) => !wrong.has(member))));
}

/** A grouping as stored, even of names that are no dimensions; undefined if it is no list of names. */
export function storedGrouping(grouping: unknown): string[] | undefined {
  return groupingSchema.safeParse(grouping).data;
}

const groupingSchema = z.array(z.string());

/** The stored filters that have the form of one, with what is unknown in them; a provisioned file may hold anything. */
export function shownFilters(stored: StoredQuery): StoredFilter[] {
  return filterParts(stored).readable.map(({ filter }) => filter);
}

/** The list of filters apart: those an editor can show, and whatever else stands in it; positions are those of the list. */
export function filterParts(stored: StoredQuery): {
  readable: Array<{ position: number; filter: StoredFilter }>;
  unreadable: Array<{ position: number; value: unknown }>;
} {
  const list: unknown = stored.filters;
  const readable: Array<{ position: number; filter: StoredFilter }> = [];
  const unreadable: Array<{ position: number; value: unknown }> = [];
  for (const [position, value] of (Array.isArray(list) ? list : []).entries()) {
    const filter = filterSchema.safeParse(value).data;
    if (filter === undefined) {
      unreadable.push({ position, value });
    } else {
      readable.push({ position, filter });
    }
  }
  return { readable, unreadable };
}

const filterSchema = z.looseObject({
  side: z.optional(z.string()),
  dimension: z.string(),
  operator: z.optional(z.string()),
  values: z.array(z.string()),
});

function isOwnOfGrafana(member: string): boolean {
  return ['refId', 'hide', 'key', 'datasource', 'label'].includes(member);
}

function hasValue([, value]: [string, unknown]): boolean {
  return value !== undefined;
}
