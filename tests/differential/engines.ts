/** Pairs of engines over the same data: DuckDB over the folders, Trino over tables of them. */
import { join } from 'node:path';
import { settingsOfDouble } from '../../backend/aws/aws-settings.test-data';
import { createAthenaClient, type AthenaClientOptions } from '../../backend/engines/athena/client';
import { createAthenaEngine } from '../../backend/engines/athena/engine';
import { createDuckDbEngine } from '../../backend/engines/duckdb/engine';
import type { Engine } from '../../backend/engines/engine';
import { flowLogDdl, historyDdl } from '../../backend/engines/table/ddl';
import { localPlace } from '../../backend/storage/local-place';
import { createTrinoClient } from '../../backend/engines/trino/client';
import { createTrinoEngine } from '../../backend/engines/trino/engine';
import type { SqlClient } from '../../backend/engines/table/sql-client';
import type { SharedServer } from './shared-server';
import { account, region, type FlowCopy, type Warehouse } from './warehouse';

export interface EnginePair {
  duckdb: Engine;
  trino: Engine;
}

export const catalog = 'hive';
export const database = 'zoneflow';
const firstDay = '2026-02-01';

export function clientOf({ url }: { url: string }): SqlClient {
  return createTrinoClient({ url, user: 'test', catalog, timeoutSeconds: 600, maxScanBytes: null });
}

function athenaOptions({ athena }: SharedServer): AthenaClientOptions {
  return {
    aws: settingsOfDouble(athena),
    catalog: 'AwsDataCatalog',
    workgroup: 'primary',
    reuseMinutes: 0,
    mostRunning: 20,
    maxScanBytes: null,
  };
}

export function athenaClientOf(server: SharedServer): SqlClient {
  return createAthenaClient(athenaOptions(server));
}

/** The same tables as `enginesOf`, asked through Athena's API. To be closed by the caller. */
export function athenaEngineOf(
  server: SharedServer,
  copy: keyof Warehouse['copies'],
  history: keyof Warehouse['histories'] | 'added'
): Engine {
  return createAthenaEngine({
    ...athenaOptions(server),
    flows: { database, table: tableName(copy) },
    history: { database, table: `pods_${history}` },
    partitions: {},
  });
}

/** Makes every table with the DDL that the product prints, but one that has partitions as AWS's instructions add them. */
export async function createTables(
  client: SqlClient,
  { copies, histories }: Warehouse,
  signal: AbortSignal
): Promise<void> {
  const statements = [
    `CREATE SCHEMA ${catalog}.${database}`,
    ...Object.entries(copies)
      .filter(([name]) => name !== 'hive' && name !== 'bare')
      .map(([name, copy]) => flowDdl(name, copy)),
    ...hiveStatements(copies.hive),
    ...bareStatements(copies.bare),
    ...Object.entries(histories).flatMap(([name, folder]) =>
      historyDdl(
        'trino',
        { catalog, database, table: `pods_${name.toLowerCase()}` },
        { location: `local:///${folder}`, clusters: ['demo'], firstDay }
        // Trino refuses tables over folders that are not there, and only one history has an inventory.
      ).filter((sql) => name === 'inventory' || !/_(interfaces|subnets)" \(/.test(sql))
    ),
  ];
  for (const sql of statements) {
    await client.run(sql, signal);
  }
  for (const suffix of ['', '_nodes', '_observations']) {
    await addHistory(client, `pods_usual${suffix}`, `pods_added${suffix}`, signal);
  }
}

/** The same history as a table whose partitions were added, not projected. */
async function addHistory(client: SqlClient, from: string, to: string, signal: AbortSignal): Promise<void> {
  const schema = await client.describe({ database, table: from }, signal);
  const all = [...(schema?.columns ?? []), ...(schema?.partitionKeys ?? [])];
  const kind = /_(nodes|observations)$/.exec(to)?.[1] ?? 'pods';
  const columns = all.map(({ name, type }) => `"${name}" ${type}`).join(', ');
  await client.run(
    `CREATE TABLE ${catalog}.${database}.${to} (${columns}) WITH (external_location = 'local:///demo/history/${kind}/', format = 'PARQUET', partitioned_by = ARRAY['cluster', 'day'])`,
    signal
  );
  await client.run(`CALL ${catalog}.system.sync_partition_metadata('${database}', '${to}', 'ADD')`, signal);
}

/** Engines over one of the copies and one of the histories. To be closed by the caller. */
export function enginesOf(
  { url, root, warehouse }: SharedServer,
  copy: keyof Warehouse['copies'],
  history: keyof Warehouse['histories'] | 'added',
  { maxScanBytes = null }: { maxScanBytes?: number | null } = {}
): EnginePair {
  return {
    duckdb: createDuckDbEngine({
      flows: localPlace({ location: join(root, warehouse.copies[copy].folder), noun: 'flow' }),
      history: localPlace({
        location: join(root, warehouse.histories[history === 'added' ? 'usual' : history]),
        noun: 'history',
      }),
      threads: 2,
      memoryLimitMb: 1024,
    }),
    trino: createTrinoEngine({
      url,
      user: 'test',
      catalog,
      flows: { database, table: tableName(copy) },
      history: { database, table: `pods_${history}` },
      partitions: {},
      timeoutSeconds: 600,
      maxScanBytes,
    }),
  };
}

function tableName(copy: string): string {
  return `flows_${copy.toLowerCase()}`;
}

function flowDdl(name: string, { folder, ...log }: FlowCopy): string {
  const files = { ...log, location: `local:///${folder}`, accounts: [account], regions: [region], firstDay };
  return flowLogDdl('trino', { catalog, database, table: tableName(name) }, files);
}

const types: Readonly<Record<string, string>> = {
  ...{ srcport: 'integer', dstport: 'integer', protocol: 'integer', 'traffic-path': 'integer' },
  ...{ packets: 'bigint', bytes: 'bigint', start: 'bigint', end: 'bigint' },
};

function columnsOf({ fields }: FlowCopy): string {
  return fields.map((field) => `"${field.replaceAll('-', '_')}" ${types[field] ?? 'varchar'}`).join(', ');
}

/** AWS's Hive-compatible prefixes with partitions that a person added (MSCK REPAIR TABLE). */
function hiveStatements(copy: FlowCopy): string[] {
  const keys = ['aws-account-id', 'aws-service', 'aws-region', 'year', 'month', 'day', 'hour'];
  return [
    `CREATE TABLE ${catalog}.${database}.${tableName('hive')} (${columnsOf(copy)}, ${keys.map((key) => `"${key}" varchar`).join(', ')})
  WITH (external_location = 'local:///${copy.folder}/AWSLogs/', format = 'PARQUET', partitioned_by = ARRAY[${keys.map((key) => `'${key}'`).join(', ')}])`,
    `CALL ${catalog}.system.sync_partition_metadata('${database}', '${tableName('hive')}', 'ADD')`,
  ];
}

/** A table without partitions over everything, as the AWS sample has it. */
function bareStatements(copy: FlowCopy): string[] {
  return [
    `CREATE TABLE ${catalog}.${database}.${tableName('bare')} (${columnsOf(copy)})
  WITH (external_location = 'local:///${copy.folder}/AWSLogs/', format = 'PARQUET')`,
  ];
}
