/** Rows of a rollup in place of flow records: brought to the keys that the statement's own exchanges have. */
import type { RolledPart } from '../engines/engine';
import type { Dialect } from './dialect';
import type { EndColumn } from './end-columns';
import type { ExchangeOptions } from './exchanges';
import { insideAddress } from './inside-address';
import { strangerKey } from './stranger-keys';
import { bigint, integer } from './literal';
import { withinAny } from './within';

const halfHour = 1800;

/**
 * Common table expressions up to `exchanged`: `recorded`, exchanges of the records that are read, and the rows of the rollup together. An end without
 * owner has its address there: whether it is a gap between owners of the range or was never known is told here, by the
 * history of the whole range.
 */
export function rolledExpressions(options: ExchangeOptions, rolled: RolledPart, targetGroups: string): string[] {
  const { bucketSeconds, networks, sourceColumns, targetColumns } = options;
  const bucket = bucketSeconds === null ? '' : ', bucket';
  const keyOf = (side: 'source' | 'target', alias: string): string => {
    const address = `r.${side}_address`;
    return `CASE r.${side}_owner WHEN 2 THEN ${alias}.key
    WHEN 1 THEN coalesce(${alias}g.${side}_gap, CASE WHEN ${insideAddress(address, networks)} THEN -1 - ${strangerKey(options, address)} ELSE 0 END) ELSE 0 END`;
  };
  return [
    rolledSums(options, rolled),
    `gap_keys AS (SELECT g.address, s.key AS source_gap, t.key AS target_gap FROM (
  SELECT DISTINCT address, address_zone, gap_address, gap_hint FROM segments) g
  JOIN source_groups s ON ${gapOf('s')} JOIN ${targetGroups} t ON ${gapOf('t')})`,
    `rolled AS (SELECT ${keyOf('source', 's')} AS source, ${keyOf('target', 't')} AS target${bucket === '' ? '' : ', r.bucket'}, r.bytes, r.packets, r.flows, r.unsure
  FROM rolled_sums r LEFT JOIN source_groups s ON ${ownerOf('source', 's', sourceColumns)}
  LEFT JOIN ${targetGroups} t ON ${ownerOf('target', 't', targetColumns)}
  LEFT JOIN gap_keys sg ON r.source_owner = 1 AND sg.address = r.source_address
  LEFT JOIN gap_keys tg ON r.target_owner = 1 AND tg.address = r.target_address)`,
    together(bucket, true),
  ];
}

/**
 * The same for the statement that names each expression once: over `keyed` of one-pass.ts, whose keys of owners and gaps are
 * found by all that the rows tell of an end. An end without owner has nothing but its address there, an owner no address.
 */
export function onePassRolledExpressions(options: ExchangeOptions, rolled: RolledPart): string[] {
  const { bucketSeconds, networks, sourceColumns, targetColumns } = options;
  const bucket = bucketSeconds === null ? '' : ', bucket';
  const kinds = { source: sourceColumns, target: targetColumns };
  const ownersOnly = (value: string, as: string): string => `CASE k.kind WHEN 2 THEN '' ELSE ${value} END AS ${as}`;
  const join = (side: 'source' | 'target', alias: string): string => {
    const names = [...zoneColumns, ...kinds[side].map(({ name }) => name)];
    return `LEFT JOIN ${side}_keys ${alias} ON ${alias}.owner = r.${side}_owner AND ${['address', ...names]
      .map((name) => `${alias}.${name} = r.${side}_${name}`)
      .join(' AND ')}`;
  };
  const keys = (side: 'source' | 'target'): string => {
    const own = kinds[side].map(({ name }) => `, ${ownersOnly(`g.${name}`, name)}`).join('');
    const zones = zoneColumns.map((name) => `, ${ownersOnly(`g.${name}`, name)}`).join('');
    return `${side}_keys AS (SELECT DISTINCT CASE k.kind WHEN 2 THEN 1 ELSE 2 END AS owner, CASE k.kind WHEN 2 THEN g.gap ELSE g.${side}_key END AS key,
  CASE k.kind WHEN 2 THEN g.address ELSE '' END AS address${zones}${own} FROM keyed g CROSS JOIN UNNEST(ARRAY[0, 2]) AS k (kind))`;
  };
  const keyOf = (side: 'source' | 'target', alias: string): string => {
    const address = `r.${side}_address`;
    return `CASE WHEN r.${side}_owner = 0 THEN 0 WHEN ${alias}.key IS NOT NULL THEN ${alias}.key
    WHEN ${insideAddress(address, networks)} THEN -1 - ${strangerKey(options, address)} ELSE 0 END`;
  };
  return [
    rolledSums(options, rolled),
    keys('source'),
    keys('target'),
    `rolled AS (SELECT ${keyOf('source', 's')} AS source, ${keyOf('target', 't')} AS target${bucket === '' ? '' : ', r.bucket'}, r.bytes, r.packets, r.flows, r.unsure
  FROM rolled_sums r ${join('source', 's')}
  ${join('target', 't')})`,
    together(bucket, rolled.records.length > 0),
  ];
}

/** Rows of the hours by what the question tells apart of their ends. */
function rolledSums({ bucketSeconds, sourceColumns, targetColumns }: ExchangeOptions, rolled: RolledPart): string {
  const hourBucket = bucketSeconds === null ? '' : `, hour - hour % ${integer(bucketSeconds)} AS bucket`;
  const ends = [...endColumns('source', sourceColumns), ...endColumns('target', targetColumns)].join(', ');
  const sums = ['bytes', 'packets', 'flows', 'unsure'].map((name) => `sum(${name}) AS ${name}`).join(', ');
  const groups = bucketSeconds === null ? ends : `${ends}, hour - hour % ${integer(bucketSeconds)}`;
  return `rolled_sums AS (SELECT ${ends}${hourBucket}, ${sums} FROM rollup_exchanges
  WHERE ${withinAny('hour', rolled.hours)} GROUP BY ${groups})`;
}

/** `exchanged`: those of records, if any are read, and those of the rollup. */
function together(bucket: string, hasRecords: boolean): string {
  const columns = `source, target${bucket}, bytes, packets, flows, unsure`;
  const recorded = hasRecords ? `SELECT ${columns} FROM recorded\n  UNION ALL ` : '';
  return `exchanged AS (SELECT source, target${bucket}, CAST(sum(bytes) AS double) AS bytes, CAST(sum(packets) AS double) AS packets,
  CAST(sum(flows) AS bigint) AS flows, CAST(sum(unsure) AS double) AS unsure
  FROM (${recorded}SELECT ${columns} FROM rolled) x GROUP BY source, target${bucket})`;
}

/** Rows (key, zone, rank, records) for `seen`, of the half hours that the rollup answers; `of` is a condition on the address's key. */
export function rolledEvidence({ evidence }: RolledPart, dialect: Dialect, of: (key: string) => string): string {
  const key = dialect.addressKey('e.address');
  const records = `CASE WHEN ${withinAny('e.hour', evidence)} THEN e.first_half ELSE 0 END + CASE WHEN ${withinAny(
    `e.hour + ${bigint(halfHour)}`,
    evidence
  )} THEN e.second_half ELSE 0 END`;
  return `SELECT ${key} AS key, e.zone, e.rank, sum(${records}) AS records FROM rollup_evidence e
  WHERE ${of(key)} GROUP BY 1, 2, 3 HAVING sum(${records}) > 0`;
}

const zoneColumns = ['zone', 'zone_address', 'zone_hint'];

/** Columns of the rollup that tell an end apart, for a question that needs `columns`. */
function endColumns(side: 'source' | 'target', columns: readonly EndColumn[]): string[] {
  return ['owner', 'address', ...zoneColumns, ...columns.map(({ name }) => name)].map((name) => `${side}_${name}`);
}

function ownerOf(side: 'source' | 'target', alias: string, columns: readonly EndColumn[]): string {
  const same = [...zoneColumns, ...columns.map(({ name }) => name)].map(
    (name) => `${alias}.${name} = r.${side}_${name}`
  );
  return [`r.${side}_owner = 2`, `${alias}.owner = 2`, ...same].join(' AND ');
}

function gapOf(alias: string): string {
  return `${alias}.owner = 1 AND ${alias}.zone = g.address_zone AND ${alias}.zone_address = g.gap_address AND ${alias}.zone_hint = g.gap_hint`;
}
