/** Data/QueryData: answers all queries of a panel or an alert rule at once, each on its own feet. */
import { toZoneFlowError, ZoneFlowError } from '../errors';
import type { Logger } from '../log';
import type { AskOptions, ServiceObserver } from '../traffic/service';
import { encodeFrames } from './encode-frames';
import type { Instances } from './instances';
import type { DataQuery, DataResponse, QueryDataRequest, QueryDataResponse } from './messages';

export interface QueryDataOptions {
  instances: Instances;
  log: Logger;
  /** Told only of failures outside the service, which reports its own. */
  observer: Pick<ServiceObserver, 'failed'>;
}

const defaultIntervalMs = 60_000;
const defaultMaxDataPoints = 1_000;

/** Never rejects for one query's sake: its error stands in its own response, the other queries' frames beside it. */
export function queryDataHandler({ instances, log, observer }: QueryDataOptions) {
  return async (request: QueryDataRequest, signal: AbortSignal): Promise<QueryDataResponse> => {
    const call = { instances, observer, request, signal, log: log.with(originOf(request.headers)) };
    const responses = await Promise.all(
      request.queries.map(async (query): Promise<[string, DataResponse]> => [query.refId, await answer(call, query)])
    );
    return { responses: new Map(responses) };
  };
}

interface Call extends QueryDataOptions {
  request: QueryDataRequest;
  signal: AbortSignal;
}

async function answer({ instances, observer, request, signal, log }: Call, query: DataQuery): Promise<DataResponse> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  let queryType = query.queryType;
  let inService = false;
  try {
    const { question, options } = read(query, request.headers);
    queryType = typeof question.queryType === 'string' ? question.queryType : '';
    const frames = await instances.use(request.pluginContext, async (service) => {
      inService = true;
      const found = await service.frames(question, options, signal);
      inService = false;
      return found;
    });
    const files = await encodeFrames(
      frames.map((frame) => ({ ...frame, refId: query.refId })),
      signal
    );
    log.debug('Query answered', { refId: query.refId, queryType, frames: files.length, seconds: seconds() });
    return response({ frames: files, status: 200 });
  } catch (error) {
    const failure = toZoneFlowError(error);
    if (!inService) {
      observer.failed({ queryType, seconds: seconds(), code: failure.code });
    }
    logFailure(log, failure, { refId: query.refId, queryType, seconds: seconds() });
    return response({ error: failure.sentence, status: failure.status, errorSource: failure.source });
  }
}

/** A status of 0 would become 500 in Grafana, so it is always given. */
function response(members: Partial<DataResponse> & { status: number }): DataResponse {
  return { frames: [], error: '', jsonMeta: new Uint8Array(0), errorSource: '', ...members };
}

/** The stored query with what Grafana sends beside it: refId always, the query type only where the query has none. */
function read(
  query: DataQuery,
  headers: ReadonlyMap<string, string>
): { question: Record<string, unknown>; options: AskOptions } {
  const stored = parseObject(query);
  if (query.timeRange === undefined) {
    throw new ZoneFlowError('bad_range', `Query ${query.refId} has no time range`);
  }
  const queryType = stored.queryType || query.queryType || undefined;
  return {
    question: { ...stored, refId: query.refId, ...(queryType === undefined ? {} : { queryType }) },
    options: {
      from: query.timeRange.fromEpochMs,
      to: query.timeRange.toEpochMs,
      intervalMs: query.intervalMs > 0 ? query.intervalMs : defaultIntervalMs,
      maxDataPoints: query.maxDataPoints > 0 ? query.maxDataPoints : defaultMaxDataPoints,
      ...(headers.get('FromAlert') === 'true' ? { forAlert: true } : {}),
    },
  };
}

function parseObject(query: DataQuery): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(query.json).toString('utf8') || '{}');
  } catch (error) {
    throw new ZoneFlowError('bad_query', `Query ${query.refId} is not JSON`, { cause: error });
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new ZoneFlowError('bad_query', `Query ${query.refId} is not a JSON object`);
  }
  return { ...parsed };
}

function logFailure(log: Logger, failure: ZoneFlowError, fields: Record<string, unknown>): void {
  const line = { ...fields, code: failure.code, status: failure.status, error: failure.message };
  if (failure.code === 'cancelled') {
    log.debug('Query cancelled', line);
  } else if (failure.source === 'plugin') {
    log.error('Query failed', { ...line, stack: failure.cause instanceof Error ? failure.cause : failure });
  } else {
    log.warn('Query failed', line);
  }
}

/** Which panel or alert rule asked. Grafana prefixes the HTTP headers it forwards with `http_`. */
function originOf(headers: ReadonlyMap<string, string>): Record<string, unknown> {
  const lower = new Map([...headers].map(([name, value]) => [name.toLowerCase(), value]));
  return {
    dashboard: lower.get('http_x-dashboard-uid'),
    panel: lower.get('http_x-panel-id'),
    rule: lower.get('http_x-rule-uid'),
    fromAlert: lower.get('fromalert'),
  };
}
