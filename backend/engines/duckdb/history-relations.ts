/** The SELECTs behind `pod_history`, `node_history` and `history_observations`: one row a pod or node and address. */
import { mergedValue } from '../../history/store/merged-rows';
import type { Merge } from '../../history/store/tables';
import { historyReader } from './history-ends';
import type { HistoryFile } from './history-files';

type Columns = ReadonlyArray<readonly [name: string, type: string, merge: Merge]>;

const podColumns: Columns = [
  ['cluster', 'VARCHAR', 'key'],
  ['uid', 'VARCHAR', 'key'],
  ['namespace', 'VARCHAR', 'newest'],
  ['pod', 'VARCHAR', 'newest'],
  ['workload', 'VARCHAR', 'newest'],
  ['node', 'VARCHAR', 'max'],
  ['address', 'VARCHAR', 'key'],
  ['labels', 'MAP(VARCHAR, VARCHAR)', 'newest'],
  ['started', 'BIGINT', 'min'],
  ['ended', 'BIGINT', 'min'],
  ['last_seen', 'BIGINT', 'max'],
];

const nodeColumns: Columns = [
  ['cluster', 'VARCHAR', 'key'],
  ['node', 'VARCHAR', 'key'],
  ['address', 'VARCHAR', 'key'],
  ['zone_id', 'VARCHAR', 'max'],
  ['zone_name', 'VARCHAR', 'max'],
  ['started', 'BIGINT', 'min'],
  ['ended', 'BIGINT', 'end'],
  ['last_seen', 'BIGINT', 'max'],
];

/** An import writes all days alike; what else writes leaves rows of one pod in several files, each of what was known then. */
function isOneImport(files: readonly HistoryFile[]): boolean {
  return files.every(({ label }) => /\/(pods|nodes)\.parquet$/.test(label));
}

export function podRelation(files: readonly HistoryFile[]): string {
  const held = `SELECT * FROM ${historyReader(files)} WHERE NOT host_network AND address <> ''`;
  if (files.length === 0 || isOneImport(files)) {
    return files.length === 0 ? emptyRelation(podColumns) : plainRelation(podColumns, held);
  }
  return `SELECT ${mergedColumns(podColumns)} FROM (${held}) r GROUP BY cluster, uid, address`;
}

/** Rows without an address stay: a Fargate node's one address is its pod's, but its zone is the pod's as well. */
export function nodeRelation(files: readonly HistoryFile[]): string {
  const all = `SELECT * FROM ${historyReader(files)}`;
  if (files.length === 0 || isOneImport(files)) {
    return files.length === 0 ? emptyRelation(nodeColumns) : plainRelation(nodeColumns, all);
  }
  // What pods told of a node gives way to the node itself.
  return `SELECT ${nodeColumns.map(([name]) => name).join(', ')} FROM (
  SELECT ${mergedColumns(nodeColumns)}, uid, max(uid) OVER (PARTITION BY cluster, node, address) AS real_uid
  FROM (${all}) r GROUP BY cluster, uid, node, address) n WHERE uid <> '' OR real_uid = ''`;
}

export function observationRelation(files: readonly HistoryFile[]): string {
  return relation(files, observationColumns, 'true', { observed_from: '"from"', observed_to: '"to"' });
}

const observationColumns = {
  cluster: 'VARCHAR',
  resource: 'VARCHAR',
  observed_from: 'BIGINT',
  observed_to: 'BIGINT',
};

/** Stored rows as a relation of these columns. @param stored the stored column's name (SQL) where it is another. */
export function relation(
  files: readonly HistoryFile[],
  columns: Record<string, string>,
  condition: string,
  stored: Record<string, string> = {}
): string {
  const select = (value: (name: string) => string): string =>
    Object.entries(columns)
      .map(([name, type]) => `CAST(${value(name)} AS ${type}) AS ${name}`)
      .join(', ');
  return files.length === 0
    ? `SELECT ${select(() => 'NULL')} WHERE false`
    : `SELECT ${select((name) => stored[name] ?? name)} FROM ${historyReader(files)} WHERE ${condition}`;
}

function emptyRelation(columns: Columns): string {
  return `SELECT ${columns.map(([name, type]) => `CAST(NULL AS ${type}) AS ${name}`).join(', ')} WHERE false`;
}

function plainRelation(columns: Columns, rows: string): string {
  const value = (name: string): string => (name === 'ended' ? 'coalesce(ended, followed_at)' : name);
  return `SELECT ${columns.map(([name, type]) => `CAST(${value(name)} AS ${type}) AS ${name}`).join(', ')} FROM (${rows}) r`;
}

/** A known end goes before the next owner's start, whichever of the rows has it. */
function mergedColumns(columns: Columns): string {
  const value = (name: string, merge: Merge): string =>
    name === 'ended' ? `coalesce(${mergedValue(merge, name)}, min(followed_at))` : mergedValue(merge, name);
  return columns.map(([name, type, merge]) => `CAST(${value(name, merge)} AS ${type}) AS ${name}`).join(', ');
}
