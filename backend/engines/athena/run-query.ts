/** One query from its start to its last row, or to its end in Athena when nobody waits for it any more. */
import { setTimeout as sleep } from 'node:timers/promises';
import { untilAborted } from '../../cache/until-aborted';
import { ZoneFlowError, toZoneFlowError } from '../../errors';
import { timeLimit } from '../../time-limit';
import type { ResultColumns, RunStats } from '../engine';
import type { AthenaApi } from './api';
import { executionError } from './athena-error';
import { priceOf, type Execution } from './execution';
import { waitMs, type EarlierRuns } from './poll-waits';
import type { QueryGate } from '../query-gate';
import type { ReadResult } from './read-result';
import type { RunningNotes } from './running-notes';
import { startQuery } from './start-query';
import type { StartSettings } from './workgroup';

export interface QueryContext {
  api: AthenaApi;
  /** For the process after this one, should it be killed. */
  notes: Pick<RunningNotes, 'add' | 'remove'>;
  /** Keeps to the number of queries that may run at a time: the account's quota is shared with others. */
  gate: QueryGate;
  earlier: EarlierRuns;
  readResult: ReadResult;
  /** What a query is started with beside its statement. Errors: bad_settings, access_denied. */
  startSettings: (signal: AbortSignal) => Promise<StartSettings>;
  maxScanBytes: number | null;
  /** Told of work that goes on after the caller has left: stopping the query. */
  keep: (work: Promise<void>) => void;
  warn: (message: string, fields: Record<string, unknown>) => void;
}

/** How long stopping a query is tried. */
const stoppingMs = 30_000;
/** A query that waits longer than this in Athena's queue runs from when it was last seen there. */
const longQueueMs = 1_000;

/**
 * Rejects with the signal's reason as soon as it aborts. No query is left running: one whose start is under way is stopped
 * when its ID is known, and it keeps its place among the running ones until then.
 */
export async function runQuery(
  sql: string,
  context: QueryContext,
  signal: AbortSignal
): Promise<{ result: ResultColumns; stats: RunStats }> {
  const settings = await context.startSettings(signal);
  let waitedMs = 0;
  for (let run = 1; ; run += 1) {
    const asked = performance.now();
    const leave = await context.gate.enter(signal);
    waitedMs += performance.now() - asked;
    const { execution, ranMs } = await runOnce({ ...settings, QueryString: sql }, leave, context, signal);
    if (execution.state === 'succeeded') {
      if (isOver(execution, context)) {
        throw tooLarge(execution, context);
      }
      const read = await context.readResult(execution, context.earlier.of(sql).hasPages, signal);
      if (!execution.reused) {
        context.earlier.add(sql, execution.engineMs || ranMs, read.hasPages);
      }
      return { result: read.result, stats: statsOf(execution, waitedMs) };
    }
    // Athena does not bill what it failed at.
    if (run > 1 || !execution.mayPass) {
      throw executionError(execution);
    }
  }
}

interface Ended {
  execution: Execution;
  /** Milliseconds between its start and when its end was seen, long waits in Athena's queue left out. */
  ranMs: number;
}

/** @returns the query at its end, whatever that is. @param leave gives its place among the running ones back */
async function runOnce(
  input: StartSettings & { QueryString: string },
  leave: () => void,
  context: QueryContext,
  signal: AbortSignal
): Promise<Ended> {
  const { notes } = context;
  const starting = startQuery(context.api, input, signal).then((id) => {
    notes.add(id);
    return id;
  });
  let ended: Ended | null = null;
  try {
    const id = await untilAborted(starting, signal);
    ended = await untilEnded(id, input.QueryString, context, signal);
    return ended;
  } finally {
    if (ended === null) {
      context.keep(stopStarted(starting, context).finally(leave));
    } else {
      context.keep(notes.remove(ended.execution.id));
      leave();
    }
  }
}

async function untilEnded(id: string, sql: string, context: QueryContext, signal: AbortSignal): Promise<Ended> {
  const { ms } = context.earlier.of(sql);
  const started = performance.now();
  let began = started;
  for (;;) {
    const pause = waitMs(performance.now() - began, ms);
    await sleep(pause, undefined, { signal }).catch(() => signal.throwIfAborted());
    const execution = await untilAborted(context.api.execution(id, signal), signal);
    switch (execution.state) {
      case 'queued':
        if (performance.now() - started > longQueueMs) {
          began = performance.now();
        }
        break;
      case 'running':
        if (isOver(execution, context)) {
          throw tooLarge(execution, context);
        }
        break;
      case 'succeeded':
      case 'failed':
      case 'cancelled':
        return { execution, ranMs: performance.now() - began };
    }
  }
}

async function stopStarted(starting: Promise<string>, { api, notes, warn }: QueryContext): Promise<void> {
  let id: string;
  try {
    id = await starting;
  } catch {
    // It never came to be: the failure is of a request whose caller has left.
    return;
  }
  try {
    await api.stop(id, timeLimit(stoppingMs));
    await notes.remove(id);
  } catch (error) {
    const { message } = toZoneFlowError(error);
    warn('A query in Athena could not be stopped; Athena ends it after the time limit of its account', { id, message });
  }
}

function isOver({ scannedBytes }: Execution, { maxScanBytes }: QueryContext): boolean {
  return maxScanBytes !== null && scannedBytes > maxScanBytes;
}

function tooLarge({ scannedBytes, state }: Execution, { maxScanBytes }: QueryContext): ZoneFlowError {
  const what = state === 'succeeded' ? 'read' : 'was stopped after it had read';
  return new ZoneFlowError(
    'scan_too_large',
    `The query ${what} ${scannedBytes} bytes in Athena, more than the limit of ${maxScanBytes}`
  );
}

/** @param waitedMs before the start, for a place among the running ones */
function statsOf(execution: Execution, waitedMs: number): RunStats {
  return {
    engineMs: execution.engineMs,
    queueMs: execution.queueMs + Math.round(waitedMs),
    scannedBytes: execution.reused ? 0 : execution.scannedBytes,
    scanPrice: priceOf(execution),
  };
}
