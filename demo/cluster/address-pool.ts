/** Pod addresses of a node, as the VPC CNI hands them out: secondary addresses of the node's interfaces, reused after a cool-down. */
import type { NetworkInterface } from './inventory';

/** The CNI's cool-down is 30 s (IP_COOLDOWN_PERIOD of amazon-vpc-cni-k8s), so the next owner comes after it. */
export const reuseAfterSeconds = 31;

export interface AddressPool {
  /** An address whose last owner ended at least `reuseAfterSeconds` ago; undefined if the node is full. */
  take(now: number): { address: string; networkInterface: NetworkInterface } | undefined;
  /** @param at epoch seconds, may lie in the future. */
  release(address: string, at: number): void;
  readonly used: number;
}

interface Slot {
  address: string;
  networkInterface: NetworkInterface;
  taken: boolean;
  freeFrom: number;
}

export function createAddressPool(
  addresses: ReadonlyArray<{ address: string; networkInterface: NetworkInterface }>
): AddressPool {
  const slots = addresses.map((slot): Slot => ({ ...slot, taken: false, freeFrom: -Infinity }));
  return {
    take: (now) => {
      const slot = slots.find((candidate) => !candidate.taken && candidate.freeFrom <= now);
      if (slot !== undefined) {
        slot.taken = true;
      }
      return slot;
    },
    release: (address, at) => {
      const slot = slots.find((candidate) => candidate.address === address);
      if (slot !== undefined) {
        slot.taken = false;
        slot.freeFrom = at + reuseAfterSeconds;
      }
    },
    get used() {
      return slots.filter((slot) => slot.taken).length;
    },
  };
}
