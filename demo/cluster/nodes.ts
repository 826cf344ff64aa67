/** Nodes of the demo cluster: m5.large-like instances with two interfaces each. */
import { createAddressPool, type AddressPool } from './address-pool';
import type { ZoneBlueprint } from './blueprint';
import type { NetworkInterface, Node } from './inventory';
import type { Randomness } from './randomness';

/** Few addresses a node, so that they are reused often within the window. */
const secondaryAddresses = [7, 5];
const addressesPerNode = 20;

export interface ManagedNode {
  node: Node;
  pool: AddressPool;
  /** False from the moment the node is cordoned. */
  schedulable: boolean;
}

/** @param ordinal the node's number within its zone: decides its addresses. */
export function createNode(zone: ZoneBlueprint, ordinal: number, created: number, randomness: Randomness): ManagedNode {
  const instance = `i-0${randomness.hex(16)}`;
  let host = 10 + ordinal * addressesPerNode;
  const pods: Array<{ address: string; networkInterface: NetworkInterface }> = [];
  const interfaces = secondaryAddresses.map((count) => {
    const primary = `${zone.prefix}.${host++}`;
    const networkInterface = { id: `eni-0${randomness.hex(16)}`, primary, zone, instance };
    for (let i = 0; i < count; i++) {
      pods.push({ address: `${zone.prefix}.${host++}`, networkInterface });
    }
    return networkInterface;
  });
  const address = interfaces[0]?.primary ?? '';
  return {
    node: {
      name: `ip-${address.replaceAll('.', '-')}.ec2.internal`,
      uid: randomness.uuid(),
      zone,
      instance,
      address,
      interfaces,
      created,
      deleted: null,
    },
    pool: createAddressPool(pods),
    schedulable: true,
  };
}
