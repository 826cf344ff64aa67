/** The join itself: flow records to exchanges between small integer keys, then keys to the ends they stand for. */
import type { FlowField } from '../flows/fields';
import type { RolledPart, TimeRange } from '../engines/engine';
import type { Dialect } from './dialect';
import { unknownValue, type EndColumn } from './end-columns';
import { insideAddress } from './inside-address';
import { secondsType, segmentCondition, segmentExpressions, spreadExpression } from './intervals';
import type { Inventory } from './inventory';
import { bigint, integer } from './literal';
import { rolledExpressions } from './rolled-exchanges';
import { seenExpressions } from './shown-zones';
import { asksSubnets, strangerKey } from './stranger-keys';
import type { VpcOfCluster } from './vpcs';
import { withinAny } from './within';

/** Which fields the flow logs have: in every object, in some, or in none. */
export interface FieldPresence {
  has(field: FlowField): boolean;
  /** True if some object lacks the field: its records have NULL there and must not be dropped for it. */
  lackedBySome(field: FlowField): boolean;
}

export interface ExchangeOptions {
  range: TimeRange;
  dialect: Dialect;
  fields: FieldPresence;
  /** Columns each end is told apart by: what the answer groups by and what filters read. */
  sourceColumns: EndColumn[];
  targetColumns: EndColumn[];
  /** Conditions over the columns of a source (target) segment; records without such an end cannot be in the answer. */
  sourceOnly: string | null;
  targetOnly: string | null;
  /** Networks outside the private ranges that belong to the cluster. */
  networks: readonly string[];
  /** AWS resources and subnets; null if none are known. */
  inventory: Inventory | null;
  /** Where VPCs use the same addresses; a rollup does not know them. */
  vpcs?: VpcOfCluster | undefined;
  /** Width of time-series buckets in seconds; null for one sum over the range. */
  bucketSeconds: number | null;
  /** What a rollup answers in place of records; absent for none. */
  rolled?: RolledPart | undefined;
}

/** Conditions that make a record count: sent, accepted, complete, in one of the ranges. Count once: egress only (design rule 2). */
export function countedRecord(ranges: readonly TimeRange[], fields: FieldPresence): string {
  const equals = (field: FlowField, value: string): string[] => {
    if (!fields.has(field)) {
      return [];
    }
    return fields.lackedBySome(field)
      ? [`(f.${field} = '${value}' OR f.${field} IS NULL)`]
      : [`f.${field} = '${value}'`];
  };
  // Only egress records have a path (VPC user guide, flow log records: traffic-path).
  const sent = !fields.has('flow_direction') && fields.has('traffic_path') && !fields.lackedBySome('traffic_path');
  return [
    ...(sent ? ['f.traffic_path IS NOT NULL'] : equals('flow_direction', 'egress')),
    ...equals('action', 'ACCEPT'),
    ...equals('log_status', 'OK'),
    // Without a status, rows of windows without traffic show only by having no bytes.
    ...(fields.has('log_status') && !fields.lackedBySome('log_status') ? [] : ['f.bytes IS NOT NULL']),
    withinAny('f."start"', ranges),
  ].join(' AND ');
}

/**
 * Common table expressions up to `source_ends` and `target_ends` (key, owner, zone, …columns) and `exchanged` (source,
 * target, [bucket], bytes, packets, flows, unsure), whose source and target are such keys. Keys above 0 are groups of
 * owners, or of gaps between owners, by zone; below 0 inside addresses that history never knew; 0 all outside the network.
 * `owner` is 2 for pods and nodes, 1 for unattributed, 0 for external ends; `unsure` the bytes on clipped overlaps or lag.
 */
export function exchangeExpressions(options: ExchangeOptions): string[] {
  const { range, dialect, inventory, vpcs, rolled, sourceColumns, targetColumns } = options;
  const columns = [...new Map([...sourceColumns, ...targetColumns].map((column) => [column.name, column])).values()];
  const sameGroups = sameEnds(sourceColumns, targetColumns);
  const targetGroups = sameGroups ? 'source_groups' : 'target_groups';
  return [
    ...segmentExpressions({ range, columns, dialect, inventory, vpcs }),
    groups('source_groups', sourceColumns),
    ...(sameGroups ? [] : [groups('target_groups', targetColumns)]),
    ...spreadExpressions(options, sameGroups),
    ...(rolled === undefined
      ? joinExpressions(options)
      : [...joinExpressions(options, 'recorded'), ...rolledExpressions(options, rolled, targetGroups)]),
    ...seenExpressions(options, targetGroups),
    ends('source', 'source_groups', sourceColumns, options),
    ends('target', targetGroups, targetColumns, options),
  ];
}

/** `counted`, the records that count, and `exchanged` (or by another name), them joined with `spread` at both ends and summed up. */
export function joinExpressions(options: ExchangeOptions, name = 'exchanged'): string[] {
  const { range, fields } = options;
  const bucket =
    options.bucketSeconds === null
      ? ''
      : `, f.second + ${bigint(range.from)} - (f.second + ${bigint(range.from)}) % ${integer(options.bucketSeconds)} AS bucket`;
  const key = (alias: string, side: string, address: string): string =>
    `CASE WHEN f.second < ${alias}.held_to THEN ${alias}.${side}_key WHEN ${alias}.held_to IS NOT NULL THEN ${alias}.${side}_gap
    WHEN ${insideAddress(`f.${address}`, options.networks)} THEN -1 - ${strangerKey(options, `f.${address}`)} ELSE 0 END`;
  const unsure = ['s', 't']
    .map((alias) => `f.second < ${alias}.sure_from OR f.second >= ${alias}.sure_to`)
    .join(' OR ');
  return [
    // Sums of whole numbers in double are exact below 2^53 (9 PB), the browser's own limit; engines sum bigint in 128 bits.
    `counted AS (SELECT f.pkt_srcaddr, f.pkt_dstaddr${options.vpcs === undefined ? '' : ', f.vpc_id'}, CAST(f."start" - ${bigint(range.from)} AS ${secondsType(range)}) AS second,
  CAST(f.bytes AS double) AS bytes, CAST(f.packets AS double) AS packets FROM flow_records f WHERE ${countedRecord(options.rolled?.records ?? [range], fields)})`,
    `${name} AS (SELECT ${key('s', 'source', 'pkt_srcaddr')} AS source, ${key('t', 'target', 'pkt_dstaddr')} AS target${bucket},
  sum(f.bytes) AS bytes, sum(f.packets) AS packets, count(*) AS flows, sum(CASE WHEN ${unsure} THEN f.bytes ELSE 0 END) AS unsure
  FROM counted f ${recordJoins(options)} GROUP BY ${options.bucketSeconds === null ? '1, 2' : '1, 2, 3'})`,
  ];
}

/** A small integer for each distinct owner group and each distinct gap group, so that no text goes through the big join. */
function groups(name: string, columns: EndColumn[]): string {
  const names = columns.map((column) => `, ${column.name}`).join('');
  const unknown = columns.map((column) => `, ${unknownValue(column, 'unattributed')} AS ${column.name}`).join('');
  return `${name} AS (SELECT row_number() OVER (ORDER BY owner, zone, zone_address, zone_hint${names}) AS key, x.* FROM (
  SELECT DISTINCT 2 AS owner, zone, zone_address, zone_hint${names} FROM segments
  UNION SELECT DISTINCT 1, address_zone, gap_address, gap_hint${unknown} FROM segments) x)`;
}

/** `spread` with the keys of each side, and the parts of it that a filtered side is restricted to. */
function spreadExpressions(options: ExchangeOptions, sameGroups: boolean): string[] {
  const { range, rolled, sourceColumns, targetColumns } = options;
  const owner = (alias: string, of: EndColumn[]): string =>
    [
      `${alias}.owner = 2`,
      ...['zone', 'zone_address', 'zone_hint', ...of.map((column) => column.name)].map(
        (name) => `${alias}.${name} = g.${name}`
      ),
    ].join(' AND ');
  const gap = (alias: string): string =>
    `${alias}.owner = 1 AND ${alias}.zone = g.address_zone AND ${alias}.zone_address = g.gap_address AND ${alias}.zone_hint = g.gap_hint`;
  const [target, targetGap] = sameGroups ? ['sk', 'sg'] : ['tk', 'tg'];
  const keys = `sk.key AS source_key, sg.key AS source_gap, ${target}.key AS target_key, ${targetGap}.key AS target_gap${sideFlags(options)}${vpcKeys(options)}`;
  const joins = [
    `JOIN source_groups sk ON ${owner('sk', sourceColumns)} JOIN source_groups sg ON ${gap('sg')}`,
    ...(sameGroups
      ? []
      : [`JOIN target_groups tk ON ${owner('tk', targetColumns)} JOIN target_groups tg ON ${gap('tg')}`]),
  ];
  // Only the segments of the time that is read from records; all of them without a rollup.
  const segments = rolled === undefined ? 'segments' : `(SELECT * FROM segments WHERE ${touchesAny(rolled.records)})`;
  return [spreadExpression(range, keys, `${segments} g ${joins.join(' ')}`), ...restrictedSides(options)];
}

/** Condition on segments: those of the time that is read from records. */
export function touchesAny(ranges: readonly TimeRange[]): string {
  const touches = ranges.map(({ from, to }) => `(valid_from < ${integer(to)} AND valid_to > ${integer(from)})`);
  return touches.length === 0 ? 'false' : touches.join(' OR ');
}

/** The parts of `spread` that a filtered side is restricted to. */
export function restrictedSides({ sourceOnly, targetOnly }: ExchangeOptions): string[] {
  return [
    ...(sourceOnly === null ? [] : ['as_source AS (SELECT * FROM spread WHERE as_source = 1)']),
    ...(targetOnly === null || sourceOnly !== null ? [] : ['as_target AS (SELECT * FROM spread WHERE as_target = 1)']),
  ];
}

/** What tells apart by VPC, as columns of `spread` from `g`. */
export function vpcKeys({ vpcs }: ExchangeOptions): string {
  return vpcs === undefined ? '' : ', g.scope, g.alone';
}

/** A flag for each filtered side, as columns of `spread`, whose condition is on columns of `g`. */
export function sideFlags({ sourceOnly, targetOnly }: ExchangeOptions): string {
  const flag = (condition: string | null, as: string): string =>
    condition === null ? '' : `, CASE WHEN ${condition} THEN 1 ELSE 0 END AS ${as}`;
  return `${flag(sourceOnly, 'as_source')}${flag(targetOnly, 'as_target')}`;
}

/** Both joins stay LEFT unless a side is filtered: two INNER joins on one bucket let optimisers join intervals with intervals. */
function recordJoins({ range, vpcs, sourceOnly, targetOnly }: ExchangeOptions): string {
  const source = sourceOnly === null ? 'LEFT JOIN spread s' : 'JOIN as_source s';
  const target = targetOnly === null || sourceOnly !== null ? 'LEFT JOIN spread t' : 'JOIN as_target t';
  return `${source} ON ${segmentCondition({ range, vpcs }, 'source', 's')}
  ${target} ON ${segmentCondition({ range, vpcs }, 'target', 't')}`;
}

/** One row a key of `exchanged`, with what is known of the end it stands for. */
function ends(end: 'source' | 'target', groups: string, columns: EndColumn[], options: ExchangeOptions): string {
  const { dialect } = options;
  const names = columns.map((column) => `, ${column.name}`).join('');
  const values = (kind: 'unattributed' | 'external'): string =>
    columns.map((column) => `, ${unknownValue(column, kind)} AS ${column.name}`).join('');
  return `${end}_ends AS (
  SELECT g.key, g.owner, CASE WHEN g.zone <> '' THEN g.zone ELSE coalesce(named.zone, seen.zone, '') END AS zone${names}
  FROM ${groups} g LEFT JOIN seen ON g.zone_address <> '' AND seen.key = ${dialect.addressKey('g.zone_address')}
  LEFT JOIN named_zones named ON named.zone_hint = g.zone_hint
  UNION ALL SELECT x.key, 1, ${asksSubnets(options) ? `coalesce(nullif(n.zone, ''), seen.zone, '')` : `coalesce(seen.zone, '')`}${values('unattributed')}
  FROM (SELECT DISTINCT ${end} AS key FROM exchanged WHERE ${end} < 0) x ${
    asksSubnets(options)
      ? 'LEFT JOIN strangers n ON n.key = x.key LEFT JOIN seen ON seen.key = n.evidence'
      : 'LEFT JOIN seen ON seen.key = -1 - x.key'
  }
  UNION ALL SELECT 0, 0, ''${values('external')})`;
}

/** True if both ends are told apart by the same columns. */
export function sameEnds(left: EndColumn[], right: EndColumn[]): boolean {
  const names = new Set(right.map((column) => column.name));
  return left.length === right.length && left.every((column) => names.has(column.name));
}
