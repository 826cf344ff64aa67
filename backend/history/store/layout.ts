/** Where the history store keeps what: one Parquet file a table, cluster and day, in Hive-style folders. */
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ZoneFlowError } from '../../errors';

export const tableNames = ['pods', 'nodes', 'observations'] as const;
export type TableName = (typeof tableNames)[number];

export interface StoredFile {
  table: TableName;
  cluster: string;
  /** `2026-03-10` */
  day: string;
  /** Relative to the store's folder. */
  path: string;
}

/** `pods/cluster=NAME/day=2026-03-10/pods.parquet` */
export function storedPath(table: TableName, cluster: string, day: string): string {
  return join(table, `cluster=${cluster}`, `day=${day}`, `${table}.parquet`);
}

/** The folder of a location, absolute. Errors: unsupported for anything but a folder. */
export function storeFolder(location: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(location)) {
    throw new ZoneFlowError('unsupported', `Pod history cannot be written to ${location} yet`, {
      remedy: 'Import into a folder and copy it to the bucket (aws s3 sync).',
    });
  }
  return resolve(location);
}

/** EKS allows letters, digits, hyphens and underscores, up to 100; dots are for other clusters. Errors: bad_input. */
export function checkClusterName(name: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name)) {
    throw new ZoneFlowError('bad_input', `${JSON.stringify(name)} is no cluster name`, {
      remedy: 'Use up to 100 letters, digits, hyphens, underscores and dots, a letter or digit first.',
    });
  }
}

/** The files of the store, sorted by path; none if the folder does not exist. Errors: location_denied. */
export async function storedFiles(folder: string, onlyCluster?: string): Promise<StoredFile[]> {
  const files: StoredFile[] = [];
  for (const table of tableNames) {
    for (const cluster of await partitions(join(folder, table), 'cluster')) {
      if (onlyCluster !== undefined && cluster !== onlyCluster) {
        continue;
      }
      for (const day of await partitions(join(folder, table, `cluster=${cluster}`), 'day')) {
        const path = storedPath(table, cluster, day);
        if (dayPattern.test(day) && (await names(join(folder, path, '..'))).includes(`${table}.parquet`)) {
          files.push({ table, cluster, day, path });
        }
      }
    }
  }
  return files;
}

const dayPattern = /^\d{4}-\d\d-\d\d$/;

/** Values of the folders `key=value`, sorted. */
async function partitions(folder: string, key: string): Promise<string[]> {
  const prefix = `${key}=`;
  return (await names(folder)).filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
}

async function names(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      return [];
    }
    throw error;
  }
}
