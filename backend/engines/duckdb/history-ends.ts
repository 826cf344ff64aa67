/** How far the history of a cluster reaches: the newest sight of a pod or node, or the newest look at the cluster. */
import { LRUCache } from 'lru-cache';
import type { Visit } from '../../storage/place';
import type { Asking } from './database';
import { historyFailure } from './damaged-history';
import { filesOf, type DayFolder, type HistoryFile, type HistoryListing } from './history-files';
import { fileList, textLiteral } from './sql-text';

/** Files of the store as a relation. Days written by an older version may lack newer columns, which are NULL then. */
export function historyReader(files: readonly HistoryFile[]): string {
  return `(SELECT * FROM read_parquet(${fileList(files.map(({ path }) => path))}, hive_partitioning = false, union_by_name = true)
  UNION ALL BY NAME SELECT CAST(NULL AS BIGINT) AS followed_at WHERE false)`;
}

export class HistoryEnds {
  private readonly known = new LRUCache<string, { newest: number | null }>({ max: 1000 });

  /** Epoch seconds, or null if nothing was ever seen; remembered while the newest files stay as they are. */
  async newest(
    listing: HistoryListing,
    resource: 'pods' | 'nodes',
    cluster: string,
    { session, signal }: Asking
  ): Promise<number | null> {
    const seen = await this.newestFiles(listing.visit, listing[resource].get(cluster), signal);
    const looks = await this.newestFiles(listing.visit, listing.observations.get(cluster), signal);
    const key = [
      resource,
      ...[...seen, ...looks].map(({ path, size, modifiedMs }) => `${path}\0${size}\0${modifiedMs}`),
    ];
    const known = this.known.get(key.join('\0'));
    if (known !== undefined) {
      return known.newest;
    }
    const parts = [
      ...(seen.length === 0 ? [] : [`SELECT max(last_seen) AS second FROM ${historyReader(seen)}`]),
      ...(looks.length === 0
        ? []
        : [`SELECT max("to") AS second FROM ${historyReader(looks)} WHERE resource = ${textLiteral(resource)}`]),
    ];
    if (parts.length === 0) {
      return null;
    }
    const sql = `SELECT max(second) AS newest FROM (${parts.join(' UNION ALL ')})`;
    const { result } = await session.select(sql, signal).catch(async (error: unknown) => {
      throw await historyFailure(error, [...seen, ...looks], { session, signal });
    });
    const value = result.columns.get('newest')?.[0];
    const newest = typeof value === 'number' ? value : null;
    this.known.set(key.join('\0'), { newest });
    return newest;
  }

  private newestFiles(
    visit: Visit,
    folders: readonly DayFolder[] | undefined,
    signal: AbortSignal
  ): Promise<HistoryFile[]> {
    const newest = folders?.at(-1);
    return newest === undefined ? Promise.resolve([]) : filesOf(visit, [newest], signal);
  }
}
