/** The lives of pods: how one is started, deleted, evicted or finished, and what that does to its address. */
import type { WorkloadBlueprint } from './blueprint';
import { isAlive, type Pod } from './inventory';
import type { ManagedNode } from './nodes';
import type { Randomness } from './randomness';

export interface StartOptions {
  /** The pod's name; made as Kubernetes would if absent. */
  name?: string;
  owner: Pod['owner'];
  /** A DaemonSet's pod goes to its node; others go where the scheduler likes. */
  on?: ManagedNode;
}

export interface Lives {
  /** Every pod there ever was, in the order of creation. */
  readonly pods: readonly Pod[];
  start(workload: WorkloadBlueprint, now: number, options: StartOptions): Pod;
  /** Deletes gracefully; the processes end some seconds later, then the object goes. */
  remove(pod: Pod, now: number): void;
  /** Ends a pod that stays listed with the address it no longer owns. */
  finish(pod: Pod, outcome: 'succeeded' | 'failed', now: number): void;
  /** Takes the object of a finished pod from the API. */
  collect(pod: Pod, now: number): void;
  running(workload: WorkloadBlueprint): Pod[];
}

const gracefulSeconds = 30;

export function createLives(nodes: readonly ManagedNode[], randomness: Randomness): Lives {
  const pods: Pod[] = [];
  const release = (pod: Pod, at: number): void => {
    nodes.find((candidate) => candidate.node === pod.node)?.pool.release(pod.address, at);
  };
  const running = (workload: WorkloadBlueprint): Pod[] =>
    pods.filter((pod) => pod.workload === workload && pod.ended === null);

  return {
    pods,
    running,
    start: (workload, now, { name, owner, on }) => {
      const managed = on ?? schedule(nodes, running(workload), randomness);
      const { node } = managed;
      const place =
        workload.hostNetwork === true
          ? { address: node.address, networkInterface: node.interfaces[0] }
          : managed.pool.take(now);
      if (place?.networkInterface === undefined) {
        throw new RangeError(`no free address on ${node.name}`);
      }
      const pod: Pod = {
        uid: randomness.uuid(),
        name: name ?? `${owner.name}-${randomness.suffix(5)}`,
        workload,
        owner,
        node,
        address: place.address,
        networkInterface: place.networkInterface,
        created: now,
        startTime: now + 1,
        ready: now + randomness.integer(2, 6),
        restarts: [],
        deletionRequested: null,
        ended: null,
        outcome: 'running',
        removed: null,
        reportsFinish: randomness.chance(0.5),
        losesAddress: randomness.chance(0.2),
      };
      pods.push(pod);
      return pod;
    },
    remove: (pod, now) => {
      if (pod.ended !== null) {
        return;
      }
      pod.deletionRequested = now + gracefulSeconds;
      pod.ended = Math.max(now, pod.ready) + randomness.integer(2, 12);
      pod.removed = pod.ended + randomness.integer(0, 2);
      pod.outcome = 'deleted';
      release(pod, pod.ended);
    },
    finish: (pod, outcome, now) => {
      if (isAlive(pod, now)) {
        pod.ended = now;
        pod.outcome = outcome;
        release(pod, now);
      }
    },
    collect: (pod, now) => {
      pod.removed ??= now;
    },
  };
}

/** Spreads a workload's pods over nodes as evenly as it can; ties are broken by chance. */
function schedule(nodes: readonly ManagedNode[], siblings: readonly Pod[], randomness: Randomness): ManagedNode {
  const open = nodes.filter((candidate) => candidate.schedulable);
  const crowding = (candidate: ManagedNode): number =>
    siblings.filter((pod) => pod.node.zone === candidate.node.zone).length * 100 +
    siblings.filter((pod) => pod.node === candidate.node).length * 30 +
    candidate.pool.used;
  const least = Math.min(...open.map(crowding));
  return randomness.pick(open.filter((candidate) => crowding(candidate) <= least + 1));
}
