/** Zones that history does not tell, by the flow records themselves: who sends where, and from which zone. */
import type { RolledPart, TimeRange } from '../engines/engine';
import { evidenceTime, without } from '../rollup/hours';
import type { ExchangeOptions, FieldPresence } from './exchanges';
import { rolledEvidence } from './rolled-exchanges';
import { asksSubnets, evidenceKey } from './stranger-keys';
import { joinIpv4 } from './subnet-zones';
import { withinAny } from './within';

/** Condition that a record may tell the zone of an address. */
export function evidenceRange(range: TimeRange, rolled?: RolledPart): string {
  return withinAny('f."start"', without(evidenceTime(range), rolled?.evidence ?? []));
}

/** Whether the logs can show the zone of an address that history does not know. */
export function showsZones(fields: FieldPresence): boolean {
  return fields.has('az_id') || fields.has('next_hop_az_id');
}

/**
 * `seen(key, zone)`: zones of addresses whose zone history does not tell, by the flow records: the next hop of records
 * sent to them where that is an interface of their own, then the recorder of their own egress. Read from somewhat more
 * than the range, and only for addresses that the answer met: without any, the scan is skipped.
 * `named_zones(zone_hint, zone)`: zone IDs of zone names no node tells the ID of, by what most addresses of such nodes show.
 */
export function seenExpressions(options: ExchangeOptions, targetGroups: string): string[] {
  const { dialect, fields } = options;
  const strangers = asksSubnets(options) ? [strangerExpression(options)] : [];
  if (!showsZones(fields)) {
    return [
      ...strangers,
      `seen AS (SELECT CAST(0 AS bigint) AS key, '' AS zone WHERE false)`,
      `named_zones AS (SELECT '' AS zone_hint, '' AS zone WHERE false)`,
    ];
  }
  const ofStrangers = (end: string): string =>
    asksSubnets(options)
      ? `SELECT evidence AS key FROM strangers WHERE evidence IS NOT NULL`
      : `SELECT -1 - ${end} AS key FROM exchanged WHERE ${end} < 0`;
  const met = (end: string, groupTable: string): string => `
  ${ofStrangers(end)}
  UNION SELECT ${dialect.addressKey('g.zone_address')} FROM ${groupTable} g WHERE g.zone_address <> '' AND g.key IN (SELECT ${end} FROM exchanged)`;
  const evidence: string[] = [];
  const around = evidenceRange(options.range, options.rolled);
  if (options.rolled !== undefined) {
    evidence.push(rolledEvidence(options.rolled, dialect, (key) => `${key} IN (SELECT key FROM met)`));
  }
  if (fields.has('next_hop_az_id')) {
    const ownInterface = fields.has('next_hop_interface_type') ? ` AND f.next_hop_interface_type = 'interface'` : '';
    evidence.push(`SELECT ${dialect.addressKey('f.pkt_dstaddr')} AS key, f.next_hop_az_id AS zone, 1 AS rank, count(*) AS records FROM flow_records f
  WHERE ${around} AND f.next_hop_az_id IS NOT NULL AND f.next_hop_az_id <> '-'${ownInterface} AND ${dialect.addressKey('f.pkt_dstaddr')} IN (SELECT key FROM met) GROUP BY 1, 2`);
  }
  if (fields.has('az_id')) {
    const egress = fields.has('flow_direction') ? `f.flow_direction = 'egress' AND ` : '';
    evidence.push(`SELECT ${dialect.addressKey('f.pkt_srcaddr')} AS key, f.az_id AS zone, 2 AS rank, count(*) AS records FROM flow_records f
  WHERE ${around} AND ${egress}f.az_id IS NOT NULL AND f.az_id <> '-' AND ${dialect.addressKey('f.pkt_srcaddr')} IN (SELECT key FROM met) GROUP BY 1, 2`);
  }
  return [
    ...strangers,
    `met AS (${met('source', 'source_groups')}
  UNION ${met('target', targetGroups)}
  UNION SELECT ${dialect.addressKey('g.zone_address')} FROM source_groups g WHERE g.zone_hint <> '')`,
    `seen AS (SELECT key, zone FROM (SELECT key, zone, row_number() OVER (PARTITION BY key ORDER BY rank, sum(records) DESC, zone) AS choice FROM (
  ${evidence.join('\n  UNION ALL ')}) e GROUP BY key, zone, rank) c WHERE choice = 1)`,
    `named_zones AS (SELECT zone_hint, zone FROM (SELECT g.zone_hint, seen.zone,
  row_number() OVER (PARTITION BY g.zone_hint ORDER BY count(DISTINCT g.zone_address) DESC, seen.zone) AS choice
  FROM source_groups g JOIN seen ON seen.key = ${dialect.addressKey('g.zone_address')} WHERE g.zone_hint <> '' GROUP BY g.zone_hint, seen.zone) h WHERE choice = 1)`,
  ];
}

/** `strangers(key, zone, evidence)`: addresses that history never knew, with their subnet's zone or what else may show it. */
function strangerExpression(options: ExchangeOptions): string {
  const { inventory } = options;
  return `strangers AS (SELECT k.key, coalesce(v.zone, '') AS zone, CASE WHEN v.zone IS NULL THEN ${evidenceKey(options, '(-1 - k.key)')} END AS evidence FROM (
  SELECT source AS key FROM exchanged WHERE source < 0 UNION SELECT target FROM exchanged WHERE target < 0) k
  ${inventory === null ? '' : joinIpv4(inventory.zones, '(-1 - k.key)', 'v')})`;
}
