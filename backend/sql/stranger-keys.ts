/** Keys of addresses inside the network that history never knew: what an exchange says of an end without an owner. */
import type { ExchangeOptions } from './exchanges';
import { integer } from './literal';
import { ipv4Number, ipv4Text } from './subnet-zones';

/**
 * Whether subnets can tell the zone of an address of IPv4 that history never knew. Then its key is its number, from which the
 * subnet is found without another look at the records; others keep the hash, which is hardly ever as small.
 */
export function asksSubnets({ inventory }: ExchangeOptions): boolean {
  return inventory !== null && inventory.zones.ipv4.length > 0;
}

/** The key of an address inside the network that history never knew is -1 minus this. */
export function strangerKey(options: ExchangeOptions, address: string): string {
  const hash = options.dialect.addressKey(address);
  return asksSubnets(options) ? `coalesce(${ipv4Number(address)}, ${hash})` : hash;
}

/** The key by which flow records show the zone of an address, from that of strangerKey. */
export function evidenceKey(options: ExchangeOptions, key: string): string {
  const ofNumber = (): string => options.dialect.addressKey(ipv4Text(key));
  return asksSubnets(options) ? `CASE WHEN ${key} < ${integer(2 ** 32)} THEN ${ofNumber()} ELSE ${key} END` : key;
}
