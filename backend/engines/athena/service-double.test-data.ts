/** A small Athena and the bucket of its results in this process, for tests: JSON 1.1 over HTTP, queries that live until they are done or stopped. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AwsSettings } from '../../aws/aws-settings';
import { settingsOfDouble } from '../../aws/aws-settings.test-data';

/** What a statement comes to. */
export interface Outcome {
  columns?: Array<{ Name: string; Type: string }>;
  rows?: Array<Array<string | null>>;
  /** Milliseconds until it is done. */
  ms?: number;
  queuedMs?: number;
  state?: 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  reason?: string;
  error?: { ErrorCategory: number; Retryable: boolean };
  scannedBytes?: number;
  reused?: boolean;
  encryption?: string;
}

export interface Call {
  /** `StartQueryExecution`, …; `GetObject` for the bucket. */
  operation: string;
  input: Record<string, unknown>;
}

export type Disturbance = { status: number; type: string; message?: string } | 'cut' | 'lose';

export interface ServiceDouble {
  settings: AwsSettings;
  calls: Call[];
  /** Queries that neither are done nor were stopped. */
  running(): string[];
  counts(): Record<string, number>;
  /** Instead of the next answers of the operation; `lose` does the work and then cuts the connection. */
  disturb(operation: string, ...disturbances: Disturbance[]): void;
  /** Holds the answer of the next call of the operation back, after its work is done. */
  hold(operation: string): { reached: Promise<void>; release: () => void };
  workgroup: Record<string, unknown>;
  tables: Map<string, Record<string, unknown>>;
  /** What the operations of lists give, two a page. */
  lists: Record<string, unknown[]>;
  close(): Promise<void>;
}

interface Query {
  id: string;
  sql: string;
  outcome: Outcome;
  began: number;
  stopped: boolean;
}

/** A refusal with AWS's name of it. */
class Refusal extends Error {
  readonly status: number;
  readonly type: string;

  constructor({ status, type, message = type }: { status: number; type: string; message?: string }) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

export async function startServiceDouble(outcomeOf: (sql: string, run: number) => Outcome): Promise<ServiceDouble> {
  const queries = new Map<string, Query>();
  const byToken = new Map<string, string>();
  const disturbances = new Map<string, Disturbance[]>();
  const holds = new Map<string, { reached: () => void; released: Promise<void> }>();
  const calls: Call[] = [];
  const double: Pick<ServiceDouble, 'workgroup' | 'tables' | 'lists'> = {
    workgroup: {
      State: 'ENABLED',
      Configuration: { ResultConfiguration: { OutputLocation: 's3://results/zf/' } },
    },
    tables: new Map(),
    lists: {},
  };

  const stateOf = ({ outcome: { ms = 0, queuedMs = 0, state = 'SUCCEEDED' }, began, stopped }: Query): string => {
    const elapsed = performance.now() - began;
    return stopped ? 'CANCELLED' : elapsed < queuedMs ? 'QUEUED' : elapsed < queuedMs + ms ? 'RUNNING' : state;
  };
  const known = (input: Record<string, unknown>): Query => {
    const query = queries.get(String(input.QueryExecutionId));
    if (query === undefined) {
      throw new Refusal({ status: 400, type: 'InvalidRequestException', message: 'QueryExecution was not found' });
    }
    return query;
  };
  const csvOf = ({ outcome: { columns = [], rows = [] } }: Query): string => {
    const quoted = (value: string | null): string => (value === null ? '' : `"${value.replaceAll('"', '""')}"`);
    return [columns.map(({ Name }) => Name), ...rows].map((row) => `${row.map(quoted).join(',')}\n`).join('');
  };

  const operations: Record<string, (input: Record<string, unknown>) => unknown> = {
    StartQueryExecution(input) {
      const token = String(input.ClientRequestToken);
      const same = byToken.get(token);
      if (same !== undefined) {
        return { QueryExecutionId: same };
      }
      const id = `query-${queries.size + 1}`;
      const sql = String(input.QueryString);
      const outcome = outcomeOf(sql, queries.size + 1);
      byToken.set(token, id);
      queries.set(id, { id, sql, outcome, began: performance.now(), stopped: false });
      return { QueryExecutionId: id };
    },
    GetQueryExecution(input) {
      const query = known(input);
      const { ms = 0, queuedMs = 0, reason, error, scannedBytes = 0, reused = false, encryption } = query.outcome;
      return {
        QueryExecution: {
          QueryExecutionId: query.id,
          StatementType: 'DML',
          Status: { State: stateOf(query), StateChangeReason: reason, AthenaError: error },
          ResultConfiguration: {
            OutputLocation: `s3://results/zf/${query.id}.csv`,
            ...(encryption !== undefined && { EncryptionConfiguration: { EncryptionOption: encryption } }),
          },
          Statistics: {
            EngineExecutionTimeInMillis: ms,
            QueryQueueTimeInMillis: queuedMs,
            DataScannedInBytes: scannedBytes,
            ResultReuseInformation: { ReusedPreviousResult: reused },
          },
        },
      };
    },
    GetQueryResults(input) {
      const { outcome } = known(input);
      const { columns = [], rows = [] } = outcome;
      const all = [columns.map(({ Name }) => Name), ...rows];
      const start = Number(input.NextToken ?? 0);
      const end = start + Number(input.MaxResults ?? 1000);
      return {
        ...(end < all.length && { NextToken: String(end) }),
        ResultSet: {
          ResultSetMetadata: { ColumnInfo: columns },
          Rows: all
            .slice(start, end)
            .map((row) => ({ Data: row.map((value) => (value === null ? {} : { VarCharValue: value })) })),
        },
      };
    },
    StopQueryExecution(input) {
      const query = known(input);
      query.stopped ||= /QUEUED|RUNNING/.test(stateOf(query));
      return {};
    },
    GetWorkGroup: () => ({ WorkGroup: double.workgroup }),
    GetTableMetadata({ DatabaseName: database, TableName: table }) {
      const metadata = double.tables.get(`${String(database)}.${String(table)}`);
      if (metadata === undefined) {
        const message = 'EntityNotFoundException: Entity Not Found (Service: AWSGlue)';
        throw new Refusal({ status: 400, type: 'MetadataException', message });
      }
      return { TableMetadata: { Name: table, ...metadata } };
    },
  };

  const listMembers: Record<string, string> = {
    ListDataCatalogs: 'DataCatalogsSummary',
    ListWorkGroups: 'WorkGroups',
    ListDatabases: 'DatabaseList',
    ListTableMetadata: 'TableMetadataList',
  };
  for (const [operation, member] of Object.entries(listMembers)) {
    operations[operation] = ({ NextToken: token }) => {
      const all = double.lists[operation] ?? [];
      const end = Number(token ?? 0) + 2;
      return { [member]: all.slice(end - 2, end), ...(end < all.length && { NextToken: String(end) }) };
    };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(Buffer.from(chunk as Uint8Array));
    }
    const target = String(request.headers['x-amz-target'] ?? '').split('.')[1];
    const operation = target ?? 'GetObject';
    const input: Record<string, unknown> =
      target === undefined ? { path: request.url } : (JSON.parse(Buffer.concat(chunks).toString()) as Call['input']);
    calls.push({ operation, input });
    const disturbance = disturbances.get(operation)?.shift();
    try {
      if (disturbance === 'cut') {
        request.socket.destroy();
        return;
      }
      if (disturbance !== undefined && disturbance !== 'lose') {
        throw new Refusal(disturbance);
      }
      const body = target === undefined ? fileAt(request.url ?? '') : JSON.stringify(operations[target]?.(input) ?? {});
      const hold = holds.get(operation);
      if (hold !== undefined) {
        holds.delete(operation);
        hold.reached();
        await hold.released;
      }
      if (disturbance === 'lose') {
        request.socket.destroy();
        return;
      }
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(body);
    } catch (error) {
      if (!(error instanceof Refusal)) {
        throw error;
      }
      const body =
        target === undefined
          ? `<Error><Code>${error.type}</Code><Message>${error.message}</Message></Error>`
          : JSON.stringify({ __type: error.type, message: error.message });
      response.writeHead(error.status, { 'content-type': 'application/x-amz-json-1.1' }).end(body);
    }
  }

  function fileAt(path: string): string {
    const id = /([^/?]+)\.csv/.exec(path)?.[1] ?? '';
    const query = queries.get(id);
    if (query === undefined) {
      throw new Refusal({ status: 404, type: 'NoSuchKey' });
    }
    return csvOf(query);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return Object.assign(double, {
    settings: settingsOfDouble(`http://127.0.0.1:${port}`),
    calls,
    running: () => [...queries.values()].filter((query) => /QUEUED|RUNNING/.test(stateOf(query))).map(({ id }) => id),
    counts: () => {
      const counts: Record<string, number> = {};
      for (const { operation } of calls) {
        counts[operation] = (counts[operation] ?? 0) + 1;
      }
      return counts;
    },
    disturb(operation: string, ...given: Disturbance[]) {
      disturbances.set(operation, [...(disturbances.get(operation) ?? []), ...given]);
    },
    hold(operation: string) {
      let release = (): void => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      const reached = new Promise<void>((resolve) => holds.set(operation, { reached: resolve, released }));
      return { reached, release };
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
