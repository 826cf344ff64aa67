/** Reads and writes the store's Parquet files through an embedded DuckDB of its own, small and without extensions. */
import type { DuckDBAppender, DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { loadDuckDb } from '../../engines/duckdb/client';
import { ZoneFlowError, toZoneFlowError } from '../../errors';
import type { DayWindow } from '../days';
import { mergedValue } from './merged-rows';
import type { ColumnType, StoredValues, Table } from './tables';

export interface DayFile {
  /** Absolute. */
  path: string;
  /** The first second of the next day. */
  firstSecondAfter: number;
  /** Written by an import into a folder, with all days of the history. */
  imported: boolean;
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
  static async open(scratch: string, memoryLimit = '256MB'): Promise<ParquetFiles> {
    const { DuckDBInstance } = await loadDuckDb();
    const instance = await DuckDBInstance.create(':memory:', {
      threads: '1', // with more, row groups would be cut differently from run to run
      memory_limit: memoryLimit,
      temp_directory: scratch,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    return new ParquetFiles(instance, await instance.connect());
  }

  /** What the files say, each row once though a day's file repeats the day's before it. Errors: corrupt_object, cancelled. */
  async *read<Row>(table: Table<Row>, files: readonly DayFile[], signal: AbortSignal): AsyncGenerator<StoredValues> {
    // Whom the address went to is told from all rows, not read back.
    const columns = table.columns.filter(([name]) => name !== 'followed_at');
    const list = columns.map(([name, type]) => `${readExpression(`"${name}"`, type)} AS "${name}"`).join(', ');
    if (files.every(({ imported }) => imported)) {
      // An import writes all days alike: of each file, what began after the day of the file before it.
      let after = '';
      for (const { path, firstSecondAfter } of files) {
        yield* this.rows(table.name, `SELECT ${list} FROM ${source([path])}${after}`, signal);
        after = ` WHERE "${table.begin}" >= ${firstSecondAfter}`;
      }
    } else {
      yield* this.rows(table.name, `SELECT DISTINCT ${list} FROM ${source(files.map(({ path }) => path))}`, signal);
    }
  }

  /** One row a pod or node of those that may still change, with the number of its newest file as `file`. */
  async *readOpen<Row>(table: Table<Row>, paths: readonly string[], signal: AbortSignal): AsyncGenerator<StoredValues> {
    if (paths.length === 0) {
      return;
    }
    const list = table.columns.map(
      ([name, type, merge]) => `${readExpression(mergedValue(merge, name), type)} AS "${name}"`
    );
    const numbered = paths
      .map((path, file) => `SELECT *, ${file} AS file FROM ${source([path])}`)
      .join(' UNION ALL BY NAME ');
    const keys = keysOf(table);
    const endings = table.columns.flatMap(([name, , merge]) =>
      name === 'deleted_at' || name === 'followed_at' ? [`${mergedValue(merge, name)} IS NULL`] : []
    );
    // Most of a busy day have ended: their texts are not merged, which would take memory that cannot be spilled.
    const open = `SELECT ${keys} FROM (${numbered}) GROUP BY ${keys} HAVING ${endings.join(' AND ')}`;
    yield* this.rows(
      table.name,
      `SELECT ${list.join(', ')}, max(file) AS file FROM (${numbered}) SEMI JOIN (${open}) USING (${keys}) GROUP BY ${keys}`,
      signal
    );
  }

  /** Makes one file of several. Errors: corrupt_object, disk_full. */
  async merge<Row>(table: Table<Row>, paths: readonly string[], file: string): Promise<void> {
    const list = table.columns.map(([name, , merge]) => `${mergedValue(merge, name)} AS "${name}"`).join(', ');
    const order = table.order.map((name) => `"${name}"`).join(', ');
    await this.run(
      `COPY (SELECT ${list} FROM ${source(paths)} GROUP BY ${keysOf(table)} ORDER BY ${order})
       TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd)`
    );
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

  private async *rows(name: string, sql: string, signal: AbortSignal): AsyncGenerator<StoredValues> {
    try {
      const result = await this.connection.stream(sql);
      for await (const rows of result.yieldRowObjects()) {
        signal.throwIfAborted();
        yield* rows;
      }
    } catch (error) {
      throw storeError(error, `The stored history (${name}) cannot be read`);
    }
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
  if (message.startsWith('Out of Memory Error')) {
    return new ZoneFlowError('out_of_memory', `${what}: a day holds more than fits into the memory for it`, {
      cause: error,
      remedy: 'No file is damaged. Please report how many pods the cluster starts a day.',
    });
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

function readExpression(value: string, type: ColumnType): string {
  switch (type) {
    case 'seconds':
      return `CAST(${value} AS DOUBLE)`;
    case 'labels':
      return `CAST(to_json(${value}) AS VARCHAR)`;
    case 'text':
    case 'boolean':
      return value;
  }
}

/** Files as a relation; those of older versions have no followed_at. */
function source(paths: readonly string[]): string {
  const files = paths.map(literal).join(', ');
  return `(SELECT * FROM read_parquet([${files}], hive_partitioning = false, union_by_name = true)
    UNION ALL BY NAME SELECT CAST(NULL AS BIGINT) AS followed_at WHERE false)`;
}

function keysOf<Row>({ columns }: Table<Row>): string {
  return columns.flatMap(([name, , merge]) => (merge === 'key' ? [`"${name}"`] : [])).join(', ');
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
