/** The engine over tables, for whatever runs the SQL: what Trino and Athena share. */
import { createAnswerCache } from '../../cache/answer-cache';
import type { Logger } from '../../log';
import { trinoDialect } from '../../sql/trino-dialect';
import type { Engine, OpenOptions, TimeRange } from '../engine';
import { TableCatalog } from './catalog';
import { examineTables } from './examine';
import { openFlowTable, type FlowTable } from './flows-of-range';
import { readTableFreshness } from './freshness';
import { TableHistory } from './history-of-range';
import { OpenedTables, type StatementRunner } from './opened-tables';
import type { PartitionValues } from './partition-keys';
import { rollupTables } from './rollup-tables';
import type { SqlClient, TableName } from './sql-client';

export interface TableEngineOptions {
  name: 'athena' | 'trino';
  client: SqlClient;
  tables: {
    flows: TableName;
    /** Pods; nodes and looks lie in the tables of this name with `_nodes` and `_observations` behind it, AWS resources in `_interfaces` and `_subnets`. */
    history: TableName;
    /** Hours that were summed up (rollupTables); none without it. */
    rollup?: TableName | undefined;
  };
  /** What to call the cluster of a history that tells none (the list of pods of the AWS sample). */
  cluster?: string;
  /** Values of the flow table's partition keys to restrict questions to; keys with injected projection need one. */
  partitions?: PartitionValues;
  /** The longest statement that the engine takes, in bytes of UTF-8. */
  mostStatementBytes: number;
  log?: Pick<Logger, 'warn'>;
  /** Epoch milliseconds. */
  now?: () => number;
}

/** Nothing is asked before the first question. */
export function createTableEngine(options: TableEngineOptions): Engine {
  const { name, client, tables, cluster = '', partitions = {}, mostStatementBytes } = options;
  const catalog = new TableCatalog(client);
  const history = new TableHistory(client, catalog, { pods: tables.history, cluster });
  const runner: StatementRunner = {
    client,
    mostStatementBytes,
    kept: createAnswerCache({ most: 200, mostSize: 200_000, size: ({ result }) => result.rowCount }),
    warn: (message, fields) => options.log?.warn(message, fields),
  };
  const now = options.now ?? Date.now;
  const dialect = trinoDialect(name);
  const open = async (
    range: TimeRange,
    { flows, rollup: wish }: { flows: boolean } & Pick<OpenOptions, 'rollup'>,
    signal: AbortSignal
  ): Promise<OpenedTables> => {
    const [flowTable, historyOfRange] = await Promise.all([
      flows ? openFlowTable(tables.flows, partitions, catalog, signal) : Promise.resolve<FlowTable | null>(null),
      history.ofRange(range, !flows, signal),
    ]);
    const opened = new OpenedTables(runner, {
      range,
      flows: flowTable,
      history: historyOfRange,
      minute: Math.floor(now() / 60_000),
    });
    if (wish !== undefined && tables.rollup !== undefined) {
      await opened.look({ tables: rollupTables(tables.rollup), name: tables.flows, dialect }, wish, signal);
    }
    return opened;
  };
  return {
    name,
    dialect,
    open: (range, signal, { rollup } = {}) => open(range, { flows: true, rollup }, signal),
    openHistory: (range, signal) => open(range, { flows: false }, signal),
    freshness: (signal) =>
      readTableFreshness({ client, catalog, history, tables, partitions, now: Math.floor(now() / 1000) }, signal),
    examine: (signal) => examineTables({ client, catalog, tables, partitions }, signal),
    async close() {
      catalog.clear();
      runner.kept.clear();
      await client.close();
    },
  };
}
