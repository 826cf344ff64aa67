/** The SELECTs behind the relations of history and inventory, over tables of the history store's layout. Pure. */
import { ZoneFlowError } from '../../errors';
import { mergedValue } from '../../history/store/merged-rows';
import { nodeTable, podTable, type Merge } from '../../history/store/tables';
import { text } from '../../sql/literal';
import { identifier, qualified, shownName } from './identifiers';
import { kindOfTable, kindText } from './table-kind';
import type { TableColumn, TableName, TableSchema } from './sql-client';

export type HistoryKind = 'pods' | 'nodes' | 'observations' | 'interfaces' | 'subnets';

/** The tables: the one that the settings name, and those beside it. */
export function historyTables(pods: TableName): Record<HistoryKind, TableName> {
  return {
    pods,
    nodes: { ...pods, table: `${pods.table}_nodes` },
    observations: { ...pods, table: `${pods.table}_observations` },
    interfaces: { ...pods, table: `${pods.table}_interfaces` },
    subnets: { ...pods, table: `${pods.table}_subnets` },
  };
}

/** Stored days by cluster, oldest first; text as `2026-03-10`. */
export type DaysByCluster = ReadonlyMap<string, readonly string[]>;

interface RelationColumn {
  name: string;
  type: 'varchar' | 'bigint' | 'map(varchar, varchar)';
  /** Where the table's column has another name. */
  stored?: string;
  /** A table without it gives NULL instead of an error. */
  optional?: boolean;
}

const columns: Readonly<Record<HistoryKind, readonly RelationColumn[]>> = {
  pods: [
    ...['cluster', 'uid', 'namespace', 'pod', 'workload', 'node', 'address'].map(varchar),
    { name: 'labels', type: 'map(varchar, varchar)', optional: true },
    ...['started', 'ended', 'last_seen'].map(bigint),
  ],
  nodes: [
    ...['cluster', 'node', 'address', 'zone_id', 'zone_name'].map(varchar),
    ...['started', 'ended', 'last_seen'].map(bigint),
  ],
  observations: [
    ...['cluster', 'resource'].map(varchar),
    { name: 'observed_from', type: 'bigint', stored: 'from' },
    { name: 'observed_to', type: 'bigint', stored: 'to' },
  ],
  interfaces: [
    ...['account', 'region', 'interface_id', 'vpc_id', 'cluster', 'address', 'kind', 'name', 'zone_id'].map(varchar),
    ...['started', 'ended', 'last_seen'].map(bigint),
  ],
  subnets: [
    ...['account', 'region', 'vpc_id', 'subnet_id', 'cidr', 'zone_id', 'zone_name'].map(varchar),
    ...['ended', 'last_seen'].map(bigint),
  ],
};

/** Name of each kind's relation in statements. */
export const relationNames: Readonly<Record<HistoryKind, string>> = {
  pods: 'pod_history',
  nodes: 'node_history',
  observations: 'history_observations',
  interfaces: 'interface_history',
  subnets: 'subnet_history',
};

/**
 * @param schema null for a table that is not there: a relation without rows.
 * @param condition on the table's columns, or null for all rows.
 * Errors: bad_settings for a table of another kind.
 */
export function historyRelation(
  kind: HistoryKind,
  table: TableName,
  schema: TableSchema | null,
  condition: string | null
): string {
  const wanted = columns[kind];
  if (schema === null) {
    return `SELECT ${wanted.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${name}`).join(', ')} WHERE false`;
  }
  const all = allColumns(schema);
  const missing = wanted.filter(({ name, stored, optional }) => optional !== true && !all.has(stored ?? name));
  if (missing.length > 0) {
    const names = missing.map(({ name, stored }) => stored ?? name).join(', ');
    throw new ZoneFlowError(
      'bad_settings',
      `The table ${shownName(table)} is no pod history: ${kindText(kindOfTable(schema)) || `it has no column ${names}`}`,
      {
        remedy: `Set history.table to a table of pods that was made with \`zoneflow ddl\` (its nodes are in ${shownName(historyTables(table).nodes)}), or to the list of pods of the AWS sample, pods-table.`,
      }
    );
  }
  const merges = all.has('uid') ? mergesOf(kind) : null;
  const read = merges === null ? wanted : [...wanted, ...wantedForMerging(wanted)];
  const values = read.map(({ name, type, stored = name }) => `${valueOf(all.get(stored), type)} AS ${name}`);
  const conditions = [
    ...(kind === 'pods' ? [`${all.has('host_network') ? 'NOT host_network AND ' : ''}address <> ''`] : []),
    ...(condition === null ? [] : [condition]),
  ];
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const rows = `SELECT ${values.join(', ')} FROM ${qualified(table)}${where}`;
  return merges === null ? rows : mergedRelation(kind, wanted, merges, rows);
}

/** How columns of several rows of one pod or node come together; null for what has no such rows. */
function mergesOf(kind: HistoryKind): ReadonlyMap<string, Merge> | null {
  switch (kind) {
    case 'pods':
      return new Map(podTable.columns.map(([name, , merge]) => [name, merge]));
    case 'nodes':
      return new Map(nodeTable.columns.map(([name, , merge]) => [name, merge]));
    case 'observations':
    case 'interfaces':
    case 'subnets':
      return null;
  }
}

function wantedForMerging(wanted: readonly RelationColumn[]): RelationColumn[] {
  return [varchar('uid'), bigint('followed_at')].filter(({ name }) => wanted.every((column) => column.name !== name));
}

/** Files and days repeat a pod or node, each with what was known then: one row of it and an address. */
function mergedRelation(
  kind: HistoryKind,
  wanted: readonly RelationColumn[],
  merges: ReadonlyMap<string, Merge>,
  rows: string
): string {
  const values = wanted.map(({ name }) => {
    const value = mergedValue(merges.get(name) ?? 'newest', name);
    // A known end goes before the next owner's start, whichever of the rows has it.
    return `${name === 'ended' ? `coalesce(${value}, min(followed_at))` : value} AS ${name}`;
  });
  if (kind === 'pods') {
    return `SELECT ${values.join(', ')} FROM (${rows}) r GROUP BY cluster, uid, address`;
  }
  // What pods told of a node gives way to the node itself.
  return `SELECT ${wanted.map(({ name }) => name).join(', ')} FROM (
  SELECT ${values.join(', ')}, uid, max(uid) OVER (PARTITION BY cluster, node, address) AS real_uid
  FROM (${rows}) r GROUP BY cluster, uid, node, address) n WHERE uid <> '' OR real_uid = ''`;
}

/**
 * Condition for the chosen days of each cluster, null if the table has no day to tell them by. Days of `window` are one
 * range of it, whatever clusters they are of; the few beyond are named one by one.
 */
export function daysCondition(
  schema: TableSchema,
  chosen: DaysByCluster,
  window: { first: string; last: string } | null
): string | null {
  const day = allColumns(schema).get('day');
  if (day === undefined) {
    return null;
  }
  const literal = (value: string): string => (day.type === 'date' ? `DATE ${text(value)}` : text(value));
  const isBeyond = (value: string): boolean => window === null || value < window.first || value > window.last;
  const alternatives = [
    ...(window === null ? [] : [`day BETWEEN ${literal(window.first)} AND ${literal(window.last)}`]),
    ...[...chosen].flatMap(([cluster, days]) =>
      days.filter(isBeyond).map((value) => `(cluster = ${text(cluster)} AND day = ${literal(value)})`)
    ),
  ];
  return alternatives.length === 1 ? alternatives.join('') : `(${alternatives.join(' OR ')})`;
}

function varchar(name: string): RelationColumn {
  return { name, type: 'varchar' };
}

function bigint(name: string): RelationColumn {
  return { name, type: 'bigint' };
}

function allColumns({ columns: own, partitionKeys }: TableSchema): Map<string, TableColumn> {
  return new Map([...own, ...partitionKeys].map((column) => [column.name.toLowerCase(), column]));
}

function valueOf(column: TableColumn | undefined, type: RelationColumn['type']): string {
  if (column === undefined || (type.startsWith('map') && !column.type.startsWith('map'))) {
    return `CAST(NULL AS ${type})`;
  }
  const same = column.type === type || (type === 'varchar' && column.type === 'string');
  const name = identifier(column.name);
  return same ? name : `CAST(${name} AS ${type})`;
}
