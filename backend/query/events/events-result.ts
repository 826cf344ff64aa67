/** From the rows of the events statement to the events of an answer. Pure. */
import type { EventKind, EventsQuery } from '../../../src/shared/events';
import type { ResultColumns, TimeRange } from '../../engines/engine';
import type { Notice } from '../../frames/frame';
import type { ClusterEvent } from './event';
import { gapEvent, nodeEvent, rolloutEvent } from './event-texts';
import { readEventRows } from './event-rows';
import { findHistoryGaps, type Look } from './history-gaps';
import { findNodeChanges } from './node-changes';
import { findRollouts } from './rollouts';

export interface EventsResult {
  query: EventsQuery;
  /** By time. */
  events: ClusterEvent[];
  notices: Notice[];
}

/** @param now epoch seconds. Errors: internal if the result is not one of the events statement. */
export function readEvents(
  query: EventsQuery,
  result: ResultColumns,
  { range, now }: { range: TimeRange; now: number }
): EventsResult {
  const { pods, lives, looks, gapClusters } = readEventRows(result);
  const wanted = (kind: EventKind): boolean => query.events.includes(kind);
  const events = [
    ...findRollouts(pods)
      .filter(({ passes }) => passes)
      .map(rolloutEvent),
    ...findNodeChanges(lives, firstLooksOf(looks)).map(nodeEvent),
    ...findHistoryGaps(looks, now)
      .filter(({ cluster, from, to }) => gapClusters.has(cluster) && from < range.to && to > range.from)
      .map((gap) => gapEvent(gap, range)),
  ];
  const ofRange = events
    .filter((event) => wanted(event.kind) && touches(event, range))
    .sort((a, b) => a.time - b.time || (a.title < b.title ? -1 : 1));
  const shown = ofRange.slice(-query.limit);
  return { query, events: shown, notices: cutNotices(shown.length, ofRange.length) };
}

/** A moment lies in the range, a stretch touches it. */
function touches({ time, timeEnd }: ClusterEvent, range: TimeRange): boolean {
  return time < range.to && (timeEnd ?? time) >= range.from;
}

function cutNotices(shown: number, all: number): Notice[] {
  return shown === all
    ? []
    : [
        {
          severity: 'info',
          text: `Only the newest ${shown} of ${all} events are shown: filter them, or raise the limit.`,
        },
      ];
}

function firstLooksOf(looks: readonly Look[]): Map<string, number> {
  const first = new Map<string, number>();
  for (const { cluster, from } of looks) {
    first.set(cluster, Math.min(first.get(cluster) ?? Infinity, from));
  }
  return first;
}
