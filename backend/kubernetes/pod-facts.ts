/** Trims a Pod object to what its history needs. */
import { normalAddress } from './address';
import { isRecord, recordIn, recordsIn, textIn, type JsonRecord } from './json-record';
import type { ReadingContext } from './reading-context';
import { workloadOf } from './workload';
import { familyOf } from '../history/address-family';
import type { PodSighting } from '../history/sighting';

/** Null if the object has no UID or name, without which no history can be kept of it. */
export function podSighting(pod: JsonRecord, context: ReadingContext): PodSighting | null {
  const metadata = recordIn(pod, 'metadata');
  const spec = recordIn(pod, 'spec');
  const status = recordIn(pod, 'status');
  const uid = textIn(metadata, 'uid');
  const name = textIn(metadata, 'name');
  if (uid === '' || name === '') {
    return null;
  }
  const hostNetwork = spec.hostNetwork === true;
  const addresses = addressesOf(status, 'podIPs', 'podIP');
  const hostAddresses = addressesOf(status, 'hostIPs', 'hostIP');
  // On Fargate the pod is alone on its node and has the node's address: there the address is the pod's.
  const sharedWithNode = !hostNetwork && hostAddresses.some((address) => addresses.includes(address));
  const workload = workloadOf(metadata);
  return {
    uid,
    namespace: context.text(textIn(metadata, 'namespace')),
    pod: name,
    workload: context.text(workload.name),
    workloadKind: context.text(workload.kind),
    node: context.text(textIn(spec, 'nodeName')),
    labels: context.labels(metadata.labels),
    hostNetwork,
    addresses,
    hostAddresses: sharedWithNode ? [] : hostAddresses,
    readyAt: readyAt(status, context),
    startTime: context.secondsOf(status.startTime),
    terminal: isTerminal(status),
    containersEndedAt: containersEndedAt(status, context),
    deletionTimestamp: context.secondsOf(metadata.deletionTimestamp),
  };
}

/** The distinct addresses of a list of objects and of the single member beside it, at most one of a family. */
function addressesOf(status: JsonRecord, list: string, single: string): string[] {
  const addresses: string[] = [];
  const add = (text: string): void => {
    const address = text === '' ? '' : normalAddress(text);
    if (address !== '' && !addresses.some((known) => familyOf(known) === familyOf(address))) {
      addresses.push(address);
    }
  };
  add(textIn(status, single));
  recordsIn(status, list).forEach((entry) => add(textIn(entry, 'ip')));
  return addresses;
}

/** Sandbox and network are ready: kubernetes/website pod-lifecycle, on by default from 1.29. It turns False when the pod ends. */
function readyAt(status: JsonRecord, context: ReadingContext): number | null {
  const condition = recordsIn(status, 'conditions').find((entry) => entry.type === 'PodReadyToStartContainers');
  return condition?.status === 'True' ? context.secondsOf(condition.lastTransitionTime) : null;
}

function isTerminal(status: JsonRecord): boolean {
  return status.phase === 'Succeeded' || status.phase === 'Failed';
}

const containerLists = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'];

/**
 * Init containers count too: as sidecars they end after the main containers. Of a pod that has not failed, a waiting
 * container is yet to run; of one that has (evicted during its start), it never will.
 */
function containersEndedAt(status: JsonRecord, context: ReadingContext): number | null {
  let last: number | null = null;
  for (const list of containerLists) {
    for (const container of recordsIn(status, list)) {
      const state = recordIn(container, 'state');
      if (isRecord(state.running) || (isRecord(state.waiting) && !isTerminal(status))) {
        return null;
      }
      const finishedAt = context.secondsOf(recordIn(state, 'terminated').finishedAt);
      if (finishedAt !== null && (last === null || finishedAt > last)) {
        last = finishedAt;
      }
    }
  }
  return last;
}
