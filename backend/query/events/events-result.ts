/** From the rows of the events statement to the events of an answer. Pure. */
import type { EventKind, EventsQuery } from '../../../src/shared/events';
import type { ResultColumns, TimeRange } from '../../engines/engine';
import { ZoneFlowError } from '../../errors';
import type { Notice } from '../../frames/frame';
import type { EventPart } from '../../sql/events';
import type { ClusterEvent } from './event';
import { gapEvent, nodeEvent, rolloutEvent } from './event-texts';
import { findHistoryGaps, type Look } from './history-gaps';
import { findNodeChanges, type NodeLife } from './node-changes';
import { findRollouts, type RevisedPod } from './rollouts';

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
  const { pods, lives, looks, wantedGaps } = partsOf(result);
  const wanted = (kind: EventKind): boolean => query.events.includes(kind);
  const events = [
    ...findRollouts(pods)
      .filter(({ passes }) => passes)
      .map(rolloutEvent),
    ...findNodeChanges(lives, firstLooksOf(looks)).map(nodeEvent),
    ...findHistoryGaps(looks, now)
      .filter(({ cluster, from, to }) => wantedGaps.has(cluster) && from < range.to && to > range.from)
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

interface Parts {
  pods: RevisedPod[];
  lives: NodeLife[];
  looks: Look[];
  /** Clusters whose gaps pass the filters. */
  wantedGaps: Set<string>;
}

function partsOf({ columns, rowCount }: ResultColumns): Parts {
  const value = (name: string, row: number): string | number | boolean | null => {
    const values = columns.get(name);
    if (values === undefined) {
      throw new ZoneFlowError('internal', `The engine’s answer has no column ${name}`);
    }
    return values[row] ?? null;
  };
  const text = (name: string, row: number): string => String(value(name, row) ?? '');
  const parts: Parts = { pods: [], lives: [], looks: [], wantedGaps: new Set() };
  for (let row = 0; row < rowCount; row++) {
    const ended = value('ended', row);
    const cluster = text('cluster', row);
    const times = { started: Number(value('started', row)), ended: ended === null ? null : Number(ended) };
    const passes = value('passes', row) === true;
    const part = partOf(text('part', row));
    switch (part) {
      case 'pod':
        parts.pods.push({
          ...{ cluster, namespace: text('namespace', row), workload: text('workload', row), passes },
          ...{ revisedBy: text('revised_by', row), revision: text('revision', row), ...times },
        });
        break;
      case 'node':
        parts.lives.push({ cluster, node: text('node', row), zone: text('zone', row), ...times });
        break;
      case 'look':
        parts.looks.push({
          ...{ cluster, resource: text('resource', row) },
          ...{ from: times.started, to: times.ended ?? times.started },
        });
        if (passes) {
          parts.wantedGaps.add(cluster);
        }
        break;
    }
  }
  return parts;
}

function partOf(name: string): EventPart {
  if (name === 'pod' || name === 'node' || name === 'look') {
    return name;
  }
  throw new ZoneFlowError('internal', `The engine’s answer has an unknown part ${name}`);
}
