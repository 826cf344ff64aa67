/** How new the inventory is: one row for all accounts and regions, since it is of no cluster. Pure. */
import { isoTime } from '../history/reach';
import type { Freshness, ResultColumns } from './engine';

/** Names for SQL that selects `account`, `region`, `newest` and `resources` (of interfaces) from relations of these columns. */
export function inventoryFactsStatement(interfaces: string, subnets: string): string {
  // Several stored looks repeat an interface; an end before the newest sight was none.
  return `SELECT account, region, max(newest) AS newest, sum(resources) AS resources FROM (
  SELECT account, region, max(seen) AS newest, count(DISTINCT CASE WHEN ended IS NULL OR ended <= seen THEN interface_id END) AS resources FROM (
    SELECT account, region, interface_id, address, min(ended) AS ended, max(last_seen) AS seen FROM (${interfaces}) r GROUP BY account, region, interface_id, address) i
  GROUP BY account, region
  UNION ALL SELECT account, region, max(last_seen), 0 FROM (${subnets}) s GROUP BY account, region) a
GROUP BY account, region ORDER BY newest, account, region`;
}

/** None without an inventory, which is no fault. The one that was looked at longest ago tells how new all of it is. */
export function inventoryFreshness({ rowCount, columns }: ResultColumns): Freshness[] {
  if (rowCount === 0) {
    return [];
  }
  const value = (column: string, row: number): string | number | boolean | null => columns.get(column)?.[row] ?? null;
  const resources = Array.from({ length: rowCount }, (_, row) => Number(value('resources', row)));
  const newest = Number(value('newest', 0));
  const oldest = `account ${value('account', 0)} in ${value('region', 0)}`;
  const places = rowCount === 1 ? oldest : `${rowCount} accounts and regions`;
  const reach = rowCount === 1 ? 'looked at' : `${oldest} not looked at since`;
  return [
    {
      source: 'inventory',
      cluster: '',
      newest,
      finding: `${counted(resources.reduce((sum, count) => sum + count, 0))} known of ${places}, ${reach} ${isoTime(newest)}.`,
      remedy: '',
    },
  ];
}

function counted(interfaces: number): string {
  return interfaces === 1 ? '1 interface of an AWS resource is' : `${interfaces} interfaces of AWS resources are`;
}
