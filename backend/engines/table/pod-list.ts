/**
 * The list of pods that the AWS sample for traffic between zones writes (`pods-table`: name, ip, app, creation_time, node,
 * az), read as pod history as far as it tells: one moment's pods, overwritten at each run. Pure.
 */
import type { Notice } from '../../frames/frame';
import { bigint, text } from '../../sql/literal';
import { historyRelation } from './history-relations';
import { qualified, shownName } from './identifiers';
import type { TableName } from './sql-client';

/**
 * SELECTs of the three relations. A pod holds its address from the time of its Ready condition on, which is all that the
 * list tells. Addresses that several pods of the list have stay ambiguous: all of them say that they hold it still, so that
 * the newest one wins and its records are counted as ambiguous. Pods with the address of their node (host network) are the
 * node's.
 * @param cluster the name to show, which the list does not tell
 * @param arrivals whether nodes may be said to arrive: the list only knows since when its pods are ready
 */
export function podListRelations(
  table: TableName,
  { cluster, arrivals }: { cluster: string; arrivals: boolean }
): Record<'pods' | 'nodes' | 'observations', string> {
  const name = text(cluster);
  const pods = rowsOf(table);
  return {
    pods: `SELECT ${name} AS cluster, concat(pod, '/', address) AS uid, '' AS namespace, pod, coalesce(app, pod) AS workload, node, address,
  CASE WHEN app IS NOT NULL THEN MAP(ARRAY['app'], ARRAY[app]) END AS labels, started,
  CASE WHEN holders > 1 THEN ${stillHeld} END AS ended, newest AS last_seen FROM (${pods}) p WHERE address <> '' AND address <> node_address AND started IS NOT NULL`,
    nodes: `SELECT ${name} AS cluster, node, max(node_address) AS address, '' AS zone_id, max(zone_name) AS zone_name,
  ${arrivals ? 'min(started)' : bigint(0)} AS started, CAST(NULL AS bigint) AS ended, max(newest) AS last_seen
  FROM (${pods}) n WHERE node <> '' AND started IS NOT NULL GROUP BY node`,
    // When the list was made it does not say.
    observations: historyRelation('observations', table, null, null),
  };
}

/** A statement for what is known of the list's age: `pods`, `nodes`, and `newest`, when its newest pod became ready. */
export function podListFacts(table: TableName): string {
  return `SELECT count(*) AS pods, count(DISTINCT node) AS nodes, count(DISTINCT CASE WHEN zone_name = '' THEN node END) AS without, max(started) AS newest FROM (${rowsOf(table)}) p`;
}

/** A statement for the time (`written`) of the list's file; an engine without that hidden column refuses it. */
export function podListWritten(table: TableName): string {
  return `SELECT CAST(floor(to_unixtime(max("$file_modified_time"))) AS bigint) AS written FROM ${qualified(table)}`;
}

export function podListNotices(table: TableName): Notice[] {
  const name = shownName(table);
  return [
    {
      severity: 'warning',
      text: `${name} lists the pods of one moment, and is overwritten: traffic of pods that were gone then, and of all pods before they last became ready, is not attributed; an address that changed hands since goes to the pod of the list.`,
    },
    {
      severity: 'info',
      text: `${name} tells neither namespaces nor controllers nor UIDs, only pods with the label app: a workload is the value of that label here, and pods without it are unattributed. Zones are found by name from the flow records.`,
    },
  ];
}

/** Later than any record, so that it reaches past every later owner's start. */
const stillHeld = bigint(253_402_300_799);

/** The list's rows with times in seconds, its `<none>` as nothing, and what all rows together tell. */
function rowsOf(table: TableName): string {
  // An EKS node that is named by its address has it in the name (EC2, hostname types: ip-10-0-1-23.ec2.internal).
  const nodeAddress = `coalesce(replace(regexp_extract("node", '^ip-([0-9]{1,3}(-[0-9]{1,3}){3})([.]|$)', 1), '-', '.'), '')`;
  const seconds = `CAST(floor(TRY(to_unixtime(from_iso8601_timestamp(replace(trim("creation_time"), ' ', 'T'))))) AS bigint)`;
  const rows = `SELECT trim("name") AS pod, trim("ip") AS address, CASE WHEN "app" NOT IN ('', '<none>') THEN "app" END AS app,
    coalesce("node", '') AS node, ${nodeAddress} AS node_address, CASE WHEN "az" = '<none>' THEN '' ELSE coalesce("az", '') END AS zone_name, ${seconds} AS started
    FROM ${qualified(table)} WHERE "name" <> '' AND "ip" IS NOT NULL`;
  return `SELECT *, count(*) OVER (PARTITION BY address) AS holders, max(started) OVER () AS newest FROM (${rows}) r`;
}
