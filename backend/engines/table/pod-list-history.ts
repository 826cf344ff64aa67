/** A list of one moment's pods in the place of pod history: its relations for a range, and how old it is. */
import { createAnswerCache, type AnswerCache } from '../../cache/answer-cache';
import { ZoneFlowError } from '../../errors';
import { isoTime, reachNotices } from '../../history/reach';
import type { Freshness, TimeRange } from '../engine';
import type { HistoryOfRange } from './history-of-range';
import { historyRelation, relationNames } from './history-relations';
import { shownName } from './identifiers';
import { podListFacts, podListNotices, podListRelations, podListWritten } from './pod-list';
import type { SqlClient, TableName } from './sql-client';

const writtenMs = 60_000;

export class PodListHistory {
  private readonly client: SqlClient;
  private readonly table: TableName;
  private readonly cluster: string;
  private readonly writtenTimes: AnswerCache<{ at: number | null }> = createAnswerCache({
    most: 1,
    mostSize: 1,
    size: () => 1,
  });

  constructor(client: SqlClient, table: TableName, cluster: string) {
    this.client = client;
    this.table = table;
    this.cluster = cluster;
  }

  /** @param looks whether the relations are for questions about events and values */
  ofRange(range: TimeRange, looks: boolean): HistoryOfRange {
    const { pods, nodes, observations } = podListRelations(this.table, { cluster: this.cluster, arrivals: !looks });
    return {
      relations: new Map([
        [relationNames.pods, pods],
        [relationNames.nodes, nodes],
        // Nothing of the inventory lies beside the sample's tables.
        [relationNames.interfaces, historyRelation('interfaces', this.table, null, null)],
        [relationNames.subnets, historyRelation('subnets', this.table, null, null)],
        ...(looks ? [[relationNames.observations, observations] as const] : []),
      ]),
      hasInventory: false,
      notices: podListNotices(this.table),
      reach: async (signal) => {
        const at = await this.written(signal);
        const { cluster } = this;
        const reached = { cluster: cluster === '' ? shownName(this.table) : cluster, oldestDay: '', isIn: true };
        return { notices: reachNotices({ ...reached, lastSight: at }, range), lastSight: at };
      },
    };
  }

  /** One row for the pods, one for the nodes. */
  async freshness(signal: AbortSignal): Promise<Freshness[]> {
    const [{ result }, at] = await Promise.all([
      this.client.run(podListFacts(this.table), signal),
      this.written(signal),
    ]);
    const fact = (name: string): number | null => {
      const value = result.columns.get(name)?.[0];
      return typeof value === 'number' ? value : null;
    };
    const [pods, nodes, without] = [fact('pods') ?? 0, fact('nodes') ?? 0, fact('without') ?? 0];
    const name = shownName(this.table);
    // Where the file's own time is not known, the list is at least as new as its newest pod.
    const newest = at ?? fact('newest');
    const age =
      newest === null ? '' : at === null ? `, the newest ready since ${isoTime(newest)}` : `, as of ${isoTime(newest)}`;
    const { cluster } = this;
    return [
      {
        source: 'history',
        cluster,
        newest: pods === 0 ? null : newest,
        finding: `${name} lists ${pods} pods${age}: it is the AWS sample’s list of one moment, not a history.`,
        remedy: 'Collect pod history with `zoneflow collect`, so that pods that are gone are known, too.',
      },
      {
        source: 'nodes',
        cluster,
        newest: nodes === 0 ? null : newest,
        finding: `${name} names ${nodes} nodes, ${without === 0 ? 'all' : `all but ${without}`} with the name of a zone, none with its ID.`,
        remedy: '',
      },
    ];
  }

  /** When the list's file was written, epoch seconds; null if the engine does not tell. */
  private async written(signal: AbortSignal): Promise<number | null> {
    const read = async (shared: AbortSignal): Promise<{ at: number | null }> => {
      try {
        const { result } = await this.client.run(podListWritten(this.table), shared);
        const value = result.columns.get('written')?.[0];
        return { at: typeof value === 'number' ? value : null };
      } catch (error) {
        shared.throwIfAborted();
        if (error instanceof ZoneFlowError && mayLackColumn.has(error.code)) {
          return { at: null };
        }
        throw error;
      }
    };
    return (await this.writtenTimes.get('written', writtenMs, read, signal)).value.at;
  }
}

/** How engines refuse a column that they do not know. */
const mayLackColumn: ReadonlySet<string> = new Set(['engine_failed', 'bad_query', 'bad_settings', 'table_missing']);
