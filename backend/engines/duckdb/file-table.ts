/** CSV or Parquet files on this machine as one table for the embedded engine, whatever is in them. */
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ZoneFlowError } from '../../errors';
import type { ResultColumns } from '../engine';
import { Database } from './database';
import { speaksOfData, toEngineError } from './engine-error';
import { fileList } from './sql-text';

export interface FileTable {
  /** A FROM item. Every column of CSV is text; files may have different columns. */
  from: string;
  columns(signal: AbortSignal): Promise<Array<{ name: string; type: string }>>;
  run(sql: string, signal: AbortSignal): Promise<ResultColumns>;
  close(): Promise<void>;
}

/** @param files at least one; all CSV (`.csv`, also `.gz`) or all Parquet. Errors: bad_input. */
export async function openFileTable(files: readonly string[]): Promise<FileTable> {
  const paths = files.map((file) => resolve(file));
  for (const path of paths) {
    const facts = await stat(path).catch((cause: unknown) => {
      throw new ZoneFlowError('bad_input', `The file ${path} cannot be read`, { cause });
    });
    if (!facts.isFile()) {
      throw new ZoneFlowError('bad_input', `${path} is no file`, { remedy: 'Name the files: report/*.parquet.' });
    }
  }
  const folders = [...new Set(paths.map((path) => dirname(path)))];
  const database = new Database({ readable: folders, threads: 0, memoryLimitMb: 1024 });
  const from = `${readerOf(paths)}(${fileList(paths)}, ${optionsOf(paths)})`;
  const run = async (sql: string, signal: AbortSignal): Promise<ResultColumns> => {
    const session = await database.connect();
    try {
      return (await session.select(sql, signal, 'heavy')).result;
    } catch (error) {
      const failure = toEngineError(error, folders);
      throw speaksOfData(error) ? new ZoneFlowError('bad_input', failure.message, { cause: error }) : failure;
    } finally {
      await session.close();
    }
  };
  return {
    from,
    async columns(signal) {
      const { columns } = await run(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${from})`, signal);
      const types = columns.get('column_type') ?? [];
      return (columns.get('column_name') ?? []).map((name, row) => ({ name: String(name), type: String(types[row]) }));
    },
    run,
    close: () => database.close(),
  };
}

function isParquet(path: string): boolean {
  return /\.(snappy\.)?parquet$/i.test(path);
}

function readerOf(paths: readonly string[]): string {
  const parquet = paths.filter(isParquet).length;
  const other = paths.find((path) => !isParquet(path) && !/\.csv(\.gz)?$/i.test(path));
  if (other !== undefined || (parquet > 0 && parquet < paths.length)) {
    throw new ZoneFlowError('bad_input', `${other ?? 'The files'} must be all .parquet, or all .csv or .csv.gz`, {
      remedy: 'Unpack other archives, and name files of one kind.',
    });
  }
  return parquet > 0 ? 'read_parquet' : 'read_csv';
}

function optionsOf(paths: readonly string[]): string {
  return paths.every(isParquet)
    ? 'union_by_name = true, hive_partitioning = false'
    : `header = true, all_varchar = true, union_by_name = true, delim = ',', quote = '"', escape = '"', hive_partitioning = false`;
}
