/** Athena as a client of SQL over tables: its API, its results in S3, the metadata of its catalog. */
import type { AwsSettings } from '../../aws/aws-settings';
import type { RetryOptions } from '../../aws/retry';
import { S3Objects } from '../../aws/s3-objects';
import { ZoneFlowError } from '../../errors';
import type { Logger } from '../../log';
import { QueryGate } from '../query-gate';
import { qualified } from '../table/identifiers';
import type { Partition, SqlClient } from '../table/sql-client';
import { AthenaApi } from './api';
import { examineWorkgroup } from './examine-workgroup';
import { EarlierRuns } from './poll-waits';
import { createResultReader } from './read-result';
import { runQuery, type QueryContext } from './run-query';
import { createRunningNotes } from './running-notes';
import { stopLeft } from './stop-left';
import { readTable } from './table-metadata';
import { createStartSettings, type WorkgroupOptions } from './workgroup';

export interface AthenaClientOptions extends WorkgroupOptions {
  aws: AwsSettings;
  /** Queries that run in Athena at a time; others wait. */
  mostRunning: number;
  /** A query that reads more is stopped. */
  maxScanBytes: number | null;
  log?: Pick<Logger, 'warn'> | undefined;
  /** For tests. */
  retry?: RetryOptions;
  answerMs?: number;
}

/** Nothing is asked before the first question. */
export function createAthenaClient(options: AthenaClientOptions): SqlClient {
  const { aws, mostRunning, maxScanBytes, log, retry, answerMs } = options;
  const api = new AthenaApi(aws, retry, answerMs);
  const objects = new S3Objects(aws, retry === undefined ? {} : { retry });
  const warn: QueryContext['warn'] = (message, fields) => log?.warn(message, fields);
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  const tracked = <T>(work: Promise<T>): Promise<T> => {
    running.add(work);
    work.finally(() => running.delete(work)).catch(() => undefined);
    return work;
  };
  const notes = createRunningNotes(aws, options.workgroup);
  const context: QueryContext = {
    api,
    notes,
    gate: new QueryGate(mostRunning),
    earlier: new EarlierRuns(),
    readResult: createResultReader({ api, objects, warn }),
    startSettings: createStartSettings(api, options),
    maxScanBytes,
    keep: (work) => void tracked(work),
    warn,
  };
  let tidied = false;
  const run: SqlClient['run'] = (sql, signal) => {
    if (!tidied) {
      tidied = true;
      void tracked(stopLeft(api, notes, warn, closing.signal));
    }
    return tracked(runQuery(sql, context, AbortSignal.any([signal, closing.signal])));
  };

  return {
    place: `in ${aws.region}`,
    describe: (table, signal) => readTable(api, { catalog: options.catalog, ...table }, signal),
    async partitions(table, limit, signal): Promise<Partition[] | null> {
      const name = qualified({ ...table, table: `${table.table}$partitions` });
      try {
        const { result } = await run(`SELECT * FROM ${name} LIMIT ${limit}`, signal);
        return Array.from({ length: result.rowCount }, (_, row) =>
          Object.fromEntries([...result.columns].map(([key, values]) => [key, String(values[row] ?? '')]))
        );
      } catch (error) {
        // Views, Iceberg and tables without partitions have no list of them.
        if (error instanceof ZoneFlowError && (error.code === 'table_missing' || error.code === 'engine_failed')) {
          return null;
        }
        throw error;
      }
    },
    run,
    examine: (signal) => examineWorkgroup(api, options, signal),
    async close() {
      closing.abort(new ZoneFlowError('cancelled', 'The data source was closed'));
      while (running.size > 0) {
        await Promise.allSettled([...running]);
      }
      api.close();
      objects.close();
    },
  };
}
