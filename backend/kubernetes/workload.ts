/** Names the controller a person would name for a pod, from its owner references and labels. */
import { recordIn, recordsIn, textIn, type JsonRecord } from './json-record';

export interface Workload {
  name: string;
  kind: string;
}

/**
 * Deployment through its ReplicaSet, CronJob through its Job, any other controller by its own name; a bare pod by its
 * own name, a static pod by its name without the node's, so that all nodes' copies are one workload.
 */
export function workloadOf(metadata: JsonRecord): Workload {
  const podName = textIn(metadata, 'name');
  const owner = recordsIn(metadata, 'ownerReferences').find((reference) => reference.controller === true);
  if (!owner) {
    return { name: podName, kind: 'Pod' };
  }
  const kind = textIn(owner, 'kind');
  const name = textIn(owner, 'name');
  switch (kind) {
    case 'ReplicaSet':
      return ofReplicaSet(name, recordIn(metadata, 'labels'));
    case 'Job':
      return ofJob(name);
    case 'Node':
      return { name: withoutSuffix(podName, name) ?? podName, kind: 'Pod' };
    default:
      return { name: name || podName, kind: kind || 'Pod' };
  }
}

function ofReplicaSet(name: string, labels: JsonRecord): Workload {
  const deployment = withoutSuffix(name, textIn(labels, 'pod-template-hash'));
  if (deployment !== null) {
    return { name: deployment, kind: 'Deployment' };
  }
  const rollout = withoutSuffix(name, textIn(labels, 'rollouts-pod-template-hash'));
  if (rollout !== null) {
    return { name: rollout, kind: 'Rollout' };
  }
  const guessed = hashSuffix.exec(name)?.[1];
  return guessed === undefined ? { name, kind: 'ReplicaSet' } : { name: guessed, kind: 'Deployment' };
}

/** A CronJob names its Jobs by the scheduled time: minutes since the epoch (8 digits), before 1.21 seconds (10 digits). */
function ofJob(name: string): Workload {
  const cronJob = /^(.+)-\d{8,}$/.exec(name)?.[1];
  return cronJob === undefined ? { name, kind: 'Job' } : { name: cronJob, kind: 'CronJob' };
}

// apimachinery's rand.SafeEncodeString: no vowels, no 0, 1 or 3, so that no words appear. A 32-bit hash has 8 to 10 digits.
const hashSuffix = /^(.+)-[bcdfghjklmnpqrstvwxz2456789]{8,10}$/;

function withoutSuffix(name: string, suffix: string): string | null {
  return suffix !== '' && name.endsWith(`-${suffix}`) && name.length > suffix.length + 1
    ? name.slice(0, -suffix.length - 1)
    : null;
}
