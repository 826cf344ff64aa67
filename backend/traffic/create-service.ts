/** The core: one data source instance's questions, planned, run on its engine and shaped. */
import { eventsQueryType, type EventsQuery } from '../../src/shared/events';
import type { TrafficQuery } from '../../src/shared/query';
import type { Settings } from '../../src/shared/settings';
import { plainDimensions } from '../../src/shared/dimensions';
import type { AwsSettings } from '../aws/aws-settings';
import { createAnswerCache } from '../cache/answer-cache';
import type { Engine, TimeRange } from '../engines/engine';
import { ZoneFlowError, toZoneFlowError } from '../errors';
import { limitedTo } from '../time-limit';
import type { Logger } from '../log';
import { bucketSeconds } from '../query/buckets';
import { parseQuestion, type Question } from '../query/parse-query';
import { eventsStatement } from '../sql/events';
import type { CacheUse } from '../storage/cache/object-cache';
import { listFor } from './aws-lists';
import { lingerMs } from './caller-deadline';
import { createEngine, type Secrets } from './create-engine';
import { ddlOf, flowLogsOf } from './describe-tables';
import { examineSetup } from './examine-setup';
import { healthAnswer, healthFrames, healthReport } from './health';
import { answerOf, framesOf } from './present';
import { eventsAnswerOf, eventsFramesOf, runEvents, type EventsAnswer } from './run-events';
import { openForPlan, planOpened, rollupWish, runTraffic, type TrafficAnswer } from './run-traffic';
import type { AskOptions, ServiceObserver, TrafficService } from './service';
import { listLabelKeys, listValues } from './values';

/** Answers of closed ranges change only when late records or history arrive; those that reach now are soon stale. */
const freshMs = { closed: 5 * 60_000, open: 30_000 };
/** A range is closed for caching this long after its end: delivery takes up to 15 minutes. */
const closedAfterMs = 60 * 60_000;

export interface ServiceOptions {
  observer: ServiceObserver;
  log: Logger;
  /** How to reach AWS, read only if the settings need it. @param members that take the place of the settings' own */
  aws?: (members?: Record<string, string>) => AwsSettings;
  /** Told of each object fetched from S3. */
  onFetched?: (use: CacheUse) => void;
  /** Of the data source; none by default. */
  secrets?: Secrets;
  /** Replaces the engine that the settings name; for tests. */
  engine?: Engine;
  now?: () => number;
}

export function createTrafficService(settings: Settings, options: ServiceOptions): TrafficService {
  const { observer, log } = options;
  const now = options.now ?? Date.now;
  const { aws = noAws, secrets = new Map<string, string>(), onFetched } = options;
  const engine = options.engine ?? createEngine(settings, { log, secrets, aws, onFetched });
  const cache = createAnswerCache<TrafficAnswer>({
    most: 500,
    mostSize: 2_000_000,
    size: (answer) => answer.result.rows.length,
    lingerMs,
  });
  const eventsCache = createAnswerCache<EventsAnswer>({
    most: 100,
    mostSize: 100_000,
    size: (answer) => answer.result.events.length,
  });

  const limited = (signal: AbortSignal): AbortSignal => limitedTo(timeoutMs(settings.limits.timeoutSeconds), signal);

  /** Runs one kind of work under the time limit, measured, with every failure as a ZoneFlowError. */
  async function measured<Value>(
    queryType: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<{ value: Value; use: 'hit' | 'miss' | 'joined'; scannedBytes: number }>
  ): Promise<Value> {
    const started = performance.now();
    const seconds = (): number => (performance.now() - started) / 1000;
    try {
      const { value, use, scannedBytes } = await work(limited(signal));
      observer.answered({ queryType, seconds: seconds(), scannedBytes: use === 'miss' ? scannedBytes : 0, cache: use });
      return value;
    } catch (error) {
      const failure = toZoneFlowError(error);
      observer.failed({ queryType, seconds: seconds(), code: failure.code });
      throw failure;
    }
  }

  function parsed(input: unknown): Question {
    try {
      return parseQuestion(input);
    } catch (error) {
      observer.failed({ queryType: 'unknown', seconds: 0, code: toZoneFlowError(error).code });
      throw error;
    }
  }

  const freshFor = ({ to }: AskOptions): number => (to < now() - closedAfterMs ? freshMs.closed : freshMs.open);

  function ask(query: TrafficQuery, ask: AskOptions, signal: AbortSignal): Promise<TrafficAnswer> {
    return measured(query.queryType, signal, async (bounded) => {
      const range = toSeconds(ask);
      const { refId: _, ...question } = query;
      // Panels of another width ask for other intervals: only those of a time series are part of the question.
      const width =
        query.queryType === 'timeseries' ? bucketSeconds(range, ask.intervalMs, ask.maxDataPoints) : undefined;
      const key = JSON.stringify([question, range, width, ask.strict ?? false]);
      const { value, use } = await cache.get(
        key,
        freshFor(ask),
        (shared) => runTraffic({ engine, settings, query, ask, range, now: now() }, shared),
        bounded
      );
      return { value: { ...value, result: { ...value.result, query } }, use, scannedBytes: value.stats.scannedBytes };
    });
  }

  function askEvents(query: EventsQuery, ask: AskOptions, signal: AbortSignal): Promise<EventsAnswer> {
    return measured(query.queryType, signal, async (bounded) => {
      const range = toSeconds(ask);
      const { refId: _, ...question } = query;
      const { value, use } = await eventsCache.get(
        JSON.stringify([question, range]),
        freshFor(ask),
        (shared) => runEvents({ engine, query, range, now: now() }, shared),
        bounded
      );
      return { value: { ...value, result: { ...value.result, query } }, use, scannedBytes: value.stats.scannedBytes };
    });
  }

  return {
    async frames(input, options, signal) {
      const query = parsed(input);
      const forAlert = options.forAlert ?? false;
      if (query.queryType === 'health') {
        return measured('health', signal, async (bounded) => ({
          value: healthFrames(query.refId, await engine.freshness(bounded), { now: now(), forAlert }),
          use: 'miss',
          scannedBytes: 0,
        }));
      }
      if (query.queryType === eventsQueryType) {
        if (forAlert) {
          throw new ZoneFlowError('bad_query', 'An alert rule asks for events, which are no numbers', {
            remedy: 'Choose the query type timeseries, table or health.',
          });
        }
        return eventsFramesOf(await askEvents(query, options, signal));
      }
      const answer = await ask(query, options, signal);
      // Grafana asks for as many points as its panel has pixels.
      const { currency } = settings.price;
      return framesOf(answer, { range: toSeconds(options), currency, forAlert, panelWidth: options.maxDataPoints });
    },

    async answer(input, options, signal) {
      const query = parsed(input);
      switch (query.queryType) {
        case 'health':
          return healthAnswer(await engine.freshness(limited(signal)), now());
        case eventsQueryType:
          return eventsAnswerOf(await askEvents(query, options, signal));
        default:
          return answerOf(await ask(query, options, signal));
      }
    },

    async preview(input, options, signal) {
      const query = parsed(input);
      if (query.queryType === 'health') {
        throw new ZoneFlowError('bad_request', 'A health question has no SQL', {
          remedy: 'Choose another query type.',
        });
      }
      const range = toSeconds(options);
      if (query.queryType === eventsQueryType) {
        return { sql: eventsStatement(query, { range, dialect: engine.dialect }) };
      }
      const bounded = limited(signal);
      const { maxScanBytes } = settings.limits;
      const rollup = rollupWish({ engine, settings, query, ask: options, range });
      const data = await openForPlan({ engine, settings, range }, bounded, {
        strict: options.strict ?? false,
        maxScanBytes,
        rollup,
      });
      try {
        const plan = await planOpened({ query, ask: options, range, settings }, data, bounded);
        return { sql: plan.sql };
      } finally {
        await data.opened.close();
      }
    },

    async dimensions(range, signal) {
      const keys = await listLabelKeys(engine, toSeconds(range), limited(signal));
      return [...plainDimensions, ...keys.map((key) => `label:${key}`)];
    },

    values: (request, signal) => listValues(engine, request, toSeconds(request), limited(signal)),
    health: (signal) => healthReport(engine, now(), limited(signal)),
    flowLogs: (signal) => flowLogsOf({ settings, aws }, limited(signal)),
    ddl: (flowLogId, signal) => ddlOf({ settings, aws }, flowLogId, limited(signal)),
    list: (list, signal) => listFor(aws(), list, limited(signal)),
    doctor: (signal) => examineSetup({ settings, engine, aws, now: now() }, limited(signal)),

    async close() {
      cache.clear();
      eventsCache.clear();
      await engine.close();
      log.debug('data source instance closed');
    },
  };
}

function noAws(): never {
  throw new ZoneFlowError('unsupported', 'AWS cannot be asked from here');
}

/** Node's timers take whole milliseconds of at most 31 bits; beyond that they fire at once. */
function timeoutMs(seconds: number): number {
  return Math.min(Math.ceil(seconds * 1000), 2 ** 31 - 1);
}

/** Whole seconds: a record's `start` is in `[from, to)` of milliseconds exactly if it is in the rounded-up range. */
export function toSeconds({ from, to }: { from: number; to: number }): TimeRange {
  const latest = 8.64e15;
  if (!Number.isFinite(from) || !Number.isFinite(to) || Math.abs(from) > latest || Math.abs(to) > latest) {
    throw new ZoneFlowError('bad_range', 'The time range is not between the years -271821 and 275760');
  }
  if (to === from) {
    throw new ZoneFlowError(
      'bad_range',
      `The time range is empty: it starts and ends at ${new Date(to).toISOString()}`
    );
  }
  if (to < from) {
    throw new ZoneFlowError(
      'bad_range',
      `The time range ends (${new Date(to).toISOString()}) before it starts (${new Date(from).toISOString()})`
    );
  }
  return { from: Math.ceil(from / 1000), to: Math.ceil(to / 1000) };
}
