/** The cluster as somebody saw it who watched it: a list, then events, a gap while the watcher was away, a list again. */
import type { Node, Pod } from '../cluster/inventory';
import { nodeObject } from './node-object';
import { podObject, type KubernetesObject, type PodStage } from './pod-object';

/** One line of a history file, as `zoneflow history import` reads it. */
export interface Sighting {
  /** RFC 3339 with milliseconds. */
  observedAt: string;
  type: 'LIST' | 'ADDED' | 'MODIFIED' | 'DELETED';
  object: KubernetesObject;
}

export interface WatchOptions {
  /** Epoch seconds of the first list. */
  from: number;
  /** Epoch seconds of the last event. */
  to: number;
  /** No time in which the watcher was away. */
  unbroken?: boolean;
}

interface Change {
  time: number;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  stage: PodStage;
  pod: Pod;
}

const gapSeconds = 90;
const firstResourceVersion = 41_800_000;

export function watchPods(pods: readonly Pod[], { from, to, unbroken = false }: WatchOptions): Sighting[] {
  const changes = pods.flatMap(changesOf).sort((a, b) => a.time - b.time);
  const gap = unbroken ? Infinity : findGap(pods, from, to);
  const lists = unbroken ? [from] : [from, gap + gapSeconds];
  const seen = changes
    .filter(({ time }) => time > from && time <= to && !(time > gap && time <= gap + gapSeconds))
    .map((change, position) => ({
      observedAt: observedAt(change.time, position),
      type: change.type,
      object: podObject(change.pod, change.stage, firstResourceVersion + Math.floor(change.time - from) * 10),
    }));
  return [...lists.map((time) => listAt(time, from, changes)), ...seen].sort((a, b) =>
    a.observedAt < b.observedAt ? -1 : 1
  );
}

export function watchNodes(nodes: readonly Node[], { from, to }: WatchOptions): Sighting[] {
  const known = nodes.filter((node) => node.created <= from);
  const events = nodes.flatMap((node): Array<Sighting & { time: number }> => [
    ...(node.created > from
      ? [
          {
            time: node.created,
            type: 'ADDED' as const,
            observedAt: observedAt(node.created, 0),
            object: nodeObject(node, node.created),
          },
        ]
      : []),
    ...(node.deleted !== null
      ? [
          {
            time: node.deleted,
            type: 'DELETED' as const,
            observedAt: observedAt(node.deleted, 0),
            object: nodeObject(node, node.deleted),
          },
        ]
      : []),
  ]);
  return [
    {
      observedAt: observedAt(from, 0),
      type: 'LIST',
      object: listObject(
        'NodeList',
        known.map((node) => nodeObject(node, from))
      ),
    },
    ...events
      .filter(({ time }) => time <= to)
      .sort((a, b) => a.time - b.time)
      .map(({ observedAt: at, type, object }) => ({ observedAt: at, type, object })),
  ];
}

/** Events arrive some 100 ms after what they tell of; the position keeps the order within a second. */
function observedAt(seconds: number, position: number): string {
  return new Date(seconds * 1000 + 120 + (position % 700)).toISOString();
}

function changesOf(pod: Pod): Change[] {
  const changes: Change[] = [
    { time: pod.created, type: 'ADDED', stage: 'pending', pod },
    { time: pod.ready + 1, type: 'MODIFIED', stage: 'running', pod },
  ];
  if (pod.deletionRequested !== null) {
    changes.push({ time: pod.deletionRequested - 30, type: 'MODIFIED', stage: 'terminating', pod });
  }
  const isFinished = pod.outcome === 'succeeded' || pod.outcome === 'failed' || pod.reportsFinish;
  if (pod.ended !== null && isFinished) {
    changes.push({ time: pod.ended, type: 'MODIFIED', stage: 'finished', pod });
  }
  if (pod.removed !== null) {
    const last = isFinished ? (pod.losesAddress ? 'blank' : 'finished') : 'terminating';
    changes.push({ time: pod.removed, type: 'DELETED', stage: last, pod });
  }
  return changes;
}

function listAt(time: number, from: number, changes: readonly Change[]): Sighting {
  const shown = new Map<Pod, Change>();
  for (const change of changes) {
    if (change.time > time) {
      break;
    }
    if (change.type === 'DELETED') {
      shown.delete(change.pod);
    } else {
      shown.set(change.pod, change);
    }
  }
  const version = firstResourceVersion + Math.floor(time - from) * 10;
  const items = [...shown.values()].map(({ pod, stage }) => podObject(pod, stage, version));
  return { observedAt: observedAt(time, 0), type: 'LIST', object: listObject('PodList', items) };
}

function listObject(kind: string, items: KubernetesObject[]): KubernetesObject {
  return { apiVersion: 'v1', kind, metadata: {}, items };
}

/** The first minute after the middle in which no pod gets its address and goes again unseen. */
function findGap(pods: readonly Pod[], from: number, to: number): number {
  let gap = Math.floor(from + (to - from) * 0.6);
  const hidesLife = (pod: Pod): boolean => pod.ready + 1 > gap && (pod.removed ?? Infinity) <= gap + gapSeconds;
  while (gap + gapSeconds < to && pods.some(hidesLife)) {
    gap += 60;
  }
  return gap;
}
