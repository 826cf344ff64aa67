/**
 * The statement for engines that compute a common table expression anew wherever it is named (Trino, Athena): each is named
 * once, but those over history, which is small. Flow records are read once for the join, and once each, in few columns,
 * for zones that history does not tell and for the records that do not count. Its result is that of answerStatement.
 */
import type { AnswerOptions } from './answer';
import { unknownValue, type EndColumn } from './end-columns';
import {
  joinExpressions,
  restrictedSides,
  sameEnds,
  sideFlags,
  touchesAny,
  vpcKeys,
  type ExchangeOptions,
} from './exchanges';
import { segmentExpressions, spreadExpression } from './intervals';
import { integer } from './literal';
import { onePassRows } from './one-pass-rows';
import { onePassRolledExpressions, rolledEvidence } from './rolled-exchanges';
import { evidenceRange, showsZones } from './shown-zones';
import { asksSubnets, evidenceKey } from './stranger-keys';
import { joinIpv4 } from './subnet-zones';

/** `filter` of the answer's options reads columns named `source_…` and `target_…`. */
export function onePassStatement(exchange: ExchangeOptions, answer: AnswerOptions): string {
  const { range, dialect, inventory, vpcs, sourceColumns, targetColumns } = exchange;
  const columns = [...new Map([...sourceColumns, ...targetColumns].map((column) => [column.name, column])).values()];
  const expressions = [
    ...segmentExpressions({ range, columns, dialect, inventory, vpcs }),
    keyedSegments(exchange),
    ...exchangedExpressions(exchange),
    groups(exchange, columns),
    ...ends(exchange, columns),
    ...pairs(exchange),
  ];
  return onePassRows(expressions, answer);
}

/** Up to `exchanged`: of records, of a rollup, or of both; what is not named need not be planned. */
function exchangedExpressions(exchange: ExchangeOptions): string[] {
  const { range, rolled } = exchange;
  const keys = `g.source_key, g.gap AS source_gap, g.target_key, g.gap AS target_gap${sideFlags(exchange)}${vpcKeys(exchange)}`;
  if (rolled === undefined) {
    return [spreadExpression(range, keys, 'keyed g'), ...restrictedSides(exchange), ...joinExpressions(exchange)];
  }
  // Only the segments of the time that is read from records.
  const touched = `(SELECT * FROM keyed WHERE ${touchesAny(rolled.records)}) g`;
  const recorded = [
    spreadExpression(range, keys, touched),
    ...restrictedSides(exchange),
    ...joinExpressions(exchange, 'recorded'),
  ];
  return [...(rolled.records.length === 0 ? [] : recorded), ...onePassRolledExpressions(exchange, rolled)];
}

/** Segments with the keys of their owner and of the gap after it: whole numbers above 0, apart by their remainder by 3. */
function keyedSegments({ sourceColumns, targetColumns }: ExchangeOptions): string {
  const rank = (names: string[], remainder: number): string =>
    `3 * dense_rank() OVER (ORDER BY ${names.join(', ')}) + ${integer(remainder)}`;
  const owner = (columns: EndColumn[], remainder: number): string =>
    rank(['zone', 'zone_address', 'zone_hint', ...columns.map(({ name }) => name)], remainder);
  const target = sameEnds(sourceColumns, targetColumns) ? owner(sourceColumns, 0) : owner(targetColumns, 1);
  return `keyed AS (SELECT *, ${owner(sourceColumns, 0)} AS source_key, ${target} AS target_key,
  ${rank(['address_zone', 'gap_address', 'gap_hint'], 2)} AS gap FROM segments)`;
}

/** One row a key: who it stands for. Columns that do not tell a key apart are empty. */
function groups({ dialect, sourceColumns, targetColumns }: ExchangeOptions, columns: EndColumn[]): string {
  const names = columns.map((column) => {
    const kinds = [...(sourceColumns.includes(column) ? ['0'] : []), ...(targetColumns.includes(column) ? ['1'] : [])];
    return `, CASE WHEN k.kind IN (${kinds.join(', ')}) THEN g.${column.name} WHEN k.kind = 2 THEN ${unknownValue(column, 'unattributed')} ELSE '' END AS ${column.name}`;
  });
  return `groups AS (SELECT g.*, CASE WHEN g.zone_address <> '' THEN ${dialect.addressKey('g.zone_address')} END AS evidence FROM (
  SELECT DISTINCT CASE k.kind WHEN 0 THEN g.source_key WHEN 1 THEN g.target_key ELSE g.gap END AS key, CASE k.kind WHEN 2 THEN 1 ELSE 2 END AS owner,
  CASE k.kind WHEN 2 THEN g.address_zone ELSE g.zone END AS zone, CASE k.kind WHEN 2 THEN g.gap_address ELSE g.zone_address END AS zone_address,
  CASE k.kind WHEN 2 THEN g.gap_hint ELSE g.zone_hint END AS zone_hint${names.join('')}
  FROM keyed g CROSS JOIN UNNEST(ARRAY[${sameEnds(sourceColumns, targetColumns) ? '0, 2' : '0, 1, 2'}]) AS k (kind)) g)`;
}

/**
 * `ends(key, owner, zone, …columns)`: the groups with zones that the flow records show where history tells none, and a
 * negative key for each address that history never knew but whose zone is shown. Of a node whose zone ID is not known, what
 * most addresses of its zone name show holds for all of them.
 */
function ends(options: ExchangeOptions, columns: EndColumn[]): string[] {
  const names = columns.map(({ name }) => `, ${name}`).join('');
  if (!showsZones(options.fields)) {
    return [`ends AS (SELECT key, owner, zone${names} FROM groups)`];
  }
  const unknown = columns.map(
    (column) => `, coalesce(${column.name}, ${unknownValue(column, 'unattributed')}) AS ${column.name}`
  );
  return [
    `seen AS (SELECT key, zone FROM (SELECT key, zone, row_number() OVER (PARTITION BY key ORDER BY rank, records DESC, zone) AS choice
  FROM (${evidence(options)}) e) c WHERE choice = 1)`,
    `shown AS (SELECT g.key, g.owner, g.zone, g.zone_hint, s.key AS seen_key, s.zone AS seen_zone${names},
  row_number() OVER (PARTITION BY g.zone_hint, g.zone_address, s.zone ORDER BY g.key) AS turn FROM groups g FULL JOIN seen s ON s.key = g.evidence)`,
    `voted AS (SELECT *, sum(CASE WHEN turn = 1 AND zone_hint <> '' AND seen_zone IS NOT NULL THEN 1 ELSE 0 END) OVER (PARTITION BY zone_hint, seen_zone) AS votes FROM shown)`,
    `ends AS (SELECT coalesce(key, -1 - seen_key) AS key, coalesce(owner, 1) AS owner, CASE WHEN zone <> '' THEN zone
  WHEN zone_hint <> '' THEN coalesce(first_value(seen_zone) OVER (PARTITION BY zone_hint ORDER BY votes DESC, seen_zone), '')
  ELSE coalesce(seen_zone, '') END AS zone${unknown.join('')} FROM voted)`,
  ];
}

/** Zones of addresses by the flow records and by what a rollup has of them. */
function evidence(options: ExchangeOptions): string {
  const { rolled, dialect } = options;
  return rolled === undefined
    ? recordEvidence(options)
    : `SELECT key, zone, rank, sum(records) AS records FROM (${recordEvidence(options)}
  UNION ALL ${rolledEvidence(rolled, dialect, () => 'true')}) a GROUP BY key, zone, rank`;
}

/** One scan: rank 1 by the next hop of what was sent to them, 2 by their own egress. */
function recordEvidence({ dialect, fields, range, rolled }: ExchangeOptions): string {
  const around = evidenceRange(range, rolled);
  const egress = fields.has('flow_direction') ? `f.flow_direction = 'egress'` : 'true';
  const ownInterface = fields.has('next_hop_interface_type') ? `f.next_hop_interface_type = 'interface'` : 'true';
  const select = (from: string, key: string, zone: string, rank: string): string =>
    `SELECT ${key} AS key, ${zone} AS zone, ${rank} AS rank, count(*) AS records FROM ${from}`;
  const sent = dialect.addressKey('f.pkt_dstaddr');
  const own = dialect.addressKey('f.pkt_srcaddr');
  if (!fields.has('next_hop_az_id')) {
    return `${select('flow_records f', own, 'f.az_id', '2')} WHERE ${around} AND ${egress} AND f.az_id IS NOT NULL AND f.az_id <> '-' GROUP BY 1, 2`;
  }
  if (!fields.has('az_id')) {
    return `${select('flow_records f', sent, 'f.next_hop_az_id', '1')} WHERE ${around} AND ${ownInterface} AND f.next_hop_az_id IS NOT NULL AND f.next_hop_az_id <> '-' GROUP BY 1, 2`;
  }
  const either = `(SELECT CASE r.rank WHEN 1 THEN ${sent} ELSE ${own} END AS key, r.rank,
  CASE WHEN r.rank = 1 AND ${ownInterface} THEN f.next_hop_az_id WHEN r.rank = 2 AND ${egress} THEN f.az_id END AS zone
  FROM flow_records f CROSS JOIN UNNEST(ARRAY[1, 2]) AS r (rank) WHERE ${around}) b`;
  return `${select(either, 'key', 'zone', 'rank')} WHERE key IS NOT NULL AND zone IS NOT NULL AND zone <> '-' GROUP BY 1, 2, 3`;
}

/**
 * `paired`: exchanges with both ends' columns, named `source_…` and `target_…`. Each exchange becomes a row an end, is joined
 * with `ends` and gathered again, so that `ends` is named once.
 */
function pairs(options: ExchangeOptions): string[] {
  const { sourceColumns, targetColumns, bucketSeconds } = options;
  const bucket = bucketSeconds === null ? '' : ', bucket';
  const columns = [...new Map([...sourceColumns, ...targetColumns].map((column) => [column.name, column])).values()];
  const sums = ['bytes', 'packets', 'flows', 'unsure'];
  const values = columns.map(
    (column) =>
      `, CASE WHEN e.key IS NOT NULL THEN e.${column.name} WHEN x.end_key = 0 THEN ${unknownValue(column, 'external')} ELSE ${unknownValue(column, 'unattributed')} END AS ${column.name}`
  );
  const gathered = (['source', 'target'] as const).flatMap((side, index) =>
    ['owner', 'zone', ...(side === 'source' ? sourceColumns : targetColumns).map(({ name }) => name)].map(
      (name) => `, max(CASE WHEN side = ${integer(index)} THEN ${name} END) AS ${side}_${name}`
    )
  );
  return [
    sided(options),
    `resolved AS (SELECT x.source, x.target${bucket === '' ? '' : ', x.bucket'}, x.side, ${sums.map((name) => `x.${name}`).join(', ')},
  CASE WHEN x.end_key = 0 THEN 0 ELSE coalesce(e.owner, 1) END AS owner, coalesce(${asksSubnets(options) ? 'x.subnet_zone, ' : ''}e.zone, '') AS zone${values.join('')}
  FROM sided x LEFT JOIN ends e ON e.key = x.end_key)`,
    `paired AS (SELECT ${sums.map((name) => `max(${name}) AS ${name}`).join(', ')}${bucket}${gathered.join('')} FROM resolved GROUP BY source, target${bucket})`,
  ];
}

/** Each exchange as a row an end, with its key; of an address that history never knew, with the zone of its subnet. */
function sided(options: ExchangeOptions): string {
  const key = (as: string): string => `CASE u.side WHEN 0 THEN x.source ELSE x.target END AS ${as}`;
  const rows = (as: string): string =>
    `SELECT x.*, u.side, ${key(as)} FROM exchanged x CROSS JOIN UNNEST(ARRAY[0, 1]) AS u (side)`;
  const { inventory } = options;
  if (inventory === null || !asksSubnets(options)) {
    return `sided AS (${rows('end_key')})`;
  }
  const stranger = '(-1 - y.own_key)';
  return `sided AS (SELECT y.*, v.zone AS subnet_zone, CASE WHEN y.own_key < 0 THEN -1 - (${evidenceKey(options, stranger)}) ELSE y.own_key END AS end_key
  FROM (${rows('own_key')}) y ${joinIpv4(inventory.zones, `CASE WHEN y.own_key < 0 THEN ${stranger} END`, 'v')})`;
}
