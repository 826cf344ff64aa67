/** One statement from its start to its last row, or to its end on the server when nobody waits for it any more. */
import { ZoneFlowError, toZoneFlowError } from '../../errors';
import { timeLimit } from '../../time-limit';
import type { ResultColumns, RunStats } from '../engine';
import { parseAnswer, type TrinoAnswer } from './answer';
import type { Http, HttpAnswer } from './http';
import { ColumnCollector } from './result-columns';
import { statusError, trinoError } from './trino-error';

export interface StatementContext {
  http: Http;
  /** For messages. */
  host: string;
  /** Headers of the statement's first request: catalog, session properties, tags. */
  headers: Readonly<Record<string, string>>;
  /** Told of work that goes on after the caller has left: ending the statement on the server. */
  keep: (work: Promise<void>) => void;
  warn: (message: string, fields: Record<string, unknown>) => void;
}

/** How long the end of a statement is waited for and tried again. */
const endingMs = 20_000;

/**
 * Rejects with the signal's reason as soon as it aborts. No query is left on the server: its first request is not cut off,
 * because its answer alone names the query, and whatever is known then is deleted.
 */
export async function runStatement(
  sql: string,
  context: StatementContext,
  signal: AbortSignal
): Promise<{ result: ResultColumns; stats: RunStats }> {
  signal.throwIfAborted();
  const starting = start(sql, context, signal);
  let answer: TrinoAnswer;
  try {
    answer = await unlessAborted(starting, signal);
  } catch (error) {
    if (signal.aborted) {
      context.keep(endWhenStarted(starting, context));
    }
    throw error;
  }
  let collector: ColumnCollector | null = null;
  try {
    for (;;) {
      if (answer.failure !== null) {
        throw trinoError(answer.failure);
      }
      if (answer.columns !== null) {
        collector ??= new ColumnCollector(answer.columns);
      }
      collector?.add(answer.rows);
      if (answer.nextUri === null) {
        break;
      }
      // The server holds the request until it has news, for up to a second: no pause is needed between two.
      answer = parsed(await context.http.send({ method: 'GET', url: answer.nextUri }, signal), context);
    }
  } catch (error) {
    if (answer.nextUri !== null) {
      context.keep(end(answer.nextUri, context));
    }
    throw error;
  }
  const { stats } = answer;
  return {
    result: collector?.result() ?? { rowCount: 0, columns: new Map() },
    stats: {
      engineMs: Math.max(0, stats.elapsedMs - stats.queuedMs),
      queueMs: stats.queuedMs,
      scannedBytes: stats.inputBytes,
      scanPrice: 0,
    },
  };
}

async function start(
  sql: string,
  { http, headers, host }: StatementContext,
  signal: AbortSignal
): Promise<TrinoAnswer> {
  const call = { method: 'POST', url: http.url('/v1/statement'), headers, body: sql, uncut: true } as const;
  return parsed(await http.send(call, signal), { host });
}

function parsed({ status, body }: HttpAnswer, { host }: Pick<StatementContext, 'host'>): TrinoAnswer {
  if (status !== 200) {
    throw statusError(status, body, host);
  }
  return parseAnswer(body);
}

async function endWhenStarted(starting: Promise<TrinoAnswer>, context: StatementContext): Promise<void> {
  let uri: string | null;
  try {
    uri = (await starting).nextUri;
  } catch {
    // It never came to be: the failure is of a request whose caller has left.
    return;
  }
  if (uri !== null) {
    await end(uri, context);
  }
}

/** Ends the query whose next part is at the URI. */
async function end(uri: string, { http, warn }: StatementContext): Promise<void> {
  try {
    const { status } = await http.send({ method: 'DELETE', url: uri }, timeLimit(endingMs));
    // 404, 410: it is gone already.
    if (status >= 400 && status !== 404 && status !== 410) {
      throw new ZoneFlowError('engine_failed', `HTTP ${status}`);
    }
  } catch (error) {
    warn('A query on Trino could not be ended; Trino ends it when nobody has asked for it for some minutes', {
      message: toZoneFlowError(error).message,
    });
  }
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(reasonOf(signal));
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new DOMException('The query was cancelled', 'AbortError');
}
