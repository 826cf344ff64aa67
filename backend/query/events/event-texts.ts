/** Events in words: what was found, as a person reads it beside a time axis. */
import { durationText, instantText } from '../shape/time-text';
import type { ClusterEvent } from './event';
import type { HistoryGap } from './history-gaps';
import type { NodeChange } from './node-changes';
import type { Rollout } from './rollouts';

export function rolloutEvent(rollout: Rollout): ClusterEvent {
  const { cluster, namespace, workload, started, ended } = rollout;
  const name = `${namespace}/${workload}`;
  return {
    ...nowhere,
    ...{ cluster, namespace, workload },
    kind: 'rollout',
    time: started,
    timeEnd: ended,
    title: `${rollout.isRollback ? 'Rollback' : 'Rollout'} of ${name}`,
    text: rolloutText(rollout),
  };
}

export function nodeEvent({ kind, cluster, node, zone, time, joined }: NodeChange): ClusterEvent {
  const where = zone === '' ? 'in an unknown zone' : `in zone ${zone}`;
  const isArrival = kind === 'node-arrival';
  return {
    ...nowhere,
    ...{ kind, cluster, node, zone, time },
    title: `Node ${node} ${isArrival ? 'joined' : 'left'}`,
    text: isArrival
      ? `A node joined cluster ${cluster} ${where}.`
      : `A node of cluster ${cluster} ${where} is gone after ${durationText(time - joined)}.`,
  };
}

/** The text tells the whole gap; its mark is cut to the bounds, epoch seconds. */
export function gapEvent(
  { cluster, from, to, isOpen }: HistoryGap,
  bounds: { from: number; to: number }
): ClusterEvent {
  const when = isOpen
    ? `Nobody has looked at cluster ${cluster} since ${instantText(from)}`
    : `Nobody looked at cluster ${cluster} from ${instantText(from)} to ${instantText(to)} (${durationText(to - from)})`;
  return {
    ...nowhere,
    cluster,
    kind: 'history-gap',
    time: Math.max(from, bounds.from),
    timeEnd: Math.min(to, bounds.to),
    title: `History gap of cluster ${cluster}`,
    text: `${when}: what changed meanwhile is known only roughly.`,
  };
}

const nowhere = { timeEnd: null, cluster: '', namespace: '', workload: '', node: '', zone: '' };

function rolloutText(rollout: Rollout): string {
  const { newPods, revision, replaced, remaining, isOvertaken, ended } = rollout;
  const fresh = `${pods(newPods)} of revision ${revision}`;
  const old = [...replaced]
    .map(([name, count], index) => `${index === 0 ? pods(count) : count} of revision ${name}`)
    .join(' and ');
  if (isOvertaken) {
    return `${fresh} began to replace ${old}; then another rollout began.`;
  }
  return ended === null
    ? `${fresh} ${newPods === 1 ? 'is' : 'are'} replacing ${old}; ${remaining} ${remaining === 1 ? 'is' : 'are'} still there.`
    : `${fresh} replaced ${old}.`;
}

function pods(count: number): string {
  return count === 1 ? '1 pod' : `${count} pods`;
}
