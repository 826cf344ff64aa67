/** Events as one frame of annotations for Grafana and as rows for the command line. */
import type { Frame } from '../../frames/frame';
import type { ClusterEvent } from '../events/event';
import type { EventsResult } from '../events/events-result';
import type { Rows } from './table';

/**
 * The fields that Grafana reads of annotations, and no others: it would show them nowhere. `timeEnd` is null for a moment;
 * tags are separated by commas. No data topic: with one, a table panel and Explore would show nothing.
 */
export function eventsFrame({ query, events }: EventsResult): Frame {
  const texts = (name: string, value: (event: ClusterEvent) => string): Frame['fields'][number] => ({
    name,
    type: 'string',
    values: events.map(value),
  });
  return {
    name: 'events',
    refId: query.refId,
    meta: { preferredVisualisationType: 'table' },
    fields: [
      { name: 'time', type: 'time', values: events.map(({ time }) => time * 1000) },
      {
        name: 'timeEnd',
        type: 'time',
        values: events.map(({ timeEnd }) => (timeEnd === null ? null : timeEnd * 1000)),
      },
      texts('title', ({ title }) => title),
      texts('text', ({ text }) => text),
      texts('tags', tagsOf),
    ],
  };
}

/** Times in epoch milliseconds. */
export function eventRows({ events }: EventsResult): Rows {
  return {
    columns: ['time', 'time_end', 'event', 'cluster', 'namespace', 'workload', 'node', 'zone', 'text'],
    rows: events.map((event) => [
      event.time * 1000,
      event.timeEnd === null ? null : event.timeEnd * 1000,
      event.kind,
      event.cluster,
      event.namespace,
      event.workload,
      event.node,
      event.zone,
      event.text,
    ]),
  };
}

function tagsOf({ kind, cluster, namespace, workload, zone }: ClusterEvent): string {
  return [kind, cluster, namespace, workload, zone].filter((tag) => tag !== '').join(',');
}
