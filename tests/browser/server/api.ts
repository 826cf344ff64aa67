/** The part of Grafana's HTTP API that a data source plugin uses, answered by the plugin's real backend process. */
import { z } from 'zod';
import { frameToJson, type FrameJson } from '../../../backend/frames/frame-json';
import { healthStatus, type DataQuery } from '../../../backend/plugin/messages';
import { readFrame } from '../../../demo/backend/arrow-reader';
import type { PluginClient, StoredDataSource } from '../../../demo/backend/plugin-client';
import type { DataSources } from './data-sources';

export interface ApiRequest {
  method: string;
  url: URL;
  body: Uint8Array;
  signal: AbortSignal;
}

export interface ApiAnswer {
  status: number;
  contentType: string;
  body: Uint8Array;
}

const queries = z.object({
  from: z.coerce.number(),
  to: z.coerce.number(),
  queries: z
    .array(
      z.looseObject({
        refId: z.string(),
        datasource: z.object({ uid: z.string() }),
        intervalMs: z.number().default(60_000),
        maxDataPoints: z.number().default(100),
      })
    )
    .min(1),
});

interface QueryResult {
  status: number;
  frames: FrameJson[];
  error?: string;
  errorSource?: string;
}

/** Answers what Grafana would; 404 for what a plugin has no business with. */
export async function answerApi(request: ApiRequest, sources: DataSources, client: PluginClient): Promise<ApiAnswer> {
  const { method, url } = request;
  if (method === 'POST' && url.pathname === '/api/ds/query') {
    return answerQuery(request, sources, client);
  }
  const [, uid = '', rest = ''] = /^\/api\/datasources\/uid\/([^/]+)(?:\/(.*))?$/.exec(url.pathname) ?? [];
  if (uid === '') {
    return json(404, { message: `nothing at ${url.pathname}` });
  }
  const source = sources.get(uid);
  if (rest === '') {
    if (method === 'PUT') {
      sources.save(uid, parsedBody(request));
    }
    return json(200, sources.shown(uid));
  }
  if (rest === 'health') {
    return answerHealth(source, client, request.signal);
  }
  if (rest.startsWith('resources/')) {
    const path = rest.slice('resources/'.length);
    return client.resource(source, { method, path, url: path + url.search, body: request.body }, request.signal);
  }
  return json(404, { message: `nothing at ${url.pathname}` });
}

async function answerHealth(source: StoredDataSource, client: PluginClient, signal: AbortSignal): Promise<ApiAnswer> {
  const { status, message, jsonDetails } = await client.health(source, signal);
  const isOk = status === healthStatus.ok;
  const details: unknown = JSON.parse(Buffer.from(jsonDetails).toString('utf8') || '{}');
  return json(isOk ? 200 : 400, { status: isOk ? 'OK' : 'ERROR', message, details });
}

async function answerQuery(request: ApiRequest, sources: DataSources, client: PluginClient): Promise<ApiAnswer> {
  const { from, to, queries: asked } = queries.parse(parsedBody(request));
  const source = sources.get(asked[0]?.datasource.uid ?? '');
  const response = await client.query(
    source,
    asked.map((query): DataQuery => ({
      refId: query.refId,
      intervalMs: query.intervalMs,
      maxDataPoints: query.maxDataPoints,
      timeRange: { fromEpochMs: from, toEpochMs: to },
      json: Buffer.from(JSON.stringify(query)),
      queryType: '',
    })),
    request.signal
  );
  const results: Record<string, QueryResult> = {};
  for (const [refId, { frames, status, error, errorSource }] of response.responses) {
    const failure = error === '' ? {} : { error, errorSource };
    results[refId] = { status, frames: frames.map((frame) => frameToJson(readFrame(frame))), ...failure };
  }
  const failed = Object.values(results).some(({ error }) => error !== undefined);
  return json(failed ? 400 : 200, { results });
}

function parsedBody({ body }: ApiRequest): unknown {
  return JSON.parse(Buffer.from(body).toString('utf8'));
}

function json(status: number, value: unknown): ApiAnswer {
  return { status, contentType: 'application/json', body: Buffer.from(JSON.stringify(value)) };
}
