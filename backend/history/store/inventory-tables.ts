/** The Parquet files of the inventory, which are small: read and written whole. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { loadDuckDb } from '../../engines/duckdb/client';
import type { InventoryTable } from './inventory-columns';
import { storeError } from './parquet';

/** Runs the work with a database of its own, small and without extensions. Errors: corrupt_object, disk_full. */
export async function withInventoryFiles<T>(work: (files: InventoryFiles) => Promise<T>): Promise<T> {
  const { DuckDBInstance } = await loadDuckDb();
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

function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
