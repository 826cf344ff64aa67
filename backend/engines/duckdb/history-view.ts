/** The SELECTs behind the history relations, and what is to be said of where a cluster's history ends. */
import type { Notice } from '../../frames/frame';
import { noHistoryNotice, reachNotices } from '../../history/reach';
import type { TimeRange } from '../engine';
import type { Asking } from './database';
import {
  filesOf,
  foldersOfRange,
  lookFoldersOfRange,
  type DayFolder,
  type HistoryFile,
  type HistoryListing,
} from './history-files';
import { historyReader, type HistoryEnds } from './history-ends';

export interface HistoryOfRange {
  /** Everything the views read. */
  files: HistoryFile[];
  podHistory: string;
  nodeHistory: string;
  notices: Notice[];
  /** Last sight of a pod in the clusters whose newest day is among the files; epoch seconds. */
  lastSight: number | null;
}

export interface HistoryAsking extends Asking {
  ends: HistoryEnds;
}

/** Chooses the day folders of the range and looks at how far each cluster's history reaches. */
export async function historyOfRange(
  listing: HistoryListing,
  range: TimeRange,
  asking: HistoryAsking
): Promise<HistoryOfRange> {
  const { signal } = asking;
  const podFolders = foldersOfRange(listing.pods, range);
  const pods = await filesOf(listing.visit, podFolders, signal);
  const nodes = await filesOf(listing.visit, foldersOfRange(listing.nodes, range), signal);
  return {
    files: [...pods, ...nodes],
    podHistory: podRelation(pods),
    nodeHistory: nodeRelation(nodes),
    ...(await historyEnds(listing, podFolders, range, asking)),
  };
}

/** The files and the SELECT behind `history_observations`. */
export async function observationsOfRange(
  listing: HistoryListing,
  range: TimeRange,
  signal: AbortSignal
): Promise<{ files: HistoryFile[]; sql: string }> {
  const files = await filesOf(listing.visit, lookFoldersOfRange(listing.observations, range), signal);
  return { files, sql: relation(files, observationColumns, 'true', { observed_from: '"from"', observed_to: '"to"' }) };
}

const podColumns = {
  cluster: 'VARCHAR',
  uid: 'VARCHAR',
  namespace: 'VARCHAR',
  pod: 'VARCHAR',
  workload: 'VARCHAR',
  node: 'VARCHAR',
  address: 'VARCHAR',
  labels: 'MAP(VARCHAR, VARCHAR)',
  started: 'BIGINT',
  ended: 'BIGINT',
  last_seen: 'BIGINT',
};

const nodeColumns = {
  cluster: 'VARCHAR',
  node: 'VARCHAR',
  address: 'VARCHAR',
  zone_id: 'VARCHAR',
  zone_name: 'VARCHAR',
  started: 'BIGINT',
  ended: 'BIGINT',
  last_seen: 'BIGINT',
};

const observationColumns = {
  cluster: 'VARCHAR',
  resource: 'VARCHAR',
  observed_from: 'BIGINT',
  observed_to: 'BIGINT',
};

function podRelation(files: readonly HistoryFile[]): string {
  return relation(files, podColumns, `NOT host_network AND address <> ''`);
}

/** Rows without an address stay: a Fargate node's one address is its pod's, but its zone is the pod's as well. */
function nodeRelation(files: readonly HistoryFile[]): string {
  return relation(files, nodeColumns, 'true');
}

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

async function historyEnds(
  listing: HistoryListing,
  chosen: readonly DayFolder[],
  range: TimeRange,
  { ends, session, signal }: HistoryAsking
): Promise<Pick<HistoryOfRange, 'notices' | 'lastSight'>> {
  const notices = listing.pods.size === 0 ? [noHistoryNotice] : [];
  const sights: number[] = [];
  for (const [cluster, folders] of listing.pods) {
    const [oldest, newest] = [folders[0], folders.at(-1)];
    if (oldest === undefined || newest === undefined) {
      continue;
    }
    const lastSight = chosen.includes(newest) ? await ends.newest(listing, 'pods', cluster, { session, signal }) : null;
    sights.push(...(lastSight === null ? [] : [lastSight]));
    const isIn = chosen.some((folder) => folder.cluster === cluster);
    notices.push(...reachNotices({ cluster, oldestDay: oldest.day, lastSight, isIn }, range));
  }
  return { notices, lastSight: sights.length === 0 ? null : Math.max(...sights) };
}
