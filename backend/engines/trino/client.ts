/** Trino as a client of SQL over tables: its HTTP protocol, SHOW COLUMNS and the hidden tables of the Hive connector. */
import { ZoneFlowError } from '../../errors';
import type { Logger } from '../../log';
import { qualified } from '../table/identifiers';
import type { Partition, SqlClient, TableName, TableSchema } from '../table/sql-client';
import { createHttp } from './http';
import { runStatement, type StatementContext } from './statement';

export interface TrinoClientOptions {
  /** `https://trino.example.org:8443` */
  url: string;
  user: string;
  catalog: string;
  /** For basic authentication, or a JSON web token; neither is sent over plain HTTP but to this machine. */
  secret?: { type: 'password' | 'token'; value: string };
  /** PEM of certificate authorities instead of the system's. */
  certificateAuthority?: string;
  /** After this Trino itself ends a query, should this process not be there to do it. */
  timeoutSeconds: number;
  /** A query that reads more is ended by Trino. */
  maxScanBytes: number | null;
  log?: Pick<Logger, 'warn'>;
}

/** Errors: bad_settings if a secret would be sent in the clear. */
export function createTrinoClient(options: TrinoClientOptions): SqlClient {
  const { url, user, catalog, secret, certificateAuthority } = options;
  const { protocol, hostname, host } = new URL(url);
  if (secret !== undefined && protocol !== 'https:' && !isThisMachine(hostname)) {
    throw new ZoneFlowError('bad_settings', `The password for Trino at ${host} would be sent unencrypted`, {
      remedy: 'Begin the setting trino.url with https://, or remove the password.',
    });
  }
  const http = createHttp({
    url,
    certificateAuthority,
    headers: {
      'X-Trino-User': user,
      'X-Trino-Source': 'zoneflow',
      ...(secret === undefined ? {} : { authorization: authorization(user, secret) }),
    },
  });
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  const tracked = <T>(work: Promise<T>): Promise<T> => {
    running.add(work);
    work.finally(() => running.delete(work)).catch(() => undefined);
    return work;
  };
  const context: StatementContext = {
    http,
    host,
    headers: {
      'X-Trino-Catalog': catalog,
      'X-Trino-Client-Tags': 'zoneflow',
      'X-Trino-Session': sessionOf(options),
    },
    keep: (work) => void tracked(work),
    warn: (message, fields) => options.log?.warn(message, fields),
  };
  const run: SqlClient['run'] = (sql, signal) =>
    tracked(runStatement(sql, context, AbortSignal.any([signal, closing.signal])));

  /** A table that the Hive connector keeps beside each table, one column a name; null if there is none. */
  async function besideTable(table: TableName, suffix: string, limit: number, signal: AbortSignal) {
    const name = qualified({ catalog, ...table, table: `${table.table}$${suffix}` });
    try {
      return (await run(`SELECT * FROM ${name} LIMIT ${limit}`, signal)).result;
    } catch (error) {
      // Other connectors have no such table, and a table without partitions has no list of them.
      if (error instanceof ZoneFlowError && (error.code === 'table_missing' || error.code === 'engine_failed')) {
        return null;
      }
      throw error;
    }
  }

  return {
    async describe(table, signal): Promise<TableSchema | null> {
      const columns = run(`SHOW COLUMNS FROM ${qualified({ catalog, ...table })}`, signal).catch((error: unknown) => {
        if (error instanceof ZoneFlowError && error.code === 'table_missing') {
          return null;
        }
        throw error;
      });
      const [shown, properties] = await Promise.all([columns, besideTable(table, 'properties', 1, signal)]);
      if (shown === null) {
        return null;
      }
      const of = (name: string): string[] => (shown.result.columns.get(name) ?? []).map((value) => String(value ?? ''));
      const types = of('Type');
      const extras = of('Extra');
      const all = of('Column').map((name, index) => ({
        name,
        type: types[index] ?? '',
        isKey: extras[index] === 'partition key',
      }));
      return {
        columns: all.filter(({ isKey }) => !isKey).map(({ name, type }) => ({ name, type })),
        partitionKeys: all.filter(({ isKey }) => isKey).map(({ name, type }) => ({ name, type })),
        properties: Object.fromEntries(
          [...(properties?.columns ?? [])].map(([name, values]) => [name, String(values[0] ?? '')])
        ),
      };
    },
    async partitions(table, limit, signal): Promise<Partition[] | null> {
      const found = await besideTable(table, 'partitions', limit, signal);
      return found === null
        ? null
        : Array.from({ length: found.rowCount }, (_, row) =>
            Object.fromEntries([...found.columns].map(([name, values]) => [name, String(values[row] ?? '')]))
          );
    },
    run,
    async close() {
      closing.abort(new ZoneFlowError('cancelled', 'The data source was closed'));
      while (running.size > 0) {
        await Promise.allSettled([...running]);
      }
      http.close();
    },
  };
}

function authorization(user: string, { type, value }: { type: 'password' | 'token'; value: string }): string {
  return type === 'token' ? `Bearer ${value}` : `Basic ${Buffer.from(`${user}:${value}`).toString('base64')}`;
}

function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
}

function sessionOf({ timeoutSeconds, maxScanBytes }: TrinoClientOptions): string {
  const seconds = Math.ceil(timeoutSeconds) + 10;
  return [
    `query_max_run_time=${seconds}s`,
    ...(maxScanBytes === null ? [] : [`query_max_scan_physical_bytes=${maxScanBytes}B`]),
  ].join(',');
}
