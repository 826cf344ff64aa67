/** The stored question of an annotation as its editor shows it, and what is wrong with it. */
import { t } from '@grafana/i18n';
import * as z from 'zod/mini';
import { eventKinds, eventsQuerySchema, eventsQueryType, type EventKind } from '../shared/events';
import { shownFilters, type StoredFilter, type StoredQuery } from './stored-query';

export interface EventsChoice {
  events: EventKind[];
  filters: StoredFilter[];
  /** Most events, newest first; undefined for the default. */
  limit: number | undefined;
}

/** What a new annotation marks. Nodes come and go by the hundred where clusters scale: they are for those who ask. */
export const defaultEventsQuery = { queryType: eventsQueryType, events: ['rollout'] } satisfies Partial<StoredQuery>;

export const defaultEventsLimit = eventsQuerySchema.parse({ queryType: eventsQueryType }).limit;

/** All events if none are stored. A provisioned file may hold anything: kinds that there are not are left out. */
export function shownEvents(stored: StoredQuery): EventsChoice {
  const events: readonly unknown[] = z.array(z.unknown()).safeParse(stored.events).data ?? eventKinds;
  return {
    events: eventKinds.filter((kind) => events.includes(kind)),
    filters: shownFilters(stored),
    limit: typeof stored.limit === 'number' ? stored.limit : undefined,
  };
}

/** The query that asks for the choice; members that the editor does not know are kept. */
export function withEvents(stored: StoredQuery, { events, filters, limit }: EventsChoice): StoredQuery {
  return { ...stored, queryType: eventsQueryType, events, filters, limit };
}

/** What is wrong with a limit, if anything. */
export function limitProblem(limit: number | undefined): string | undefined {
  return eventsQuerySchema.safeParse({ queryType: eventsQueryType, limit }).success
    ? undefined
    : t('annotation.problem.limit', 'A whole number from 1 to 1,000.');
}
