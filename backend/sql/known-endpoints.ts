/** Pods, nodes and AWS resources of a range as endpoints, from history alone: what lists of values and checks of filters read. */
import type { Dimension } from '../../src/shared/dimensions';
import type { TrafficFilter } from '../../src/shared/query';
import type { TimeRange } from '../engines/engine';
import type { Dialect } from './dialect';
import { endColumns, interfaceValue, nodeValue, podValue } from './end-columns';
import { endCondition } from './filters';
import { nodeZoneExpressions, recordLagSeconds } from './intervals';
import { bigint, integer, text } from './literal';

interface Context {
  range: TimeRange;
  dialect: Dialect;
}

export interface ValuesOptions extends Context {
  dimension: Dimension;
  /** Lower-case part of the value; empty for all. */
  wanted: string;
  /** All must hold; their side means nothing here. */
  filters: readonly TrafficFilter[];
  limit: number;
}

/**
 * A statement for the sorted values (`value`) that a dimension has among the endpoints that pass the filters. Pods have the
 * zone of their node, nodes no namespace, workload, pod name and labels, AWS resources their name as workload.
 */
export function valuesStatement({ dimension, wanted, filters, limit, ...context }: ValuesOptions): string {
  const { expressions, columnOf, condition } = knownEndpoints([dimension], filters, context);
  const value = columnOf(dimension);
  const part = wanted === '' ? '' : ` AND strpos(lower(${value}), ${text(wanted)}) > 0`;
  return `WITH ${expressions.join(',\n')}
SELECT DISTINCT ${value} AS value FROM endpoints WHERE ${value} <> ''${part} AND ${condition} ORDER BY value LIMIT ${integer(limit)}`;
}

/** A value that a filter names. */
export interface NamedValue {
  dimension: Dimension;
  value: string;
}

/**
 * A statement with a row for each named value that an endpoint of the range has (`position` in the list), and a row of position
 * -1 if there is any at all.
 */
export function presenceStatement(named: readonly NamedValue[], context: Context): string {
  const { expressions, columnOf } = knownEndpoints(
    named.map(({ dimension }) => dimension),
    [],
    context
  );
  const found = named.map(
    ({ dimension, value }, position) =>
      `CASE WHEN ${columnOf(dimension)} = ${text(value)} THEN ${integer(position)} END`
  );
  // One pass over the endpoints: they are computed anew for each place that names them on some engines.
  return `WITH ${expressions.join(',\n')}
SELECT DISTINCT p.position AS position FROM endpoints CROSS JOIN UNNEST(ARRAY[-1, ${found.join(', ')}]) AS p (position) WHERE p.position IS NOT NULL`;
}

/** `endpoints(…columns, zone)` with a row for each row of history that touches the range. */
function knownEndpoints(
  dimensions: readonly Dimension[],
  filters: readonly TrafficFilter[],
  { range, dialect }: Context
): { expressions: string[]; columnOf: (dimension: Dimension) => string; condition: string } {
  const columns = endColumns([...dimensions, ...filters.map((filter) => filter.dimension)]);
  const alive = `started < ${bigint(range.to)} AND (ended IS NULL OR ended + ${recordLagSeconds} > ${bigint(range.from)})`;
  const names = columns.map(({ name }) => `, e.${name}`).join('');
  const ofPods = columns.map((column) => `, ${podValue(column, dialect)} AS ${column.name}`).join('');
  const ofNodes = columns.map((column) => `, ${nodeValue(column)} AS ${column.name}`).join('');
  const ofInterfaces = columns.map((column) => `, ${interfaceValue(column)} AS ${column.name}`).join('');
  return {
    expressions: [
      ...nodeZoneExpressions,
      `endpoints AS (SELECT coalesce(nullif(z.zone, ''), e.own_zone) AS zone${names} FROM (
  SELECT cluster AS own_cluster, node AS own_node, '' AS own_zone${ofPods} FROM pod_history WHERE ${alive}
  UNION ALL SELECT cluster AS own_cluster, node AS own_node, '' AS own_zone${ofNodes} FROM node_history WHERE ${alive}
  UNION ALL SELECT '' AS own_cluster, '' AS own_node, coalesce(zone_id, '') AS own_zone${ofInterfaces} FROM interface_history WHERE ${alive}) e
  LEFT JOIN node_zones z ON z.cluster = e.own_cluster AND z.node = e.own_node)`,
    ],
    columnOf: (dimension) => columns.find((column) => column.dimension === dimension)?.name ?? 'zone',
    condition:
      filters.length === 0 ? 'true' : filters.map((filter) => endCondition(filter, '', columns, dialect)).join(' AND '),
  };
}
