/** The history of a range in tables: its relations, and what is to be said of where it begins and ends. */
import { createAnswerCache, type AnswerCache } from '../../cache/answer-cache';
import type { Notice } from '../../frames/frame';
import { daysOfRange, lookDaysOfRange, paddedDays } from '../../history/day-choice';
import { noHistoryNotice, reachNotices } from '../../history/reach';
import { text } from '../../sql/literal';
import type { TimeRange } from '../engine';
import type { TableCatalog } from './catalog';
import {
  daysCondition,
  historyRelation,
  historyTables,
  relationNames,
  type DaysByCluster,
  type HistoryKind,
} from './history-relations';
import { qualified, shownName } from './identifiers';
import { PodListHistory } from './pod-list-history';
import { kindOfTable } from './table-kind';
import type { SqlClient, TableName, TableSchema } from './sql-client';

export interface HistoryOfRange {
  /** SELECTs by the relation's name. */
  relations: Map<string, string>;
  /** Whether there is a table of interfaces or of subnets. */
  hasInventory: boolean;
  notices: Notice[];
  /** Reads how far the history reaches, where the range is near its end: one small statement, which runs beside others. */
  reach(signal: AbortSignal): Promise<{ notices: Notice[]; lastSight: number | null }>;
}

const reachMs = 60_000;

export class TableHistory {
  private readonly client: SqlClient;
  private readonly catalog: TableCatalog;
  private readonly tables: Record<HistoryKind, TableName>;
  private readonly sights: AnswerCache<ReadonlyMap<string, number>> = createAnswerCache({
    most: 50,
    mostSize: 50,
    size: () => 1,
  });

  private readonly podList: PodListHistory;

  /** @param cluster name for a history that tells none; may be empty */
  constructor(client: SqlClient, catalog: TableCatalog, { pods, cluster }: { pods: TableName; cluster: string }) {
    this.client = client;
    this.catalog = catalog;
    this.tables = historyTables(pods);
    this.podList = new PodListHistory(client, pods, cluster);
  }

  /** The history as a list of one moment's pods, null if it is a history. Errors: table_missing. */
  async asPodList(signal: AbortSignal): Promise<PodListHistory | null> {
    const { catalog, tables } = this;
    // The tables beside it are wanted next, unless it is a list: asked for at the same time.
    const [pods] = await Promise.all([catalog.existing(tables.pods, signal), catalog.schema(tables.nodes, signal)]);
    return kindOfTable(pods) === 'pod-list' ? this.podList : null;
  }

  /** @param looks whether `history_observations` is wanted. Errors: table_missing, bad_settings. */
  async ofRange(range: TimeRange, looks: boolean, signal: AbortSignal): Promise<HistoryOfRange> {
    const { catalog, tables } = this;
    const list = await this.asPodList(signal);
    if (list !== null) {
      return list.ofRange(range, looks);
    }
    const window = paddedDays(range);
    const kinds: HistoryKind[] = ['pods', 'nodes', 'interfaces', 'subnets'];
    if (looks) {
      kinds.push('observations');
    }
    const read = await Promise.all(
      kinds.map(async (kind) => {
        const table = tables[kind];
        const schema = kind === 'pods' ? await catalog.existing(table, signal) : await catalog.schema(table, signal);
        const days: DaysByCluster = schema === null ? new Map() : await this.daysOf(table, schema, signal);
        const choose = kind === 'observations' ? lookDaysOfRange : daysOfRange;
        const chosen = new Map([...days].map(([cluster, all]) => [cluster, choose(all, range)]));
        const condition = schema === null ? null : daysCondition(schema, chosen, window);
        return { kind, schema, days, chosen, sql: historyRelation(kind, table, schema, condition) };
      })
    );
    const [pods] = read;
    const nodes = read.find(({ kind }) => kind === 'nodes');
    return {
      hasInventory: read.some(({ kind, schema }) => (kind === 'interfaces' || kind === 'subnets') && schema !== null),
      relations: new Map(read.map(({ kind, sql }) => [relationNames[kind], sql])),
      notices: nodes?.schema === null ? [noNodesNotice(tables.nodes)] : [],
      reach: (inner) =>
        pods?.schema == null || !hasDays(pods.schema)
          ? Promise.resolve({ notices: [], lastSight: null })
          : this.reach(pods, range, inner),
    };
  }

  /** Newest sight or look of each cluster on its newest stored day, epoch seconds. */
  async newestSights(
    kind: 'pods' | 'nodes',
    newestDays: ReadonlyMap<string, string>,
    signal: AbortSignal
  ): Promise<ReadonlyMap<string, number>> {
    if (newestDays.size === 0) {
      return new Map();
    }
    const [seen, looked] = await Promise.all([
      this.catalog.existing(this.tables[kind], signal),
      this.catalog.schema(this.tables.observations, signal),
    ]);
    const chosen = new Map([...newestDays].map(([cluster, day]) => [cluster, [day]]));
    // No window: each cluster's newest day by its name.
    const onDays = (schema: TableSchema): string | null => daysCondition(schema, chosen, null);
    const selects = [newestSelect(this.tables[kind], 'last_seen', onDays(seen))];
    if (looked !== null) {
      const conditions = [onDays(looked), `resource = ${text(kind)}`].filter((condition) => condition !== null);
      selects.push(newestSelect(this.tables.observations, '"to"', conditions.join(' AND ')));
    }
    const sql = `SELECT cluster, max(newest) AS newest FROM (${selects.join(' UNION ALL ')}) s GROUP BY cluster`;
    const read = async (shared: AbortSignal): Promise<ReadonlyMap<string, number>> => {
      const { result } = await this.client.run(sql, shared);
      const newest = result.columns.get('newest') ?? [];
      return new Map(
        (result.columns.get('cluster') ?? []).map((cluster, row) => [String(cluster), Number(newest[row])])
      );
    };
    return (await this.sights.get(sql, reachMs, read, signal)).value;
  }

  /** Days that are stored, by cluster; none for a table that does not tell them. */
  private daysOf(table: TableName, schema: TableSchema, signal: AbortSignal): Promise<DaysByCluster> {
    return hasDays(schema)
      ? this.catalog.days(table, schema, signal)
      : Promise.resolve(new Map<string, readonly string[]>());
  }

  private async reach(
    { days, chosen }: { days: DaysByCluster; chosen: DaysByCluster },
    range: TimeRange,
    signal: AbortSignal
  ): Promise<{ notices: Notice[]; lastSight: number | null }> {
    if (days.size === 0) {
      return { notices: [noHistoryNotice], lastSight: null };
    }
    const ending = [...days].flatMap(([cluster, all]): Array<[string, string]> => {
      const newest = all.at(-1);
      return newest !== undefined && chosen.get(cluster)?.includes(newest) === true ? [[cluster, newest]] : [];
    });
    const sights = await this.newestSights('pods', new Map(ending), signal);
    const notices = [...days].flatMap(([cluster, all]) =>
      reachNotices(
        {
          cluster,
          oldestDay: all[0] ?? '',
          lastSight: sights.get(cluster) ?? null,
          isIn: (chosen.get(cluster) ?? []).length > 0,
        },
        range
      )
    );
    return { notices, lastSight: sights.size === 0 ? null : Math.max(...sights.values()) };
  }
}

function hasDays({ partitionKeys }: TableSchema): boolean {
  return ['cluster', 'day'].every((name) => partitionKeys.some((key) => key.name === name));
}

/** @param condition null for all rows */
function newestSelect(table: TableName, column: string, condition: string | null): string {
  return `SELECT cluster, max(${column}) AS newest FROM ${qualified(table)}${condition === null ? '' : ` WHERE ${condition}`} GROUP BY cluster`;
}

function noNodesNotice(table: TableName): Notice {
  return {
    severity: 'warning',
    text: `There is no table ${shownName(table)}: no address can be told to be a node’s, and the zones of pods are not known from their nodes.`,
  };
}
