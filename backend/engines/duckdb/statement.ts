/** Runs statements on a connection so that an abort ends them at once, and turns results into plain columns. */
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { ZoneFlowError } from '../../errors';
import type { ResultColumns } from '../engine';
import { reasonOf } from '../query-gate';

/** Runs one of the engine's own statements (views, temporary tables). */
export async function execute(connection: DuckDBConnection, sql: string, signal: AbortSignal): Promise<void> {
  await interruptible(connection, signal, () => connection.run(sql));
}

/** Runs one SELECT and nothing else: a statement that writes is refused, wherever it would write to. */
export async function select(connection: DuckDBConnection, sql: string, signal: AbortSignal): Promise<ResultColumns> {
  return interruptible(connection, signal, async () => {
    const extracted = await connection.extractStatements(sql);
    if (extracted.count !== 1) {
      throw new ZoneFlowError('engine_failed', `${extracted.count} statements where one was expected`);
    }
    const prepared = await extracted.prepare(0);
    try {
      if (Number(prepared.statementType) !== selectStatement) {
        throw new ZoneFlowError('engine_failed', 'The statement is no SELECT');
      }
      const result = await prepared.stream();
      const names = result.columnNames();
      const columns = names.map((): Array<string | number | boolean | null> => []);
      let rowCount = 0;
      for (
        let chunk = await result.fetchChunk();
        chunk !== null && chunk.rowCount > 0;
        chunk = await result.fetchChunk()
      ) {
        signal.throwIfAborted();
        rowCount += chunk.rowCount;
        for (const [index, column] of columns.entries()) {
          for (const value of chunk.getColumnValues(index)) {
            column.push(plainValue(value));
          }
        }
      }
      return { rowCount, columns: new Map(names.map((name, index) => [name, columns[index] ?? []])) };
    } finally {
      prepared.destroySync();
    }
  });
}

/** DUCKDB_STATEMENT_TYPE_SELECT of DuckDB's C API; its enum would load the native library with this file. */
const selectStatement = 1;
const interruptEveryMs = 20;

/**
 * Rejects with the abort's reason as soon as the signal fires; the statement itself ends a moment later. DuckDB forgets an
 * interrupt that comes between two statements, so it is repeated until the work is over.
 */
async function interruptible<T>(connection: DuckDBConnection, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let repeat: NodeJS.Timeout | undefined;
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => {
      connection.interrupt();
      repeat = setInterval(() => connection.interrupt(), interruptEveryMs);
      reject(reasonOf(signal));
    };
    signal.addEventListener('abort', abort, { once: true });
  });
  const running = work().finally(() => {
    clearInterval(repeat);
    signal.removeEventListener('abort', abort);
    pending.get(connection)?.delete(running);
  });
  const others = pending.get(connection) ?? new Set();
  pending.set(connection, others.add(running));
  running.catch(() => undefined);
  aborted.catch(() => undefined);
  return Promise.race([running, aborted]);
}

const pending = new WeakMap<DuckDBConnection, Set<Promise<unknown>>>();

/** Resolves once nothing runs on the connection any more, aborted statements included. */
export async function settled(connection: DuckDBConnection): Promise<void> {
  await Promise.allSettled([...(pending.get(connection) ?? [])]);
}

/** Sums are HUGEINT or DECIMAL; beyond 2^53 a number is near enough for a chart. Dates and lists become their text. */
function plainValue(value: DuckDBValue): string | number | boolean | null {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'bigint':
      return Number(value);
    default:
      if (value === null) {
        return null;
      }
      return 'toDouble' in value && typeof value.toDouble === 'function' ? Number(value.toDouble()) : value.toString();
  }
}
