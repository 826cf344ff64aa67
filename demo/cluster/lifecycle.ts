/** What happens to the cluster in time: start, rollouts, rebirths, evictions, CronJobs, scaling, a replaced node. */
import { workloads, zones, type WorkloadBlueprint } from './blueprint';
import type { Node, Pod } from './inventory';
import { createLives, type Lives } from './lives';
import { createNode, type ManagedNode } from './nodes';
import type { Randomness } from './randomness';
import { createTimeline, type Timeline } from './timeline';

/** The simulation starts before the window, so that finished Jobs and their addresses are already there. */
export const leadSeconds = 20 * 60;
const nodesPerZone = 4;
const jobsKept = 3;

interface World {
  randomness: Randomness;
  timeline: Timeline;
  nodes: ManagedNode[];
  lives: Lives;
  /** The ReplicaSet, StatefulSet or DaemonSet that owns a workload's new pods. */
  owners: Map<WorkloadBlueprint, Pod['owner']>;
}

/** @param from,to the window of traffic, epoch seconds. */
export function simulateLifecycle(
  from: number,
  to: number,
  randomness: Randomness
): { nodes: Node[]; pods: readonly Pod[] } {
  const begin = from - leadSeconds;
  const nodes = zones.flatMap((zone) =>
    Array.from({ length: nodesPerZone }, (_, ordinal) =>
      createNode(zone, ordinal, begin - randomness.integer(30, 300) * 3600, randomness)
    )
  );
  const world: World = {
    randomness,
    timeline: createTimeline(),
    nodes,
    lives: createLives(nodes, randomness),
    owners: new Map(),
  };
  for (const workload of workloads) {
    startWorkload(world, workload, begin);
  }
  planDisturbances(world, from, to);
  world.timeline.runUntil(to);
  return { nodes: world.nodes.map((managed) => managed.node), pods: world.lives.pods };
}

function startWorkload(world: World, workload: WorkloadBlueprint, begin: number): void {
  const { randomness, timeline, lives } = world;
  const longAgo = (): number => begin - randomness.integer(600, 28 * 3600);
  world.owners.set(workload, newOwner(world, workload));
  switch (workload.kind) {
    case 'DaemonSet':
      for (const node of world.nodes) {
        lives.start(workload, longAgo(), { owner: ownerOf(world, workload), on: node });
      }
      break;
    case 'Deployment':
    case 'StatefulSet':
      for (let ordinal = 0; ordinal < (workload.replicas ?? 1); ordinal++) {
        const name = workload.kind === 'StatefulSet' ? `${workload.name}-${ordinal}` : undefined;
        lives.start(workload, longAgo(), { owner: ownerOf(world, workload), name });
      }
      if (workload.rolloutMinutes !== undefined) {
        const every = workload.rolloutMinutes * 60;
        timeline.at(begin + randomness.integer(every / 4, every), (now) => rollOut(world, workload, every, now));
      }
      break;
    case 'CronJob':
      timeline.at(begin - (begin % 60) + 60, (now) => runJob(world, workload, now));
      break;
  }
}

function newOwner({ randomness }: World, workload: WorkloadBlueprint): Pod['owner'] {
  const isDeployment = workload.kind === 'Deployment';
  return {
    kind: isDeployment ? 'ReplicaSet' : workload.kind,
    name: isDeployment ? `${workload.name}-${randomness.suffix(10)}` : workload.name,
    uid: randomness.uuid(),
  };
}

function ownerOf(world: World, workload: WorkloadBlueprint): Pod['owner'] {
  return world.owners.get(workload) ?? newOwner(world, workload);
}

/** Replaces all pods one after the other; a Deployment starts the new pod first, a StatefulSet deletes the old one first. */
function rollOut(world: World, workload: WorkloadBlueprint, every: number, now: number): void {
  if (workload.kind === 'Deployment') {
    world.owners.set(workload, newOwner(world, workload));
  }
  world.lives.running(workload).forEach((pod, position) => {
    world.timeline.at(now + position * world.randomness.integer(18, 30), (then) => replace(world, pod, then));
  });
  world.timeline.at(now + every, (then) => rollOut(world, workload, every, then));
}

function replace(world: World, pod: Pod, now: number): void {
  const { lives, timeline } = world;
  if (pod.ended !== null) {
    return;
  }
  const owner = ownerOf(world, pod.workload);
  switch (pod.workload.kind) {
    case 'Deployment': {
      const successor = lives.start(pod.workload, now, { owner });
      timeline.at(successor.ready + 4, (then) => lives.remove(pod, then));
      break;
    }
    case 'StatefulSet':
      lives.remove(pod, now);
      timeline.at((pod.removed ?? now) + 1, (then) => lives.start(pod.workload, then, { owner, name: pod.name }));
      break;
    case 'DaemonSet':
    case 'CronJob':
      lives.remove(pod, now);
      break;
  }
}

function runJob(world: World, workload: WorkloadBlueprint, now: number): void {
  const { lives, randomness, timeline } = world;
  const every = (workload.everyMinutes ?? 5) * 60;
  const job = `${workload.name}-${Math.floor(now / 60)}`;
  const pod = lives.start(workload, now + randomness.integer(1, 3), {
    owner: { kind: 'Job', name: job, uid: randomness.uuid() },
  });
  timeline.at(pod.ready + randomness.integer(40, Math.min(every, 160)), (then) => {
    lives.finish(pod, 'succeeded', then);
    const finished = lives.pods.filter(
      (other) => other.workload === workload && other.outcome === 'succeeded' && other.removed === null
    );
    for (const old of finished.slice(0, -jobsKept)) {
      lives.collect(old, then + 2);
    }
  });
  timeline.at(now + every, (then) => runJob(world, workload, then));
}

function planDisturbances(world: World, from: number, to: number): void {
  const { randomness, timeline, lives } = world;
  const span = to - from;
  const anyOf = (kinds: readonly string[]): Pod =>
    randomness.pick(lives.pods.filter((pod) => pod.ended === null && kinds.includes(pod.workload.kind)));
  for (let time = from + 200; time < to; time += randomness.integer(240, 600)) {
    timeline.at(time, (now) => anyOf(['Deployment', 'StatefulSet']).restarts.push(now));
  }
  for (let time = from + 400; time < to; time += randomness.integer(500, 900)) {
    timeline.at(time, (now) => {
      const pod = anyOf(['Deployment']);
      lives.finish(pod, 'failed', now);
      if (pod.ended !== null) {
        timeline.at(now + 1, (then) => lives.start(pod.workload, then, { owner: ownerOf(world, pod.workload) }));
      }
    });
  }
  for (let time = from + 300; time < to; time += randomness.integer(700, 1400)) {
    timeline.at(time, (now) => replace(world, anyOf(['StatefulSet']), now));
  }
  const feed = workloads.find((workload) => workload.name === 'feed');
  if (feed !== undefined) {
    timeline.at(from + Math.floor(span * 0.3), (now) => scale(world, feed, 3, now));
    timeline.at(from + Math.floor(span * 0.75), (now) => scale(world, feed, -3, now));
  }
  timeline.at(from + Math.floor(span * 0.45), (now) => replaceNode(world, now));
}

function scale({ lives, owners }: World, workload: WorkloadBlueprint, by: number, now: number): void {
  const owner = owners.get(workload);
  for (let i = 0; i < by && owner !== undefined; i++) {
    lives.start(workload, now, { owner });
  }
  for (const pod of by < 0 ? lives.running(workload).slice(by) : []) {
    lives.remove(pod, now);
  }
}

/** A new node joins, the old one is cordoned, drained and deleted. */
function replaceNode(world: World, now: number): void {
  const { lives, nodes, randomness, timeline } = world;
  const old = nodes[1];
  if (old === undefined) {
    return;
  }
  const fresh = createNode(old.node.zone, nodesPerZone, now, randomness);
  nodes.push(fresh);
  old.schedulable = false;
  fresh.schedulable = false;
  timeline.at(now + 25, () => (fresh.schedulable = true));
  for (const workload of workloads.filter((candidate) => candidate.kind === 'DaemonSet')) {
    timeline.at(now + 20, (then) => lives.start(workload, then, { owner: ownerOf(world, workload), on: fresh }));
  }
  timeline.at(now + 60, (then) => {
    const drained = lives.pods.filter((pod) => pod.node === old.node && pod.ended === null);
    drained.forEach((pod, position) => {
      const isDaemon = pod.workload.kind === 'DaemonSet';
      timeline.at(then + (isDaemon ? 90 : position * 3), (later) => replace(world, pod, later));
    });
    old.node.deleted = then + 120;
  });
}
