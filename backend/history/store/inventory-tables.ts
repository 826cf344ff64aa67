/** The columns of the stored inventory, and its Parquet files, which are small: read and written whole. */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { InterfaceRow, SubnetRow } from '../row';
import { storeError } from './parquet';

export type InventoryTableName = 'interfaces' | 'subnets';

export interface InventoryTable<Row> {
  name: InventoryTableName;
  columns: ReadonlyArray<readonly [keyof Row & string, 'text' | 'seconds']>;
  /** A total order: the same rows make the same file. */
  order: ReadonlyArray<keyof Row & string>;
  rowOf(values: Record<string, unknown>): Row;
}

export const interfaceTable: InventoryTable<InterfaceRow> = {
  name: 'interfaces',
  columns: [
    ['account', 'text'],
    ['region', 'text'],
    ['vpc_id', 'text'],
    ['subnet_id', 'text'],
    ['interface_id', 'text'],
    ['cluster', 'text'],
    ['address', 'text'],
    ['kind', 'text'],
    ['name', 'text'],
    ['zone_id', 'text'],
    ['started', 'seconds'],
    ['ended', 'seconds'],
    ['first_seen', 'seconds'],
    ['last_seen', 'seconds'],
  ],
  order: ['address', 'started', 'interface_id', 'account', 'region'],
  rowOf: (values) => ({
    account: textOf(values['account']),
    region: textOf(values['region']),
    vpc_id: textOf(values['vpc_id']),
    subnet_id: textOf(values['subnet_id']),
    interface_id: textOf(values['interface_id']),
    cluster: textOf(values['cluster']),
    address: textOf(values['address']),
    kind: textOf(values['kind']),
    name: textOf(values['name']),
    zone_id: textOf(values['zone_id']),
    started: secondsOf(values['started']) ?? 0,
    ended: secondsOf(values['ended']),
    first_seen: secondsOf(values['first_seen']) ?? 0,
    last_seen: secondsOf(values['last_seen']) ?? 0,
  }),
};

export const subnetTable: InventoryTable<SubnetRow> = {
  name: 'subnets',
  columns: [
    ['account', 'text'],
    ['region', 'text'],
    ['vpc_id', 'text'],
    ['subnet_id', 'text'],
    ['cidr', 'text'],
    ['zone_id', 'text'],
    ['zone_name', 'text'],
    ['ended', 'seconds'],
    ['first_seen', 'seconds'],
    ['last_seen', 'seconds'],
  ],
  order: ['cidr', 'subnet_id', 'account', 'region'],
  rowOf: (values) => ({
    account: textOf(values['account']),
    region: textOf(values['region']),
    vpc_id: textOf(values['vpc_id']),
    subnet_id: textOf(values['subnet_id']),
    cidr: textOf(values['cidr']),
    zone_id: textOf(values['zone_id']),
    zone_name: textOf(values['zone_name']),
    ended: secondsOf(values['ended']),
    first_seen: secondsOf(values['first_seen']) ?? 0,
    last_seen: secondsOf(values['last_seen']) ?? 0,
  }),
};

/** Runs the work with a database of its own, small and without extensions. Errors: corrupt_object, disk_full. */
export async function withInventoryFiles<T>(work: (files: InventoryFiles) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: '256MB',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    return await work(new InventoryFiles(connection));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

export class InventoryFiles {
  private readonly connection: DuckDBConnection;

  constructor(connection: DuckDBConnection) {
    this.connection = connection;
  }

  /** A file of an older version may lack columns: they are empty. */
  async read<Row>(table: InventoryTable<Row>, file: string): Promise<Row[]> {
    try {
      const reader = await this.connection.runAndReadAll(
        `SELECT * FROM read_parquet(${literal(file)}, hive_partitioning = false)`
      );
      return reader.getRowObjectsJS().map((values) => table.rowOf(values));
    } catch (error) {
      throw storeError(error, `The stored inventory (${table.name}) cannot be read`);
    }
  }

  async write<Row>(table: InventoryTable<Row>, rows: readonly Row[], file: string): Promise<void> {
    const columns = table.columns.map(([name, type]) => `"${name}" ${type === 'text' ? 'VARCHAR' : 'BIGINT'}`);
    try {
      await this.connection.run(`CREATE OR REPLACE TABLE ${table.name} (${columns.join(', ')})`);
      const appender = await this.connection.createAppender(table.name);
      for (const row of rows) {
        for (const [name] of table.columns) {
          const value = row[name];
          if (typeof value === 'string') {
            appender.appendVarchar(value);
          } else if (typeof value === 'number') {
            appender.appendBigInt(BigInt(value));
          } else {
            appender.appendNull();
          }
        }
        appender.endRow();
      }
      appender.closeSync();
      const order = table.order.map((name) => `"${name}"`).join(', ');
      await this.connection.run(
        `COPY (SELECT * FROM ${table.name} ORDER BY ${order}) TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd)`
      );
    } catch (error) {
      throw storeError(error, 'The inventory cannot be written');
    }
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function secondsOf(value: unknown): number | null {
  return typeof value === 'bigint' || typeof value === 'number' ? Number(value) : null;
}

function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
