/** The stored form of an annotation: which changes of the cluster to mark on a time axis. Contract for dashboards. */
import * as z from 'zod/mini';
import { maxFilters, trafficFilterSchema } from './query';

/**
 * `rollout`: a workload's pods are replaced by those of another revision; `node-arrival`, `node-departure`: a node comes or
 * goes; `history-gap`: nobody looked at the cluster, so changes in it are known only roughly.
 */
export const eventKinds = ['rollout', 'node-arrival', 'node-departure', 'history-gap'] as const;
export type EventKind = (typeof eventKinds)[number];

/** The query type that tells annotations from questions about traffic. */
export const eventsQueryType = 'events';

export const eventsQuerySchema = z.object({
  refId: z._default(z.string(), 'Anno'),
  queryType: z.literal(eventsQueryType),
  events: z._default(z.array(z.enum(eventKinds)), ['rollout', 'node-arrival', 'node-departure', 'history-gap']),
  /**
   * All must hold; `side` means nothing here. An event that lacks a filter's dimension (a node has no namespace) is
   * compared by the empty text.
   */
  filters: z._default(z.array(trafficFilterSchema).check(z.maxLength(maxFilters)), []),
  /** Most events of an answer, newest first. */
  limit: z._default(z.int().check(z.minimum(1), z.maximum(1000)), 100),
});
export type EventsQuery = z.infer<typeof eventsQuerySchema>;
