/** The statements that roll whole hours up: what their records come to between ends, and what they show of zones. */
import type { TimeRange } from '../engines/engine';
import { hourSeconds } from '../rollup/hours';
import type { Dialect } from './dialect';
import { endColumns, type EndColumn } from './end-columns';
import { countedRecord, type ExchangeOptions } from './exchanges';
import { insideAddress } from './inside-address';
import { secondsType, segmentCondition, segmentExpressions, spreadExpression } from './intervals';
import { bigint, integer } from './literal';
import { notCounted } from './not-counted';
import { endTexts, rolledDimensions } from './rollup-columns';

export const rolledColumns: EndColumn[] = endColumns(rolledDimensions);

/** The hours, by whole ones, and what the flow logs of them are like. */
export interface RollupOptions extends Pick<ExchangeOptions, 'range' | 'dialect' | 'fields' | 'inventory'> {
  /** Those whose addresses the rows keep apart (keptNetworksStatement), of a range that may be longer. */
  networks: readonly string[];
}

/**
 * Rows (hour, source_…, target_…, bytes, packets, flows, unsure). An end's columns: `owner` as in exchangeExpressions,
 * the rolled dimensions, `zone`, `zone_address` and `zone_hint` as in `segments`, and of an end without owner inside the network
 * (or perhaps inside, in a longer range) its `address` as the record spells it. What is unknown is empty.
 */
export function rollupExchanges({ range, dialect, fields, inventory, networks }: RollupOptions): string {
  const texts = endTexts;
  const owned = ownerKeys(range, dialect);
  const owner = (alias: string): string => `CASE WHEN f.second < ${alias}.held_to THEN ${alias}.key END`;
  const address = (alias: string, column: string): string =>
    `CASE WHEN f.second < ${alias}.held_to THEN '' WHEN ${alias}.held_to IS NOT NULL OR ${insideAddress(`f.${column}`, networks)} THEN f.${column} ELSE '' END`;
  const unsure = ['s', 't']
    .map((alias) => `f.second < ${alias}.sure_from OR f.second >= ${alias}.sure_to`)
    .join(' OR ');
  const end = (side: 'source' | 'target', alias: string): string =>
    [
      `CASE WHEN r.${side} IS NOT NULL THEN 2 WHEN r.${side}_address <> '' THEN 1 ELSE 0 END AS ${side}_owner`,
      `r.${side}_address`,
      ...texts.map((name, index) => `coalesce(${owned.text(side, alias, index)}, '') AS ${side}_${name}`),
    ].join(', ');
  const whole = ['bytes', 'packets', 'flows', 'unsure'].map((name) => `CAST(r.${name} AS bigint) AS ${name}`);
  return `WITH ${[
    ...segmentExpressions({ range, columns: rolledColumns, dialect, inventory }),
    ...owned.expressions,
    `counted AS (SELECT f.pkt_srcaddr, f.pkt_dstaddr, CAST(f."start" - ${bigint(range.from)} AS ${secondsType(range)}) AS second,
  CAST(f.bytes AS double) AS bytes, CAST(f.packets AS double) AS packets FROM flow_records f WHERE ${countedRecord([range], fields)})`,
    `summed AS (SELECT f.second - f.second % ${integer(hourSeconds)} AS hour, ${owner('s')} AS source, ${address('s', 'pkt_srcaddr')} AS source_address,
  ${owner('t')} AS target, ${address('t', 'pkt_dstaddr')} AS target_address,
  sum(f.bytes) AS bytes, sum(f.packets) AS packets, count(*) AS flows, sum(CASE WHEN ${unsure} THEN f.bytes ELSE 0 END) AS unsure
  FROM counted f LEFT JOIN spread s ON ${segmentCondition({ range }, 'source', 's')}
  LEFT JOIN spread t ON ${segmentCondition({ range }, 'target', 't')} GROUP BY 1, 2, 3, 4, 5)`,
  ].join(',\n')}
SELECT r.hour + ${bigint(range.from)} AS hour, ${end('source', 's')}, ${end('target', 't')}, ${whole.join(', ')}
FROM summed r${owned.joins}`;
}

interface OwnerKeys {
  /** Up to `spread` with the column `key`. */
  expressions: string[];
  /** Joins of `summed` that the texts need. */
  joins: string;
  /** One of endTexts by its index, of an end whose key is in `summed`; NULL without owner. */
  text(side: 'source' | 'target', alias: string, index: number): string;
}

/**
 * A small number for each owner goes through the big join, and becomes its texts again after it. Where each mention of an
 * expression is computed anew, all texts as one are dearer to join but far cheaper to plan.
 */
function ownerKeys(range: TimeRange, dialect: Dialect): OwnerKeys {
  const texts = endTexts;
  if (dialect.commonExpressions === 'repeated') {
    const all = `concat_ws(chr(31), ${texts.map((name) => `g.${name}`).join(', ')}) AS key`;
    return {
      expressions: [spreadExpression(range, all, 'segments g')],
      joins: '',
      text: (side, _alias, index) => `split_part(r.${side}, chr(31), ${integer(index + 1)})`,
    };
  }
  const same = texts.map((name) => `o.${name} = g.${name}`).join(' AND ');
  return {
    expressions: [
      `owners AS (SELECT row_number() OVER (ORDER BY ${texts.join(', ')}) AS key, x.* FROM (SELECT DISTINCT ${texts.join(', ')} FROM segments) x)`,
      spreadExpression(range, 'o.key', `segments g JOIN owners o ON ${same}`),
    ],
    joins: ' LEFT JOIN owners s ON s.key = r.source LEFT JOIN owners t ON t.key = r.target',
    text: (_side, alias, index) => `${alias}.${texts[index] ?? ''}`,
  };
}

/**
 * Rows (hour, address, rank, zone, first_half, second_half): how many records of each half hour show an address in a zone,
 * by what was sent to it (rank 1) or by its own (2).
 */
export function rollupEvidence({ range, fields }: Pick<RollupOptions, 'range' | 'fields'>): string {
  const hour = `f."start" - f."start" % ${integer(hourSeconds)}`;
  const half = (condition: string): string =>
    `count(CASE WHEN f."start" % ${integer(hourSeconds)} ${condition} ${integer(hourSeconds / 2)} THEN 1 END)`;
  const select = (address: string, rank: number, zone: string, conditions: string[]): string =>
    `SELECT ${hour} AS hour, f.${address} AS address, ${integer(rank)} AS rank, f.${zone} AS zone, ${half('<')} AS first_half, ${half('>=')} AS second_half
FROM flow_records f WHERE f."start" >= ${integer(range.from)} AND f."start" < ${integer(range.to)} AND f.${address} IS NOT NULL
  AND f.${zone} IS NOT NULL AND ${[`f.${zone} <> '-'`, ...conditions].join(' AND ')} GROUP BY 1, 2, 4`;
  const ownInterface = fields.has('next_hop_interface_type') ? [`f.next_hop_interface_type = 'interface'`] : [];
  const egress = fields.has('flow_direction') ? [`f.flow_direction = 'egress'`] : [];
  return [
    ...(fields.has('next_hop_az_id') ? [select('pkt_dstaddr', 1, 'next_hop_az_id', ownInterface)] : []),
    ...(fields.has('az_id') ? [select('pkt_srcaddr', 2, 'az_id', egress)] : []),
    `SELECT CAST(NULL AS bigint) AS hour, '' AS address, 0 AS rank, '' AS zone, CAST(0 AS bigint) AS first_half, CAST(0 AS bigint) AS second_half WHERE false`,
  ].join('\nUNION ALL ');
}

/** Rows (hour, rejected, no_data, skip_data) of the hours that have such records. */
export function rollupNotCounted({ range, fields }: Pick<RollupOptions, 'range' | 'fields'>): string {
  const { counts, condition } = notCounted({ range, fields });
  const columns = Object.entries(counts).map(([name, count]) => `${count} AS ${name}`);
  return `SELECT "start" - "start" % ${integer(hourSeconds)} AS hour, ${columns.join(', ')} FROM flow_records WHERE ${condition} GROUP BY 1`;
}
