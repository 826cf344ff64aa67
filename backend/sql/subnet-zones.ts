/** Subnets as stretches of addresses that lie in one zone each: what tells the zone of an address nobody tells it of. Pure. */
import { bigint, integer, text } from './literal';
import type { Dialect } from './dialect';
import type { ResultColumns, TimeRange } from '../engines/engine';

/** Stretches that share no address, in order; both ends belong to them. */
export interface SubnetZones {
  /** Addresses as whole numbers. */
  ipv4: ReadonlyArray<{ first: number; last: number; zone: string }>;
  /** Addresses as eight groups of four digits. */
  ipv6: ReadonlyArray<{ first: string; last: string; zone: string }>;
}

export const noSubnetZones: SubnetZones = { ipv4: [], ipv6: [] };

/** So many stretches fit into a statement with ease (Athena takes 262,144 bytes); a region of hundreds of VPCs has as many. */
export const mostStretches = 2000;

/** A statement for the subnets (`cidr`, `zone_id`) that were not gone before the range. */
export function subnetsStatement(range: TimeRange): string {
  return `SELECT cidr, zone_id FROM (SELECT subnet_id, cidr, max(zone_id) AS zone_id, max(last_seen) AS last_seen, min(ended) AS ended
FROM subnet_history GROUP BY subnet_id, cidr) s
WHERE zone_id <> '' AND (ended IS NULL OR ended <= last_seen OR ended > ${bigint(range.from)}) ORDER BY cidr, zone_id`;
}

/** The rows of subnetsStatement as stretches. */
export function subnetZonesOf({ columns }: ResultColumns): SubnetZones {
  const cidrs = columns.get('cidr') ?? [];
  const zones = columns.get('zone_id') ?? [];
  return subnetZones(cidrs.map((cidr, row) => ({ cidr: String(cidr), zone: String(zones[row] ?? '') })));
}

/**
 * Networks that are not connected may use the same addresses. Where subnets overlap that lie in different zones, no zone is
 * told: nothing says which of them an address is of.
 */
export function subnetZones(subnets: ReadonlyArray<{ cidr: string; zone: string }>): SubnetZones {
  const blocks = subnets.flatMap(({ cidr, zone }): Block[] => {
    const block = parseCidr(cidr);
    return block === null || zone === '' ? [] : [{ ...block, zone }];
  });
  const ofFamily = (family: 4 | 6): Stretch[] => stretches(blocks.filter((block) => block.family === family));
  return {
    ipv4: ofFamily(4).map(({ first, last, zone }) => ({ first: Number(first), last: Number(last), zone })),
    ipv6: ofFamily(6).map(({ first, last, zone }) => ({ first: groupsText(first), last: groupsText(last), zone })),
  };
}

/** An IPv4 address (SQL) as a whole number, or NULL. */
export function ipv4Number(address: string): string {
  const parts = [16_777_216, 65_536, 256, 1].map(
    (weight, index) => `TRY_CAST(split_part(${address}, '.', ${index + 1}) AS bigint) * ${weight}`
  );
  return `(${parts.join(' + ')})`;
}

/** The whole number (SQL) as an IPv4 address. */
export function ipv4Text(number: string): string {
  // A division without a rest is the same where `/` makes whole numbers and where it makes fractions.
  const part = (whole: number, weight: number): string =>
    `CAST(CAST((${number} % ${integer(whole)} - ${number} % ${integer(weight)}) / ${integer(weight)} AS bigint) AS varchar)`;
  const parts = [part(2 ** 32, 2 ** 24), part(2 ** 24, 2 ** 16), part(2 ** 16, 2 ** 8), part(2 ** 8, 1)];
  return `concat(${parts.join(`, '.', `)})`;
}

/** A join with the stretch that holds the IPv4 address whose number is given (SQL), as `alias(first_one, last_one, zone)`. */
export function joinIpv4({ ipv4 }: SubnetZones, number: string, alias: string): string {
  const rows = ipv4.map(({ first, last, zone }) => `(${integer(first)}, ${integer(last)}, ${text(zone)})`);
  return joinRows(rows, number, alias);
}

/** The same for IPv6. */
export function joinIpv6({ ipv6 }: SubnetZones, padded: string, alias: string): string {
  return joinRows(
    ipv6.map(({ first, last, zone }) => `(${text(first)}, ${text(last)}, ${text(zone)})`),
    padded,
    alias
  );
}

/** Eight groups of four digits if the address (SQL) is of IPv6, else NULL. */
export function ipv6Padded(address: string, dialect: Dialect): string {
  return `CASE WHEN strpos(${address}, ':') > 0 THEN ${dialect.paddedAddress(address)} END`;
}

function joinRows(rows: readonly string[], value: string, alias: string): string {
  return `LEFT JOIN (VALUES ${rows.join(', ')}) AS ${alias} (first_one, last_one, zone) ON ${value} >= ${alias}.first_one AND ${value} <= ${alias}.last_one`;
}

interface Stretch {
  first: bigint;
  last: bigint;
  zone: string;
}

interface Block extends Stretch {
  family: 4 | 6;
}

function stretches(blocks: readonly Block[]): Stretch[] {
  const bounds = [...new Set(blocks.flatMap(({ first, last }) => [first, last + 1n]))].sort((left, right) =>
    left < right ? -1 : 1
  );
  const ordered = [...blocks].sort((left, right) => (left.first < right.first ? -1 : 1));
  const found: Stretch[] = [];
  let open: Block[] = [];
  let next = 0;
  for (const [index, first] of bounds.entries()) {
    const after = bounds[index + 1];
    open = open.filter(({ last }) => last >= first);
    for (let block = ordered[next]; block !== undefined && block.first <= first; block = ordered[++next]) {
      open.push(block);
    }
    const [zone, ...others] = new Set(open.map((block) => block.zone));
    if (after === undefined || zone === undefined || others.length > 0) {
      continue;
    }
    const former = found.at(-1);
    if (former !== undefined && former.zone === zone && former.last + 1n === first) {
      former.last = after - 1n;
    } else {
      found.push({ first, last: after - 1n, zone });
    }
  }
  return found;
}

/** Null for what is no block: it tells no zone. */
function parseCidr(cidr: string): Omit<Block, 'zone'> | null {
  const [address = '', length = ''] = cidr.split('/');
  const family = address.includes(':') ? 6 : 4;
  const whole = family === 6 ? 128 : 32;
  const first = family === 6 ? ipv6Value(address) : ipv4Value(address);
  if (first === null || !/^\d{1,3}$/.test(length) || Number(length) > whole) {
    return null;
  }
  const size = 1n << BigInt(whole - Number(length));
  const start = first - (first % size);
  return { family, first: start, last: start + size - 1n };
}

function ipv4Value(address: string): bigint | null {
  const parts = address.split('.').map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : 256));
  return parts.length !== 4 || parts.some((part) => part > 255)
    ? null
    : parts.reduce((value, part) => value * 256n + BigInt(part), 0n);
}

function ipv6Value(address: string): bigint | null {
  const [head = '', tail, ...more] = address.split('::');
  const groupsOf = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const [left, right] = [groupsOf(head), groupsOf(tail ?? '')];
  const zeros = 8 - left.length - right.length;
  const groups = tail === undefined ? left : [...left, ...Array<string>(Math.max(0, zeros)).fill('0'), ...right];
  return more.length > 0 || groups.length !== 8 || groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))
    ? null
    : groups.reduce((value, group) => value * 65_536n + BigInt(`0x${group}`), 0n);
}

function groupsText(value: bigint): string {
  const digits = value.toString(16).padStart(32, '0');
  return digits.match(/.{4}/g)?.join(':') ?? '';
}
