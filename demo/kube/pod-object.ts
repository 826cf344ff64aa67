/** A pod of the simulation as the Kubernetes API would show it at a time. */
import type { Pod } from '../cluster/inventory';

/** What the API shows changes with each of these. */
export type PodStage = 'pending' | 'running' | 'terminating' | 'finished' | 'blank';

export type KubernetesObject = Record<string, unknown>;

/** @param stage `blank` is a finished pod whose last event shows no address (kubernetes/kubernetes#125370). */
export function podObject(pod: Pod, stage: PodStage, resourceVersion: number): KubernetesObject {
  const { workload, owner } = pod;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: pod.name,
      namespace: workload.namespace,
      uid: pod.uid,
      resourceVersion: String(resourceVersion),
      creationTimestamp: timestamp(pod.created),
      ...(hasDeletion(pod, stage)
        ? { deletionTimestamp: timestamp(pod.deletionRequested ?? 0), deletionGracePeriodSeconds: 30 }
        : {}),
      ...(workload.labels === undefined && owner.kind === 'Job' ? {} : { labels: labelsOf(pod) }),
      ownerReferences: [
        { apiVersion: apiVersions[owner.kind] ?? 'apps/v1', controller: true, blockOwnerDeletion: true, ...owner },
      ],
    },
    spec: {
      ...(workload.hostNetwork === true ? { hostNetwork: true } : {}),
      nodeName: pod.node.name,
      containers: [{ name: workload.name, image: `registry.example/${workload.namespace}/${workload.name}:1` }],
      restartPolicy: owner.kind === 'Job' ? 'Never' : 'Always',
    },
    status: statusOf(pod, stage),
  };
}

/** RFC 3339 with whole seconds, as metav1.Time is written. */
export function timestamp(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

const apiVersions: Record<string, string> = { Job: 'batch/v1' };

function hasDeletion(pod: Pod, stage: PodStage): boolean {
  return pod.deletionRequested !== null && stage !== 'pending' && stage !== 'running';
}

function labelsOf({ workload, owner }: Pod): Record<string, string> {
  switch (owner.kind) {
    case 'ReplicaSet':
      return { ...workload.labels, 'pod-template-hash': owner.name.slice(workload.name.length + 1) };
    case 'Job':
      return { ...workload.labels, 'batch.kubernetes.io/job-name': owner.name };
    default:
      return { ...workload.labels, 'controller-revision-hash': owner.uid.slice(0, 8) };
  }
}

function statusOf(pod: Pod, stage: PodStage): KubernetesObject {
  if (stage === 'pending') {
    return {
      phase: 'Pending',
      hostIP: pod.node.address,
      startTime: timestamp(pod.startTime),
      conditions: [
        condition('PodReadyToStartContainers', false, pod.startTime),
        condition('Ready', false, pod.startTime),
      ],
    };
  }
  const isOver = stage === 'finished' || stage === 'blank';
  const over = pod.ended ?? pod.ready;
  const status = {
    phase: isOver ? (pod.outcome === 'failed' ? 'Failed' : 'Succeeded') : 'Running',
    ...(isOver && pod.outcome === 'failed'
      ? { reason: 'Evicted', message: 'The node was low on resource: memory.' }
      : {}),
    hostIP: pod.node.address,
    ...(stage === 'blank' ? {} : { podIP: pod.address, podIPs: [{ ip: pod.address }] }),
    startTime: timestamp(pod.startTime),
    conditions: [
      // Turns False when the sandbox goes: the transition of a finished pod is its end, not its start.
      condition('PodReadyToStartContainers', !isOver, isOver ? over : pod.ready),
      condition('Ready', stage === 'running', stage === 'running' ? pod.ready + 2 : over),
    ],
  };
  return { ...status, containerStatuses: [containerStatus(pod, isOver)] };
}

function condition(type: string, isTrue: boolean, at: number): KubernetesObject {
  return { type, status: isTrue ? 'True' : 'False', lastTransitionTime: timestamp(at) };
}

function containerStatus(pod: Pod, isOver: boolean): KubernetesObject {
  const startedAt = timestamp(pod.restarts.at(-1) ?? pod.ready + 1);
  const exitCode = pod.outcome === 'failed' ? 137 : 0;
  return {
    name: pod.workload.name,
    ready: !isOver,
    restartCount: pod.restarts.length,
    state: isOver
      ? { terminated: { exitCode, startedAt, finishedAt: timestamp(pod.ended ?? pod.ready) } }
      : { running: { startedAt } },
  };
}
