/** What is known of the tables: schemas, partitions and stored days, read once and kept for some minutes. */
import { createAnswerCache, type AnswerCache } from '../../cache/answer-cache';
import { ZoneFlowError } from '../../errors';
import { limitedTo } from '../../time-limit';
import { identifier, qualified, shownName } from './identifiers';
import type { DaysByCluster } from './history-relations';
import { needsSample, partitionScheme, type PartitionScheme, type PartitionValues } from './partition-keys';
import type { Partition, SqlClient, TableName, TableSchema } from './sql-client';
import { ofTable } from './table-failure';
import { withViewKeys } from './table-form';

/** Tables seldom change; days are added once a day. */
const schemaMs = 10 * 60_000;
const daysMs = 5 * 60_000;
const mostDays = 100_000;
/** A list of partitions that takes longer is too long; an alert waits 30 s for its answer. */
const listMs = 25_000;

export class TableCatalog {
  private readonly client: SqlClient;
  private readonly listMs: number;
  private readonly schemas: AnswerCache<{ schema: TableSchema | null }> = small();
  private readonly schemes: AnswerCache<PartitionScheme> = small();
  private readonly dayLists: AnswerCache<DaysByCluster> = small();

  /** @param longestMs how long a list of partitions may take; for tests */
  constructor(client: SqlClient, longestMs = listMs) {
    this.client = client;
    this.listMs = longestMs;
  }

  /** Null if there is no such table. */
  async schema(table: TableName, signal: AbortSignal): Promise<TableSchema | null> {
    const describe = async (shared: AbortSignal) => ({ schema: await this.client.describe(table, shared) });
    return (await this.schemas.get(qualified(table), schemaMs, describe, signal)).value.schema;
  }

  /** Errors: table_missing. */
  async existing(table: TableName, signal: AbortSignal): Promise<TableSchema> {
    const schema = await this.schema(table, signal);
    if (schema === null) {
      const { place } = this.client;
      throw place === undefined
        ? new ZoneFlowError('table_missing', `There is no table ${shownName(table)}`)
        : new ZoneFlowError('table_missing', `There is no table ${shownName(table)} ${place}`, {
            remedy: 'Check region, catalog, database and table in the data source settings.',
          });
    }
    return schema;
  }

  /** How a table is pruned by time. Errors: bad_settings for a key that needs a value, scan_too_large for too many partitions. */
  async scheme(
    table: TableName,
    schema: TableSchema,
    given: PartitionValues,
    signal: AbortSignal
  ): Promise<PartitionScheme> {
    const read = async (shared: AbortSignal): Promise<PartitionScheme> => {
      const keyed = withViewKeys(schema);
      const sample = needsSample(keyed, given) ? await this.sample(table, schema, keyed, shared) : null;
      const scheme = partitionScheme(keyed, given, sample, shownName(table));
      return keyed === schema ? scheme : { ...scheme, unknown: [] };
    };
    return (await this.schemes.get(qualified(table), schemaMs, read, signal)).value;
  }

  /**
   * Days of a history table by cluster: of its partitions, or where no list of them is kept (projection) of its rows.
   * Errors: bad_settings for a table of too many partitions.
   */
  async days(table: TableName, schema: TableSchema, signal: AbortSignal): Promise<DaysByCluster> {
    // The list of projected partitions, where an engine has one, names every day that could be.
    const projected = schema.properties['projection.enabled']?.toLowerCase() === 'true';
    const read = async (shared: AbortSignal): Promise<DaysByCluster> => {
      const listed = projected ? null : await this.client.partitions(table, mostDays, shared);
      if (listed !== null && listed.length >= mostDays) {
        const message = `The history table ${shownName(table)} has ${mostDays} partitions or more, which are too many to choose days from`;
        throw new ZoneFlowError('bad_settings', message, {
          remedy: 'Use a table with projected partitions by cluster and day, as `zoneflow ddl --history` prints it.',
        });
      }
      if (listed !== null) {
        return byCluster(listed.map(({ cluster = '', day = '' }) => [cluster, day]));
      }
      const { result } = await this.client.run(
        `SELECT DISTINCT cluster, CAST(day AS varchar) AS day FROM ${qualified(table)}`,
        shared
      );
      const days = result.columns.get('day') ?? [];
      return byCluster(
        (result.columns.get('cluster') ?? []).map((cluster, row) => [String(cluster), String(days[row])])
      );
    };
    return (await this.dayLists.get(qualified(table), daysMs, read, signal)).value;
  }

  /** Values of one partition; of a view, which has no list of them, those of one row. */
  private async sample(
    table: TableName,
    schema: TableSchema,
    keyed: TableSchema,
    signal: AbortSignal
  ): Promise<Partition | null> {
    if (keyed === schema) {
      return this.firstPartition(table, signal);
    }
    const keys = keyed.partitionKeys.map(({ name }) => name);
    const columns = keys.map((name) => `CAST(${identifier(name)} AS varchar) AS ${identifier(name)}`);
    const { result } = await this.client.run(`SELECT ${columns.join(', ')} FROM ${qualified(table)} LIMIT 1`, signal);
    return Object.fromEntries(keys.map((name) => [name, String(result.columns.get(name)?.[0] ?? '')]));
  }

  /** Engines read the whole list of partitions to give one of it: of millions that takes minutes. */
  private async firstPartition(table: TableName, signal: AbortSignal): Promise<Partition | null> {
    const inTime = limitedTo(this.listMs, signal);
    try {
      return (await this.client.partitions(table, 1, inTime))?.[0] ?? null;
    } catch (error) {
      signal.throwIfAborted();
      if (inTime.aborted) {
        const message = `The partitions of the table ${shownName(table)} were not listed within ${this.listMs / 1000} s`;
        throw new ZoneFlowError('scan_too_large', `${message}: they are too many, or the engine is busy`, {
          remedy: 'Use a table with projected partitions, as `zoneflow ddl` prints it: it needs no list of them.',
          cause: error,
        });
      }
      throw ofTable(error);
    }
  }

  clear(): void {
    for (const cache of [this.schemas, this.schemes, this.dayLists]) {
      cache.clear();
    }
  }
}

function small<Value extends object>(): AnswerCache<Value> {
  return createAnswerCache<Value>({ most: 50, mostSize: 50, size: () => 1 });
}

function byCluster(pairs: ReadonlyArray<readonly [string, string]>): DaysByCluster {
  const clusters = new Map<string, string[]>();
  for (const [cluster, day] of pairs) {
    const days = clusters.get(cluster) ?? [];
    days.push(day);
    clusters.set(cluster, days);
  }
  return new Map([...clusters].sort().map(([cluster, days]) => [cluster, days.sort()]));
}
