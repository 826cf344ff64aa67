/** VPCs that use the same addresses: an address then has an owner in each, and a record tells by its VPC whom it means. */
import type { TimeRange } from '../engines/engine';
import { bigint, text } from './literal';

/** VPC IDs by cluster. Where a statement has them, addresses are told apart by VPC; of other clusters the VPC is unknown. */
export type VpcOfCluster = ReadonlyMap<string, string>;

/** The VPC (SQL) of the cluster that the column names, empty if it is unknown. */
export function vpcOf(vpcs: VpcOfCluster, cluster: string): string {
  const cases = [...vpcs].map(([name, vpc]) => `WHEN ${text(name)} THEN ${text(vpc)}`);
  return cases.length === 0 ? `''` : `CASE ${cluster} ${cases.join(' ')} ELSE '' END`;
}

/** A statement with one row if holders of different VPCs have the same address in the range, else with none. */
export function sharedAddressStatement({ from, to }: TimeRange, vpcs: VpcOfCluster, lagSeconds: number): string {
  const alive = `started < ${bigint(to)} AND (ended IS NULL OR ended + ${lagSeconds} > ${bigint(from)})`;
  const ofCluster = vpcOf(vpcs, 'cluster');
  return `SELECT address FROM (
  SELECT address, ${ofCluster} AS vpc FROM pod_history WHERE ${alive}
  UNION SELECT address, ${ofCluster} FROM node_history WHERE address <> '' AND ${alive}
  UNION SELECT address, coalesce(vpc_id, '') FROM interface_history WHERE address <> '' AND ${alive}) h
WHERE vpc <> '' GROUP BY address HAVING count(*) > 1 LIMIT 1`;
}

/**
 * `scoped` from `holdings`: `scope` is the VPC that an address is told apart by, empty if a holder's VPC is not known: then all
 * its holders are taken together. `alone` is 1 if the address is used in one VPC only: then it may be reached from others.
 */
export const scopedExpression = `scoped AS (SELECT h.*, CASE WHEN min(vpc) OVER (PARTITION BY address) = '' THEN '' ELSE vpc END AS scope,
  CASE WHEN min(vpc) OVER (PARTITION BY address) = max(vpc) OVER (PARTITION BY address) THEN 1 ELSE 0 END AS alone FROM holdings h)`;

/**
 * Condition that a record `f` may mean this segment. What a VPC's interface sends comes from that VPC; it may go to another,
 * by peering or a transit gateway, unless the own one has the address as well. At most one segment at a time remains.
 */
export function vpcCondition(side: 'source' | 'target', alias: string): string {
  const reachable = side === 'target' ? ` OR ${alias}.alone = 1` : '';
  return ` AND (${alias}.scope = ''${reachable} OR ${alias}.scope = f.vpc_id)`;
}
