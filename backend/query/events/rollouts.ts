/**
 * Finds rollouts in the lives of a workload's pods: pods of one revision that take the place of pods of another. Pure.
 *
 * The first pod of another revision begins a rollout if pods of the former one are there or were a short while ago: what
 * starts anew after a pause, and what never had pods before, replaces nobody.
 */

/** A pod of a workload whose pods have revisions; times in epoch seconds. */
export interface RevisedPod {
  cluster: string;
  namespace: string;
  workload: string;
  /** The label that tells the revision: controllers of different kinds may share a name. */
  revisedBy: string;
  revision: string;
  /** First start of any pod of the workload with this revision. */
  revisionStarted: number;
  started: number;
  ended: number | null;
  /** Whether it passes the filters on pod labels. */
  passes: boolean;
}

export interface Rollout {
  cluster: string;
  namespace: string;
  workload: string;
  revision: string;
  /** The revision had pods before. */
  isRollback: boolean;
  /** Start of the first new pod. */
  started: number;
  /** The later of the last old pod's end and the last new pod's start; null while old pods are there. */
  ended: number | null;
  newPods: number;
  /** Pods that gave way or are to, by revision. */
  replaced: Map<string, number>;
  /** Old pods that are still there. */
  remaining: number;
  /** Another rollout began before this one was over: it ends there. */
  isOvertaken: boolean;
  /** One of the new pods passes the filters. */
  passes: boolean;
}

/** A workload without pods for longer than this starts anew. */
const pauseSeconds = 3600;
/** A pod ended at most this long before its successor starts: volumes are detached and attached meanwhile. */
const handoverSeconds = 600;

/** Rollouts of all workloads, in no particular order. */
export function findRollouts(pods: readonly RevisedPod[]): Rollout[] {
  const workloads = new Map<string, RevisedPod[]>();
  for (const pod of pods) {
    const key = JSON.stringify([pod.cluster, pod.namespace, pod.workload, pod.revisedBy]);
    const known = workloads.get(key);
    if (known === undefined) {
      workloads.set(key, [pod]);
    } else {
      known.push(pod);
    }
  }
  return [...workloads.values()].flatMap(rolloutsOf);
}

/** A rollout begins with this pod. */
interface Turn {
  first: RevisedPod;
  /** Its place among the workload's pods. */
  index: number;
  /** Pods of other revisions that are there, or were within the pause. */
  before: RevisedPod[];
}

function rolloutsOf(pods: readonly RevisedPod[]): Rollout[] {
  const ordered = pods.toSorted((a, b) => a.started - b.started || endOf(a) - endOf(b));
  const turns = turnsOf(ordered);
  return turns.map((turn, index) => {
    const next = turns[index + 1];
    return rolloutOf(turn, next?.first.started ?? Infinity, ordered.slice(turn.index, next?.index));
  });
}

function turnsOf(pods: readonly RevisedPod[]): Turn[] {
  const turns: Turn[] = [];
  let current = pods[0]?.revision;
  let recent: RevisedPod[] = [];
  pods.forEach((pod, index) => {
    if (pod.revision !== current) {
      recent = recent.filter((other) => endOf(other) >= pod.started - pauseSeconds);
      const before = recent.filter(({ revision }) => revision !== pod.revision);
      if (before.length === 0) {
        current = pod.revision;
      } else if (!isStraggler(pod, current, recent)) {
        turns.push({ first: pod, index, before });
        current = pod.revision;
      }
    }
    recent.push(pod);
  });
  return turns;
}

/**
 * While a rollout is under way, a pod of the old revision that is lost comes back with the old revision, and goes before
 * the new pods do. In a rollback it is the other way round.
 * @param recent pods that started before this one.
 */
function isStraggler(pod: RevisedPod, current: string | undefined, recent: readonly RevisedPod[]): boolean {
  const { revision, started } = pod;
  const hasSiblings = recent.some((other) => other.revision === revision && endOf(other) >= started - handoverSeconds);
  const outlives = (other: RevisedPod): boolean => endOf(other) > started && endOf(other) >= endOf(pod);
  return hasSiblings && recent.some((other) => other.revision === current && outlives(other));
}

/**
 * @param next start of the workload's next rollout, or Infinity.
 * @param since the workload's pods from the first new one to the next rollout.
 */
function rolloutOf({ first, before }: Turn, next: number, since: readonly RevisedPod[]): Rollout {
  const { cluster, namespace, workload, revision, started } = first;
  const replaced = [...before.filter((pod) => endOf(pod) > started), ...justEnded(before, started)];
  const old = [...replaced, ...since.filter((pod) => pod.revision !== revision)];
  const oldEnd = latest(old.map(endOf));
  const isOvertaken = next < Infinity && oldEnd > next;
  const candidates = since.filter((pod) => pod.revision === revision);
  const fresh = isOvertaken ? candidates : newPods(candidates, { oldEnd, wanted: replaced.length });
  const ended = latest([oldEnd, ...fresh.map((pod) => pod.started)]);
  const counts = new Map<string, number>();
  replaced.forEach((pod) => counts.set(pod.revision, (counts.get(pod.revision) ?? 0) + 1));
  return {
    ...{ cluster, namespace, workload, revision, started },
    isRollback: first.revisionStarted < started,
    ended: isOvertaken ? next : ended === Infinity ? null : ended,
    newPods: fresh.length,
    replaced: counts,
    remaining: isOvertaken ? 0 : old.filter((pod) => pod.ended === null).length,
    isOvertaken,
    passes: fresh.some((pod) => pod.passes),
  };
}

/** Pods that made room before their successors came; not those that a younger pod of an old revision has replaced. */
function justEnded(before: readonly RevisedPod[], started: number): RevisedPod[] {
  const [alive, ended] = [before.filter((pod) => endOf(pod) > started), before.filter((pod) => endOf(pod) <= started)];
  const lastEnd = alive.length > 0 ? started : latest(ended.map(endOf));
  const successors = alive.filter((pod) => pod.started > lastEnd - 2 * handoverSeconds);
  const recent = ended.filter((pod) => endOf(pod) > lastEnd - handoverSeconds);
  return recent.toReversed().filter((pod) => {
    const successor = successors.findLastIndex((other) => other.started > pod.started);
    if (successor >= 0) {
      successors.splice(successor, 1);
    }
    return successor < 0;
  });
}

/**
 * The pods that belong to the rollout: all that started while old ones were there; after that, as many as are wanting to
 * the number replaced, without a long pause between them. Later ones come from scaling or evictions.
 */
function newPods(
  candidates: readonly RevisedPod[],
  { oldEnd, wanted }: { oldEnd: number; wanted: number }
): RevisedPod[] {
  const fresh: RevisedPod[] = [];
  let last = oldEnd;
  for (const pod of candidates) {
    const isInTime = pod.started <= oldEnd || fresh.length === 0;
    if (!isInTime && (fresh.length >= wanted || pod.started > last + handoverSeconds)) {
      break;
    }
    fresh.push(pod);
    last = Math.max(last, pod.started);
  }
  return fresh;
}

function endOf(pod: RevisedPod): number {
  return pod.ended ?? Infinity;
}

/** Not by Math.max of them all: a call takes about 120,000 arguments. */
function latest(times: readonly number[]): number {
  return times.reduce((most, time) => Math.max(most, time), -Infinity);
}
