/** AWS resources as owners of addresses: third after pods and nodes, whatever their interfaces' times say. */
import type { TimeRange } from '../engines/engine';
import { interfaceValue, type EndColumn } from './end-columns';
import { bigint } from './literal';
import { mostStretches, noSubnetZones, type SubnetZones } from './subnet-zones';
import { vpcOf, type VpcOfCluster } from './vpcs';

/** What is known of the inventory before a question is planned. */
export interface Inventory {
  /** Zones of addresses by the subnets that hold them. */
  zones: SubnetZones;
  /** There are more subnets than a statement can hold: then `zones` is empty. */
  tooManySubnets?: boolean;
}

/** What fits into a statement of what is known. */
export function inventoryWith(zones: SubnetZones): Inventory {
  return zones.ipv4.length + zones.ipv6.length > mostStretches
    ? { zones: noSubnetZones, tooManySubnets: true }
    : { zones };
}

export interface ResourceOptions {
  range: TimeRange;
  columns: readonly EndColumn[];
  /** SQL of what stands for no end. */
  endOfTime: string;
  lagSeconds: number;
  vpcs: VpcOfCluster | undefined;
}

/**
 * Common table expressions up to `resources(interface_id, own_cluster, address, started, ended, own_zone, [vpc], …columns)`: the parts of
 * interfaces' intervals in which neither a pod nor a node (`pods` and `nodes`, see intervals.ts) holds the address. An
 * address of an interface that pods use in turn is the interface's between them.
 */
export function resourceExpressions({ range, columns, endOfTime, lagSeconds, vpcs }: ResourceOptions): string[] {
  const ended = 'CASE WHEN min(ended) > max(last_seen) THEN min(ended) END';
  const newest = ['cluster', 'kind', 'name', 'zone_id', ...(vpcs === undefined ? [] : ['vpc_id'])]
    .map((name) => `, max_by(${name}, last_seen) AS ${name}`)
    .join('');
  const values = columns.map((column) => `, ${interfaceValue(column)} AS ${column.name}`).join('');
  // An address is taken by a pod of its own VPC, or of one that is not known.
  const vpc = (alias: string): string => (vpcs === undefined ? '' : `, ${alias}.vpc`);
  const ofCluster = vpcs === undefined ? '' : `, ${vpcOf(vpcs, 'cluster')} AS vpc`;
  const own = vpcs === undefined ? '' : `, coalesce(vpc_id, '') AS vpc`;
  const sameVpc = vpcs === undefined ? '' : ` AND (o.vpc = a.vpc OR o.vpc = '' OR a.vpc = '')`;
  const inTurn = `PARTITION BY a.address${vpc('a')} ORDER BY o.started, o.ended`;
  return [
    // Several stored looks repeat an interface; an end before the newest sight was none.
    `interfaces AS (SELECT interface_id, address, min(started) AS started, ${ended} AS ended${newest}
  FROM interface_history WHERE address <> '' GROUP BY interface_id, address
  HAVING min(started) < ${bigint(range.to)} AND coalesce(${ended}, ${endOfTime}) + ${lagSeconds} > ${bigint(range.from)})`,
    `free AS (SELECT f.address${vpc('f')}, CASE WHEN p.part = 0 THEN 0 ELSE f.free_from END AS free_from, CASE WHEN p.part = 0 THEN f.started ELSE f.free_to END AS free_to FROM (
  SELECT a.address${vpc('a')}, coalesce(o.started, 0) AS started, row_number() OVER (${inTurn}) AS turn,
    coalesce(max(o.ended) OVER (${inTurn} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), 0) AS free_from,
    coalesce(lead(o.started) OVER (${inTurn}), ${endOfTime}) AS free_to
  FROM (SELECT DISTINCT address${own} FROM interfaces) a LEFT JOIN (
    SELECT address, started, coalesce(ended, ${endOfTime}) AS ended${ofCluster} FROM pods
    UNION ALL SELECT address, started, coalesce(ended, ${endOfTime})${ofCluster} FROM nodes) o ON o.address = a.address${sameVpc}) f
  CROSS JOIN UNNEST(CASE WHEN f.turn = 1 THEN ARRAY[0, 1] ELSE ARRAY[1] END) AS p (part))`,
    `resources AS (SELECT i.interface_id, i.cluster AS own_cluster, i.address, greatest(i.started, f.free_from) AS started,
  nullif(least(coalesce(i.ended, ${endOfTime}), f.free_to), ${endOfTime}) AS ended, coalesce(i.zone_id, '') AS own_zone${vpc('f')}${values}
  FROM interfaces i JOIN free f ON f.address = i.address${vpcs === undefined ? '' : ` AND f.vpc = coalesce(i.vpc_id, '')`} AND f.free_from < f.free_to
    AND f.free_from < coalesce(i.ended, ${endOfTime}) AND f.free_to > i.started)`,
  ];
}
