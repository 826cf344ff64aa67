/** Trims a Node object to what its history needs. */
import { normalAddress } from './address';
import { recordIn, recordsIn, textIn, type JsonRecord } from './json-record';
import type { ReadingContext } from './reading-context';
import type { NodeSighting } from '../history/sighting';

/** Null if the object has no UID or name, without which no history can be kept of it. */
export function nodeSighting(node: JsonRecord, context: ReadingContext): NodeSighting | null {
  const metadata = recordIn(node, 'metadata');
  const labels = recordIn(metadata, 'labels');
  const uid = textIn(metadata, 'uid');
  const name = textIn(metadata, 'name');
  if (uid === '' || name === '') {
    return null;
  }
  const provider = providerOf(textIn(recordIn(node, 'spec'), 'providerID'));
  return {
    uid,
    node: context.text(name),
    addresses: isFargate(labels) ? [] : internalAddresses(recordIn(node, 'status')),
    zoneId: context.text(textIn(labels, 'topology.k8s.aws/zone-id')),
    zoneName: context.text(
      textIn(labels, 'topology.kubernetes.io/zone') ||
        textIn(labels, 'failure-domain.beta.kubernetes.io/zone') ||
        provider.zoneName
    ),
    region: context.text(
      textIn(labels, 'topology.kubernetes.io/region') || textIn(labels, 'failure-domain.beta.kubernetes.io/region')
    ),
    instanceId: provider.instanceId,
    createdAt: context.secondsOf(metadata.creationTimestamp),
    deletionTimestamp: context.secondsOf(metadata.deletionTimestamp),
  };
}

/** A Fargate node's address is its only pod's; as the node's it would compete with the pod for the same traffic. */
function isFargate(labels: JsonRecord): boolean {
  return labels['eks.amazonaws.com/compute-type'] === 'fargate';
}

/** Not ExternalIP: flow logs of the VPC show the private address. */
function internalAddresses(status: JsonRecord): string[] {
  const addresses = recordsIn(status, 'addresses')
    .filter((entry) => entry.type === 'InternalIP')
    .map((entry) => normalAddress(textIn(entry, 'address')))
    .filter((address) => address !== '');
  return [...new Set(addresses)];
}

/** `aws:///us-east-1a/i-0123456789abcdef0` (cloud-provider-aws); Fargate has further path elements and no instance. */
function providerOf(providerId: string): { zoneName: string; instanceId: string } {
  const match = /^aws:\/\/\/([a-z0-9-]+)\/(?:.*\/)?(i-[0-9a-f]+)?[^/]*$/.exec(providerId);
  return { zoneName: match?.[1] ?? '', instanceId: match?.[2] ?? '' };
}
