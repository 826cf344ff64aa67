/** How new the data in tables is and what it lacks, from the newest partitions alone. */
import type { FlowField } from '../../flows/fields';
import { isoTime } from '../../history/reach';
import { bigint } from '../../sql/literal';
import type { Freshness } from '../engine';
import type { TableCatalog } from './catalog';
import { openFlowTable } from './flows-of-range';
import type { TableHistory } from './history-of-range';
import { inventoryFactsStatement, inventoryFreshness } from '../inventory-freshness';
import { historyRelation, historyTables, type DaysByCluster } from './history-relations';
import { qualified, shownName } from './identifiers';
import type { PartitionValues } from './partition-keys';
import type { SqlClient, TableName } from './sql-client';

export interface FreshnessContext {
  client: SqlClient;
  catalog: TableCatalog;
  history: TableHistory;
  tables: { flows: TableName; history: TableName };
  partitions: PartitionValues;
  /** Epoch seconds. */
  now: number;
}

/** One row for the flow logs, one a cluster for pod history and for nodes, one for the inventory if there is one. Errors as Engine.open. */
export async function readTableFreshness(context: FreshnessContext, signal: AbortSignal): Promise<Freshness[]> {
  const [flows, history] = await Promise.all([flowFreshness(context, signal), ownersFreshness(context, signal)]);
  return [flows, ...history];
}

async function ownersFreshness(context: FreshnessContext, signal: AbortSignal): Promise<Freshness[]> {
  // A table that is not there is told as a finding.
  const exists = (await context.catalog.schema(context.tables.history, signal)) !== null;
  const list = exists ? await context.history.asPodList(signal) : null;
  if (list !== null) {
    return list.freshness(signal);
  }
  const [history, nodes, inventory] = await Promise.all([
    historyFreshness(context, signal),
    nodeFreshness(context, signal),
    freshnessOfInventory(context, signal),
  ]);
  return [...history, ...nodes, ...inventory];
}

async function freshnessOfInventory(
  { client, catalog, tables }: FreshnessContext,
  signal: AbortSignal
): Promise<Freshness[]> {
  const names = historyTables(tables.history);
  const [interfaces, subnets] = await Promise.all([
    catalog.schema(names.interfaces, signal),
    catalog.schema(names.subnets, signal),
  ]);
  if (interfaces === null && subnets === null) {
    return [];
  }
  const sql = inventoryFactsStatement(
    historyRelation('interfaces', names.interfaces, interfaces, null),
    historyRelation('subnets', names.subnets, subnets, null)
  );
  const { result } = await client.run(sql, signal);
  return inventoryFreshness(result);
}

/** Looked back this far, one after the other, until a record is found: each reads only partitions of that time. */
const lookBackSeconds = [2 * 3600, 2 * 86_400, 35 * 86_400];

const wantedFields = ['flow_direction', 'action', 'log_status', 'az_id', 'packets'] as const satisfies FlowField[];

async function flowFreshness(context: FreshnessContext, signal: AbortSignal): Promise<Freshness> {
  const { client, catalog, tables, partitions, now } = context;
  const table = await openFlowTable(tables.flows, partitions, catalog, signal);
  const name = shownName(tables.flows);
  let newest: number | null = null;
  // A table that no range prunes is read once, whole.
  for (const seconds of table.scheme.levels.length === 0 ? [0] : lookBackSeconds) {
    const range = { from: now - seconds, to: now + 1 };
    const recent = seconds === 0 ? '' : ` WHERE "start" >= ${bigint(now - seconds)}`;
    const { result } = await client.run(
      `SELECT max("start") AS newest FROM (${table.relation(range)}) f${recent}`,
      signal
    );
    const value = result.columns.get('newest')?.[0];
    if (typeof value === 'number') {
      newest = value;
      break;
    }
  }
  const row = { source: 'flows', cluster: '', newest } as const;
  if (newest === null) {
    const finding = `The table ${name} has no flow record of the last 35 days.`;
    return { ...row, finding, remedy: 'Check that the flow log is active, and that the table’s partitions are there.' };
  }
  const lacking = wantedFields.filter((field) => !table.fields.has(field));
  const damage = table.notices.map(({ text }) => ` ${text}`).join('');
  const age = `The newest flow record of ${name} is of ${isoTime(newest)}`;
  return lacking.length === 0
    ? { ...row, finding: `${age}.${damage}`, remedy: '' }
    : {
        ...row,
        finding: `${age}; the table has no ${lacking.map((field) => field.replaceAll('_', '-')).join(', no ')}.${damage}`,
        remedy: 'Create a flow log with these fields too, and add the columns to the table.',
      };
}

const importRemedy =
  'Write pod history with `zoneflow history import` or `zoneflow collect`, and add its partitions to the table.';

async function historyFreshness(context: FreshnessContext, signal: AbortSignal): Promise<Freshness[]> {
  const table = context.tables.history;
  const days = await daysOf(context, table, signal);
  if (days.size === 0) {
    const finding = `The table ${shownName(table)} has no pod history.`;
    return [{ source: 'history', cluster: '', newest: null, finding, remedy: importRemedy }];
  }
  const sights = await context.history.newestSights('pods', newestDays(days), signal);
  return [...days].map(([cluster, all]): Freshness => {
    const newest = sights.get(cluster) ?? null;
    const reach = newest === null ? 'has no pod' : `reaches from ${all[0] ?? ''} to ${isoTime(newest)}`;
    const finding = `The pod history of cluster ${cluster} ${reach}.`;
    return { source: 'history', cluster, newest, finding, remedy: newest === null ? importRemedy : '' };
  });
}

async function nodeFreshness(context: FreshnessContext, signal: AbortSignal): Promise<Freshness[]> {
  const table = historyTables(context.tables.history).nodes;
  const days = await daysOf(context, table, signal);
  if (days.size === 0) {
    const finding = `There is no node history in ${shownName(table)}: the zones of pods are not known from their nodes.`;
    return [{ source: 'nodes', cluster: '', newest: null, finding, remedy: importRemedy }];
  }
  const newest = newestDays(days);
  const sights = await context.history.newestSights('nodes', newest, signal);
  const oldestOfInterest = Math.min(...[...sights.values()].map((sight) => sight - recentSeconds));
  const first = [...newest.values()].sort()[0] ?? '';
  const { result } = await context.client.run(
    // The newest row of a node says whether it has ended.
    `SELECT cluster, count(*) AS nodes, count(CASE WHEN zone_id = '' THEN node END) AS without FROM (
  SELECT cluster, node, max(zone_id) AS zone_id FROM ${qualified(table)}
  WHERE CAST(day AS varchar) >= '${first}' AND last_seen >= ${bigint(oldestOfInterest)} GROUP BY cluster, node
  HAVING max_by(ended IS NULL, 2 * last_seen + CASE WHEN ended IS NULL THEN 0 ELSE 1 END)) n GROUP BY cluster`,
    signal
  );
  const clusters = (result.columns.get('cluster') ?? []).map(String);
  const numberOf = (column: string, cluster: string): number =>
    Number(result.columns.get(column)?.[clusters.indexOf(cluster)] ?? 0);
  return [...days.keys()].map((cluster): Freshness => {
    const sight = sights.get(cluster) ?? null;
    const without = numberOf('without', cluster);
    const zones = without === 0 ? 'all with a zone ID' : `${without} of them without a zone ID`;
    return {
      source: 'nodes',
      cluster,
      newest: sight,
      finding: `Cluster ${cluster} has ${numberOf('nodes', cluster)} nodes, ${zones}${sight === null ? '' : `, seen until ${isoTime(sight)}`}.`,
      remedy:
        without === 0
          ? ''
          : 'Run `zoneflow inventory`: subnets tell the zones of addresses. Nodes from EKS 1.30 on tell them, too, by their label topology.k8s.aws/zone-id.',
    };
  });
}

/**
 * Nodes seen within this time before the newest sight, and not known to have ended, count as there: who watches a cluster
 * stores a node that stays as it is once a day.
 */
const recentSeconds = 2 * 86_400;

async function daysOf({ catalog }: FreshnessContext, table: TableName, signal: AbortSignal): Promise<DaysByCluster> {
  const schema = await catalog.schema(table, signal);
  return schema === null ? new Map<string, readonly string[]>() : catalog.days(table, schema, signal);
}

function newestDays(days: DaysByCluster): Map<string, string> {
  return new Map([...days].map(([cluster, all]) => [cluster, all.at(-1) ?? '']));
}
