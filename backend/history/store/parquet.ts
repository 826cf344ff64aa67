/** Reads and writes the store's Parquet files through an embedded DuckDB of its own, small and without extensions. */
import { DuckDBInstance, type DuckDBAppender, type DuckDBConnection } from '@duckdb/node-api';
import { ZoneFlowError, toZoneFlowError } from '../../errors';
import type { DayWindow } from '../days';
import type { ColumnType, StoredValues, Table } from './tables';

export interface DayFile {
  /** Absolute. */
  path: string;
  /** The first second of the next day. */
  firstSecondAfter: number;
}

const rowsBetweenPauses = 5_000;

export class ParquetFiles {
  private readonly instance: DuckDBInstance;
  private readonly connection: DuckDBConnection;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.instance = instance;
    this.connection = connection;
  }

  /** @param scratch folder for what does not fit into memory */
  static async open(scratch: string): Promise<ParquetFiles> {
    const instance = await DuckDBInstance.create(':memory:', {
      threads: '1', // with more, row groups would be cut differently from run to run
      memory_limit: '256MB',
      temp_directory: scratch,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    return new ParquetFiles(instance, await instance.connect());
  }

  /**
   * Every row of a table once, though a day's file repeats what was alive the day before: of each file, what began after
   * the day of the file before it. Files in the order of their days. Errors: corrupt_object, cancelled.
   */
  async *read<Row>(table: Table<Row>, files: DayFile[], signal: AbortSignal): AsyncGenerator<StoredValues> {
    const columns = table.columns.map(([name, type]) => `${readExpression(name, type)} AS "${name}"`).join(', ');
    let after = '';
    try {
      for (const { path, firstSecondAfter } of files) {
        const source = `read_parquet(${literal(path)}, hive_partitioning = false)`;
        const result = await this.connection.stream(`SELECT ${columns} FROM ${source}${after}`);
        for await (const rows of result.yieldRowObjects()) {
          signal.throwIfAborted();
          yield* rows;
        }
        after = ` WHERE "${table.begin}" >= ${firstSecondAfter}`;
      }
    } catch (error) {
      throw storeError(error, `The stored history (${table.name}) cannot be read`);
    }
  }

  /** Takes rows into a working table. Errors: disk_full, cancelled. */
  async load<Row>(
    table: Table<Row>,
    rows: Iterable<{ row: Row; days: DayWindow }>,
    signal: AbortSignal
  ): Promise<void> {
    const columns = table.columns.map(([name, type]) => `"${name}" ${workingType(type)}`).join(', ');
    await this.run(`CREATE TABLE ${table.name} (${columns}, first_day UINTEGER, last_day UINTEGER)`);
    const appender = await this.connection.createAppender(table.name);
    let count = 0;
    for (const { row, days } of rows) {
      for (const [name] of table.columns) {
        append(appender, row[name]);
      }
      appender.appendUInteger(days.first);
      appender.appendUInteger(days.last);
      appender.endRow();
      if (++count % rowsBetweenPauses === 0) {
        signal.throwIfAborted();
        await new Promise(setImmediate);
      }
    }
    appender.closeSync();
  }

  /** Writes the working table's rows of one day. Errors: disk_full. */
  async writeDay<Row>(table: Table<Row>, day: number, file: string): Promise<void> {
    const columns = table.columns.map(([name, type]) => `${writeExpression(name, type)} AS "${name}"`).join(', ');
    const order = table.order.map((name) => `"${name}"`).join(', ');
    await this.run(
      `COPY (SELECT ${columns} FROM ${table.name} WHERE first_day <= ${day} AND last_day >= ${day} ORDER BY ${order})
       TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd)`
    );
  }

  async drop<Row>(table: Table<Row>): Promise<void> {
    await this.run(`DROP TABLE ${table.name}`);
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }

  private async run(sql: string): Promise<void> {
    try {
      await this.connection.run(sql);
    } catch (error) {
      throw storeError(error, 'The history cannot be written');
    }
  }
}

/** DuckDB reports a full disk only in its message. */
export function storeError(error: unknown, what: string): ZoneFlowError {
  if (error instanceof ZoneFlowError) {
    return error;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (/no space left on device|ENOSPC|disk quota exceeded|failed to offload/i.test(message)) {
    return new ZoneFlowError('disk_full', `${what}: the disk is full`, { cause: error });
  }
  if (error instanceof Error && (error.name === 'AbortError' || 'code' in error)) {
    return toZoneFlowError(error);
  }
  return new ZoneFlowError('corrupt_object', `${what}: ${message.split('\n')[0] ?? ''}`, {
    cause: error,
    remedy: 'Restore the file from a copy, or remove its day folder and import that day’s files again.',
  });
}

function append(appender: DuckDBAppender, value: unknown): void {
  switch (typeof value) {
    case 'string':
      return appender.appendVarchar(value);
    case 'number':
      return appender.appendUInteger(value);
    case 'boolean':
      return appender.appendBoolean(value);
    default:
      return appender.appendNull();
  }
}

function workingType(type: ColumnType): string {
  switch (type) {
    case 'text':
    case 'labels':
      return 'VARCHAR';
    case 'seconds':
      return 'UINTEGER'; // until 2106; a BigInt for each value would cost more than all else
    case 'boolean':
      return 'BOOLEAN';
  }
}

function writeExpression(name: string, type: ColumnType): string {
  switch (type) {
    case 'seconds':
      return `CAST("${name}" AS BIGINT)`;
    case 'labels':
      return `CAST(CAST("${name}" AS JSON) AS MAP(VARCHAR, VARCHAR))`;
    case 'text':
    case 'boolean':
      return `"${name}"`;
  }
}

function readExpression(name: string, type: ColumnType): string {
  switch (type) {
    case 'seconds':
      return `CAST("${name}" AS DOUBLE)`;
    case 'labels':
      return `CAST(to_json("${name}") AS VARCHAR)`;
    case 'text':
    case 'boolean':
      return `"${name}"`;
  }
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
