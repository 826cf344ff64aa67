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
import type { HistoryEnds } from './history-ends';
import { nodeRelation, observationRelation, podRelation } from './history-relations';

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
  return { files, sql: observationRelation(files) };
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
