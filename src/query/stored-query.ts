/** The query as dashboards and alert rules store it: every member may be absent, and nothing about it is checked yet. */
import { CoreApp } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import * as z from 'zod/mini';
import type { EventKind, eventsQueryType } from '../shared/events';
import type { QueryDefaults } from '../shared/settings';
import { trafficQuerySchema, type QueryType, type TrafficQuery } from '../shared/query';

/** A filter as stored: ad-hoc filters and template variables may have put anything into it. */
export interface StoredFilter {
  side?: string;
  dimension: string;
  operator?: string;
  values: string[];
}

type QueryMembers = Omit<z.input<typeof trafficQuerySchema>, 'refId' | 'queryType' | 'filters'>;

export interface StoredQuery extends DataQuery, QueryMembers {
  /** `events` only in annotations. */
  queryType?: QueryType | typeof eventsQueryType;
  filters?: StoredFilter[];
  /** Annotations only: which events to mark; absent for all. */
  events?: EventKind[];
}

/** What a new query asks: a graph of zone flows unless the data source prefers another, for an alert rule a few series. */
export function defaultQueryFor(app: CoreApp, preferred: QueryDefaults = {}): Partial<StoredQuery> {
  switch (app) {
    case CoreApp.UnifiedAlerting:
    case CoreApp.CloudAlerting:
      return { queryType: 'timeseries', traffic: 'cross-zone', groupBy: ['namespace'], measure: 'bytes', limit: 20 };
    default:
      return {
        queryType: 'graph',
        traffic: 'cross-zone',
        groupBy: ['namespace', 'workload', 'zone'],
        measure: 'bytes',
        limit: 50,
        ...preferred,
      };
  }
}

/** The query with defaults for what is absent or wrong, so that an editor can always show it; filters are not in it. */
export function shownQuery(stored: StoredQuery): TrafficQuery {
  const whole: Record<string, unknown> = { ...stored, filters: [] };
  const wrong = new Set(trafficQuerySchema.safeParse(whole).error?.issues.map((issue) => issue.path[0]));
  return trafficQuerySchema.parse(Object.fromEntries(Object.entries(whole).filter(([member]) => !wrong.has(member))));
}

/** The stored filters that have the form of one; a provisioned file may hold anything. */
export function shownFilters(stored: StoredQuery): StoredFilter[] {
  return filtersSchema.safeParse(stored.filters).data ?? [];
}

const filtersSchema = z.array(
  z.object({
    side: z.optional(z.string()),
    dimension: z.string(),
    operator: z.optional(z.string()),
    values: z.array(z.string()),
  })
);
