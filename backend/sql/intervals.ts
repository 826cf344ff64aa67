/** Pod and node history as disjoint segments of time per address: what the flow records are joined with. */
import type { TimeRange } from '../engines/engine';
import type { Dialect } from './dialect';
import { nodeValue, podValue, type EndColumn } from './end-columns';
import { resourceExpressions, type Inventory } from './inventory';
import { bigint, integer } from './literal';
import { ipv4Number, ipv6Padded, joinIpv4, joinIpv6, type SubnetZones } from './subnet-zones';
import { scopedExpression, vpcCondition, vpcOf, type VpcOfCluster } from './vpcs';

/** A record's time may lag its packets by this many seconds (VPC user guide, flow log records: start, end). */
export const recordLagSeconds = 60;

/** What stands for "no end known": later than any record. */
const endOfTime = bigint(253_402_300_800);

/** From this many buckets on they are widened; between them the candidates per record stay few, the table small. */
const mostBuckets = 48;
const hour = 3600;

export interface IntervalOptions {
  range: TimeRange;
  /** Columns that the source end, the target end or a filter needs. */
  columns: EndColumn[];
  dialect: Dialect;
  /** Null if there is none: then the statement has nothing of it. */
  inventory: Inventory | null;
  /** Absent where no two VPCs use the same addresses: then the statement has nothing of them. */
  vpcs?: VpcOfCluster | undefined;
}

/**
 * Common table expressions up to `node_zones(cluster, node, zone, zone_name)`: the zone ID of each node, empty if it is not
 * known. A zone name is mapped to an ID only by the same cluster's own nodes: names differ between accounts.
 */
export const nodeZoneExpressions: readonly string[] = [
  `node_zones AS (SELECT cluster, node, max(CASE WHEN zone_id <> '' THEN zone_id ELSE coalesce(named_id, '') END) AS zone, max(zone_name) AS zone_name
  FROM (SELECT cluster, node, zone_id, zone_name, max(CASE WHEN zone_id <> '' AND zone_name <> '' THEN zone_id END) OVER (PARTITION BY cluster, zone_name) AS named_id
  FROM node_history) n GROUP BY cluster, node)`,
];

/** Width of the buckets that intervals are spread over, in seconds; null if the range is too short for them to pay. */
export function bucketWidth(range: TimeRange): number | null {
  const length = range.to - range.from;
  return length <= 2 * hour ? null : Math.max(1, Math.ceil(length / hour / mostBuckets)) * hour;
}

/**
 * Common table expressions up to `segments(address, valid_from, valid_to, sure_from, sure_to, held_to, zone, zone_address,
 * …columns)`: at most one segment of an address holds at any second. A segment reaches from an owner's start to the next
 * owner's; `held_to` is where the owner's time ends (from there on the address has no known owner), `[sure_from, sure_to)`
 * the part in which nothing speaks for anybody else. `zone_address` is the
 * address where the zone is unknown, `zone_hint` the cluster and zone name if its node has at least that. With `vpcs` all this
 * holds for an address in a VPC, and there are `scope` and `alone` (see vpcs.ts).
 *
 * Overlaps: the later start wins (`lead`), and the seconds for which an earlier owner's known end reaches past the start
 * are not sure. Lag: up to 60 s of the unowned gap after a known end are held, not sure.
 */
export function segmentExpressions({ range, columns, dialect, inventory, vpcs }: IntervalOptions): string[] {
  const from = bigint(range.from);
  const to = bigint(range.to);
  const names = columns.map((column) => `, ${column.name}`).join('');
  const namesOf = (alias: string): string => columns.map((column) => `, ${alias}.${column.name}`).join('');
  const ofPods = columns.map((column) => `, ${podValue(column, dialect)} AS ${column.name}`).join('');
  const ofNodes = columns.map((column) => `, ${nodeValue(column)} AS ${column.name}`).join('');
  // Cluster and zone name of a node whose zone ID is not known: what the flow records show of one such node holds for all.
  const zoneHint = `CASE WHEN coalesce(z.zone, '') = '' AND coalesce(z.zone_name, '') <> '' THEN concat(h.own_cluster, '/', z.zone_name) ELSE '' END AS zone_hint`;
  const [vpc, resourceVpc, vpcName] =
    vpcs === undefined ? ['', '', ''] : [`, ${vpcOf(vpcs, 'cluster')} AS vpc`, ', vpc', ', h.vpc'];
  const [scope, held] = vpcs === undefined ? ['address', 'holdings'] : ['address, scope', 'scoped'];
  const alive = `started < ${to} AND (ended IS NULL OR ended + ${recordLagSeconds} > ${from})`;
  const needsLabels = columns.some((column) => column.dimension.startsWith('label:'));
  return [
    ...nodeZoneExpressions,
    // Several day folders repeat an interval: one row a pod and address, with the newest sighting's texts.
    `pods AS (SELECT cluster, uid, address, min(started) AS started, min(ended) AS ended, max_by(namespace, last_seen) AS namespace,
  max_by(workload, last_seen) AS workload, max_by(pod, last_seen) AS pod, max_by(node, last_seen) AS node${
    needsLabels ? ', max_by(labels, last_seen) AS labels' : ''
  }
  FROM pod_history WHERE ${alive} GROUP BY cluster, uid, address)`,
    `nodes AS (SELECT cluster, node, address, min(started) AS started, CASE WHEN count(ended) = count(*) THEN max(ended) END AS ended
  FROM node_history WHERE address <> '' AND ${alive} GROUP BY cluster, node, address)`,
    ...(inventory === null
      ? [
          `holdings AS (SELECT h.address, h.started, h.ended, h.uid, h.own_cluster, h.own_node, coalesce(z.zone, '') AS zone, ${zoneHint}${vpcName}${namesOf('h')} FROM (
  SELECT cluster AS own_cluster, node AS own_node, address, started, ended, uid${vpc}${ofPods} FROM pods
  UNION ALL SELECT cluster, node, address, started, ended, '' AS uid${vpc}${ofNodes} FROM nodes) h
  LEFT JOIN node_zones z ON z.cluster = h.own_cluster AND z.node = h.own_node)`,
        ]
      : [
          ...resourceExpressions({ range, columns, endOfTime, lagSeconds: recordLagSeconds, vpcs }),
          `known AS (SELECT h.address, h.started, h.ended, h.uid, h.own_cluster, h.own_node, coalesce(nullif(z.zone, ''), h.own_zone) AS zone, ${zoneHint}${vpcName}${namesOf('h')} FROM (
  SELECT cluster AS own_cluster, node AS own_node, address, started, ended, uid, '' AS own_zone${vpc}${ofPods} FROM pods
  UNION ALL SELECT cluster, node, address, started, ended, '' AS uid, '' AS own_zone${vpc}${ofNodes} FROM nodes
  UNION ALL SELECT own_cluster, '' AS node, address, started, ended, interface_id, own_zone${resourceVpc}${names} FROM resources) h
  LEFT JOIN node_zones z ON z.cluster = h.own_cluster AND z.node = h.own_node)`,
          holdingsBySubnet(inventory.zones, `${resourceVpc}${names}`, dialect),
        ]),
    ...(vpcs === undefined ? [] : [scopedExpression]),
    // The order is total: an engine that computes this twice must come to the same both times.
    `ordered AS (SELECT *, lead(started) OVER (PARTITION BY ${scope} ORDER BY started, uid, own_cluster, own_node) AS next_started,
  row_number() OVER (PARTITION BY ${scope} ORDER BY started, uid, own_cluster, own_node) AS turn,
  max(ended) OVER (PARTITION BY ${scope} ORDER BY started, uid, own_cluster, own_node ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier_ended,
  max(zone) OVER (PARTITION BY ${scope}) AS address_zone, max(zone_hint) OVER (PARTITION BY ${scope}) AS address_hint FROM ${held})`,
    `bounded AS (SELECT *, greatest(started, least(coalesce(ended, ${endOfTime}), coalesce(next_started, ${endOfTime}))) AS sure_to,
  greatest(started, least(coalesce(ended + ${recordLagSeconds}, ${endOfTime}), coalesce(next_started, ${endOfTime}))) AS held_to FROM ordered)`,
    // The time before an address's first owner is a segment that nobody holds: part 0.
    `parts AS (SELECT b.*, p.part, CASE WHEN p.part = 0 THEN ${from} ELSE b.started END AS valid_from,
  CASE WHEN p.part = 0 THEN b.started ELSE coalesce(b.next_started, ${to}) END AS valid_to
  FROM bounded b CROSS JOIN UNNEST(CASE WHEN b.turn = 1 THEN ARRAY[0, 1] ELSE ARRAY[1] END) AS p (part))`,
    `segments AS (SELECT s.spelling AS address, valid_from, valid_to, CASE WHEN part = 0 THEN started ELSE greatest(started, coalesce(earlier_ended, started)) END AS sure_from,
  CASE WHEN part = 0 THEN started ELSE sure_to END AS sure_to, CASE WHEN part = 0 THEN ${from} ELSE held_to END AS held_to,
  zone, CASE WHEN zone = '' THEN address ELSE '' END AS zone_address,
  zone_hint, address_zone, CASE WHEN address_zone = '' THEN address ELSE '' END AS gap_address,
  CASE WHEN address_zone = '' THEN address_hint ELSE '' END AS gap_hint${vpcs === undefined ? '' : ', scope, alone'}${names}
  FROM parts CROSS JOIN UNNEST(${dialect.addressSpellings('address')}) AS s (spelling)
  WHERE valid_from < valid_to AND valid_from < ${to} AND valid_to > ${from})`,
  ];
}

/** `holdings` from `known`: where nothing else tells the zone, the subnet does that holds the address. */
function holdingsBySubnet(zones: SubnetZones, names: string, dialect: Dialect): string {
  const joins = [
    ...(zones.ipv4.length === 0 ? [] : [joinIpv4(zones, 'k.ipv4', 'v4')]),
    ...(zones.ipv6.length === 0 ? [] : [joinIpv6(zones, 'k.ipv6', 'v6')]),
  ];
  if (joins.length === 0) {
    return 'holdings AS (SELECT * FROM known)';
  }
  const told = [
    ...(zones.ipv4.length === 0 ? [] : ['v4.zone']),
    ...(zones.ipv6.length === 0 ? [] : ['v6.zone']),
    `''`,
  ].join(', ');
  const zone = `CASE WHEN k.zone <> '' THEN k.zone ELSE coalesce(${told}) END`;
  return `holdings AS (SELECT address, started, ended, uid, own_cluster, own_node, ${zone} AS zone,
  CASE WHEN ${zone} = '' THEN zone_hint ELSE '' END AS zone_hint${names} FROM (
  SELECT *, CASE WHEN zone = '' THEN ${ipv4Number('address')} END AS ipv4, CASE WHEN zone = '' THEN ${ipv6Padded('address', dialect)} END AS ipv6 FROM known) k
  ${joins.join('\n  ')})`;
}

/** Narrow numbers keep the hash table of the join small; seconds of a range of 68 years or more do not fit into 32 bits. */
export function secondsType(range: TimeRange): 'integer' | 'bigint' {
  return range.to - range.from < 2 ** 31 - 2 ? 'integer' : 'bigint';
}

/**
 * `spread(…)`: the segments (`g` of the FROM clause given) with keys, one row for each bucket a segment touches; without
 * buckets just the segments. Times are seconds since the start of the range, clipped to it.
 */
export function spreadExpression(range: TimeRange, keys: string, from: string): string {
  const width = bucketWidth(range);
  const length = range.to - range.from;
  const relative = (column: string): string =>
    `CAST(least(greatest(g.${column} - ${bigint(range.from)}, 0), ${integer(length)}) AS ${secondsType(range)}) AS ${column}`;
  const times = ['valid_from', 'valid_to', 'sure_from', 'sure_to', 'held_to'].map(relative).join(', ');
  const columns = `g.address, ${times}, ${keys}`;
  if (width === null) {
    return `spread AS (SELECT ${columns} FROM ${from})`;
  }
  const buckets: string[] = [];
  for (let start = 0; start < length; start += width) {
    buckets.push(`(CAST(${integer(start)} AS ${secondsType(range)}))`);
  }
  return `spread AS (SELECT ${columns}, b.bucket FROM ${from}
  JOIN (VALUES ${buckets.join(', ')}) AS b (bucket)
  ON b.bucket + ${bigint(range.from)} < g.valid_to AND b.bucket + ${bigint(range.from + width)} > g.valid_from)`;
}

const addressOf = { source: 'pkt_srcaddr', target: 'pkt_dstaddr' } as const;

/** Condition that a record `f` (whose `second` counts from the start of the range) falls into segment `alias` with this end. */
export function segmentCondition(
  { range, vpcs }: Pick<IntervalOptions, 'range' | 'vpcs'>,
  side: 'source' | 'target',
  alias: string
): string {
  const width = bucketWidth(range);
  const bucket = width === null ? '' : ` AND ${alias}.bucket = f.second - f.second % ${integer(width)}`;
  const inVpc = vpcs === undefined ? '' : vpcCondition(side, alias);
  return `${alias}.address = f.${addressOf[side]}${bucket} AND f.second >= ${alias}.valid_from AND f.second < ${alias}.valid_to${inVpc}`;
}
