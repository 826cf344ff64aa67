/** One question about events from opened history to a result: open, run, read. */
import type { EventsQuery } from '../../src/shared/events';
import { noCoverage } from '../../src/shared/coverage';
import type { Engine, RunStats, TimeRange } from '../engines/engine';
import type { Frame } from '../frames/frame';
import { readEvents, type EventsResult } from '../query/events/events-result';
import { eventRows, eventsFrame } from '../query/shape/events';
import { eventsStatement } from '../sql/events';
import { emptyMatchesOf } from './check-patterns';
import { statsOf } from './present';
import type { Answer } from './service';

export interface EventsAnswer {
  result: EventsResult;
  sql: string;
  stats: RunStats;
}

/** @param now epoch milliseconds. Errors: bad_query with the path of a pattern that the engine does not take. */
export async function runEvents(
  { engine, query, range, now }: { engine: Engine; query: EventsQuery; range: TimeRange; now: number },
  signal: AbortSignal
): Promise<EventsAnswer> {
  const opened = await engine.openHistory(range, signal);
  try {
    await emptyMatchesOf(query.filters, { opened, dialect: engine.dialect }, signal);
    const sql = eventsStatement(query, { range, dialect: engine.dialect });
    const { result, stats } = await opened.run(sql, signal);
    const read = readEvents(query, result, { range, now: Math.floor(now / 1000) });
    return { result: { ...read, notices: [...read.notices, ...opened.notices] }, sql, stats };
  } finally {
    await opened.close();
  }
}

export function eventsFramesOf({ result, sql, stats }: EventsAnswer): Frame[] {
  const frame = eventsFrame(result);
  const meta = { ...frame.meta, notices: result.notices, executedQueryString: sql, stats: statsOf(stats) };
  return [{ ...frame, meta }];
}

/** No SQL in it: what has SQL has coverage, and events cover no traffic. */
export function eventsAnswerOf({ result, stats }: EventsAnswer): Answer {
  return { ...eventRows(result), coverage: noCoverage, stats, notices: result.notices, sql: '' };
}
