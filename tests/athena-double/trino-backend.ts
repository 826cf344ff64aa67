/** A backend that runs the statements on a real Trino, of whose dialect Athena's is one; only names of catalogs differ. */
import { createTrinoClient } from '../../backend/engines/trino/client';
import type { SqlClient } from '../../backend/engines/table/sql-client';
import { QueryFailure, type Answer, type Backend, type Run, type Statement, type TableMetadata } from './backend';
import { athenaText, athenaType, hiveType } from './trino-values';

interface TrinoOptions {
  url: string;
  /** The catalog behind `AwsDataCatalog`. */
  catalog: string;
}

interface Page {
  nextUri?: string;
  columns?: Array<{ name: string; type: string }>;
  data?: unknown[][];
  error?: { message: string; errorName: string; errorType: string };
  stats: { state: string; physicalInputBytes?: number };
}

export function trinoBackend({ url, catalog }: TrinoOptions): Backend {
  const client = createTrinoClient({ url, user: 'athena', catalog, timeoutSeconds: 600, maxScanBytes: null });
  return {
    run: (statement, run) => runOnTrino(statement, { url, catalog }, run),
    databases: () => names(client, `SHOW SCHEMAS FROM "${catalog}"`),
    tableNames: (database) => names(client, `SHOW TABLES FROM "${catalog}"."${database}"`),
    table: (database, table) => metadataOf({ database, table }, client),
    close: () => client.close(),
  };
}

async function runOnTrino(
  { id, sql, database, cutoffBytes }: Statement,
  { url, catalog }: TrinoOptions,
  { signal, setState }: Run
): Promise<Answer> {
  const headers = {
    'X-Trino-User': 'athena',
    'X-Trino-Source': 'athena-double',
    'X-Trino-Catalog': catalog,
    ...(database !== null && { 'X-Trino-Schema': database }),
    ...(cutoffBytes !== null && { 'X-Trino-Session': `query_max_scan_physical_bytes=${cutoffBytes}B` }),
  };
  const body = sql.replaceAll(/"?\bawsdatacatalog\b"?(?=\s*\.)/gi, `"${catalog}"`);
  // Not cut off by the signal: only its answer tells what is to be deleted.
  let page = await pageOf(fetch(`${url}/v1/statement`, { method: 'POST', headers, body }));
  let columns: Answer['columns'] = [];
  let types: string[] = [];
  const rows: Array<Array<string | null>> = [];
  for (;;) {
    setState(page.stats.state === 'QUEUED' ? 'QUEUED' : 'RUNNING');
    if (page.error !== undefined) {
      throw failureOf(page.error, { id, database });
    }
    if (page.columns !== undefined) {
      columns = page.columns.map(({ name, type }) => ({ name, type: athenaType(type) }));
      types = page.columns.map(({ type }) => type);
    }
    rows.push(...(page.data ?? []).map((row) => row.map((value, index) => athenaText(value, types[index] ?? ''))));
    const { nextUri } = page;
    if (nextUri === undefined) {
      return { columns, rows, scannedBytes: page.stats.physicalInputBytes ?? 0 };
    }
    if (signal.aborted) {
      await fetch(nextUri, { method: 'DELETE' });
      throw new Error('stopped');
    }
    page = await nextPage(nextUri, signal);
  }
}

/** Trino holds the request for up to a second; a stop does not wait for that. */
async function nextPage(uri: string, signal: AbortSignal): Promise<Page> {
  try {
    return await pageOf(fetch(uri, { signal }));
  } catch (error) {
    await fetch(uri, { method: 'DELETE' });
    throw error;
  }
}

async function pageOf(answer: Promise<Response>): Promise<Page> {
  const response = await answer;
  if (!response.ok) {
    throw new Error(`Trino says ${response.status}: ${await response.text()}`);
  }
  return (await response.json()) as Page;
}

const types: Readonly<Record<string, number>> = { TABLE_NOT_FOUND: 1301, COLUMN_NOT_FOUND: 1006, TYPE_MISMATCH: 1002 };

/** Athena's words for the same failures. */
function failureOf(
  { errorName, errorType, message }: NonNullable<Page['error']>,
  { id, database }: Pick<Statement, 'id' | 'database'>
): QueryFailure {
  if (errorName === 'EXCEEDED_SCAN_LIMIT') {
    return new QueryFailure('Bytes scanned limit was exceeded', { state: 'CANCELLED' });
  }
  const where =
    database === null ? '' : `. This query ran against the "${database}" database, unless qualified by the query`;
  return new QueryFailure(`${errorName}: ${message}${where}. Query Id: ${id}`, {
    category: errorType === 'USER_ERROR' ? 2 : 1,
    type: types[errorName] ?? 1001,
  });
}

async function names(client: SqlClient, sql: string): Promise<string[]> {
  const { result } = await client.run(sql, new AbortController().signal);
  return [...(result.columns.values().next().value ?? [])].map(String);
}

async function metadataOf(name: { database: string; table: string }, client: SqlClient): Promise<TableMetadata | null> {
  const schema = await client.describe(name, new AbortController().signal);
  if (schema === null) {
    return null;
  }
  const inHive = (columns: typeof schema.columns): TableMetadata['Columns'] =>
    columns.map((column) => ({ Name: column.name, Type: hiveType(column.type) }));
  return {
    Name: name.table,
    TableType: 'EXTERNAL_TABLE',
    Columns: inHive(schema.columns),
    PartitionKeys: inHive(schema.partitionKeys),
    Parameters: { ...schema.properties, EXTERNAL: 'TRUE' },
  };
}
