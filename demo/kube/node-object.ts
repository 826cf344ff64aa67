/** A node of the simulation as the Kubernetes API would show it at a time. */
import { region } from '../cluster/blueprint';
import type { Node } from '../cluster/inventory';
import { timestamp, type KubernetesObject } from './pod-object';

/** @param time epoch seconds; the kubelet's last heartbeat was shortly before */
export function nodeObject(node: Node, time: number): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: node.name,
      uid: node.uid,
      creationTimestamp: timestamp(node.created),
      labels: {
        'kubernetes.io/hostname': node.name,
        'node.kubernetes.io/instance-type': 'm5.large',
        'topology.kubernetes.io/region': region,
        'topology.kubernetes.io/zone': node.zone.name,
        'topology.k8s.aws/zone-id': node.zone.id,
      },
    },
    spec: { providerID: `aws:///${node.zone.name}/${node.instance}` },
    status: {
      addresses: [
        { type: 'InternalIP', address: node.address },
        { type: 'Hostname', address: node.name },
      ],
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          lastHeartbeatTime: timestamp(Math.max(node.created, time - 4)),
          lastTransitionTime: timestamp(node.created),
        },
      ],
    },
  };
}
