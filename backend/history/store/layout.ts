/** Where the history store keeps what: Parquet files in Hive-style folders, one folder a table, cluster and day. */
import { randomBytes } from 'node:crypto';
import { ZoneFlowError } from '../../errors';

export const tableNames = ['pods', 'nodes', 'observations'] as const;
export type TableName = (typeof tableNames)[number];

export interface DayOfTable {
  table: TableName;
  cluster: string;
  /** `2026-03-10` */
  day: string;
}

export interface StoredFile extends DayOfTable {
  /** Relative to the store, with slashes. */
  path: string;
  size: number;
}

/** `pods/cluster=NAME/` */
export function clusterFolder(table: TableName, cluster: string): string {
  return `${table}/cluster=${cluster}/`;
}

/** `pods/cluster=NAME/day=2026-03-10/` */
export function dayFolder({ table, cluster, day }: DayOfTable): string {
  return `${clusterFolder(table, cluster)}day=${day}/`;
}

/**
 * `pods/cluster=NAME/day=2026-03-10/pods.parquet`: what imports into a folder write, who lock it. It is replaced, so nobody
 * else may remove it.
 */
export function importedPath(of: DayOfTable): string {
  return `${dayFolder(of)}${of.table}.parquet`;
}

export function isImported({ path }: Pick<StoredFile, 'path'>): boolean {
  const table = path.slice(0, path.indexOf('/'));
  return path.endsWith(`/${table}.parquet`);
}

/** `pods/cluster=NAME/day=2026-03-10/pods-20260310T050000-1f2e3d4c5b6a7988.parquet`: written once, never replaced. */
export function uniquePath(of: DayOfTable, now: number): string {
  const time = new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  return `${dayFolder(of)}${of.table}-${time}-${randomBytes(8).toString('hex')}.parquet`;
}

/** What readers take for a file of the store. */
export function isDataFile(name: string): boolean {
  return name.endsWith('.parquet') && !/^[._]/.test(name);
}

/** Values of the folders `key=value`, sorted. */
export function partitionValues(folders: readonly string[], key: 'cluster' | 'day'): string[] {
  const values = folders.filter((name) => name.startsWith(`${key}=`)).map((name) => name.slice(key.length + 1));
  return values.filter((value) => key === 'cluster' || /^\d{4}-\d\d-\d\d$/.test(value)).sort();
}

/** EKS allows letters, digits, hyphens and underscores, up to 100; dots are for other clusters. Errors: bad_input. */
export function checkClusterName(name: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name)) {
    throw new ZoneFlowError('bad_input', `${JSON.stringify(name)} is no cluster name`, {
      remedy: 'Use up to 100 letters, digits, hyphens, underscores and dots, a letter or digit first.',
    });
  }
}
