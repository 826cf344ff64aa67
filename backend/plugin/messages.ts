/** The messages Grafana and a data source backend exchange: proto package pluginv2 (grafana-plugin-sdk-go, backend.proto). */
import {
  boolean,
  bytes,
  integer,
  many,
  manyBytes,
  manyTexts,
  message,
  messageMap,
  one,
  text,
  textMap,
  type Infer,
} from './wire';

const user = message({ login: text(1), name: text(2), email: text(3), role: text(4) });

export const dataSourceInstanceSettings = message({
  id: integer(1),
  name: text(2),
  url: text(3),
  user: text(4),
  database: text(5),
  basicAuthEnabled: boolean(6),
  basicAuthUser: text(7),
  jsonData: bytes(8),
  decryptedSecureJsonData: textMap(9),
  lastUpdatedMs: integer(10),
  uid: text(11),
  apiVersion: text(12),
});

export const pluginContext = message({
  orgId: integer(1),
  pluginId: text(2),
  user: one(3, user),
  dataSourceInstanceSettings: one(5, dataSourceInstanceSettings),
  grafanaConfig: textMap(6),
  pluginVersion: text(7),
  userAgent: text(8),
  apiVersion: text(9),
});
export type PluginContext = Infer<typeof pluginContext>;

const timeRange = message({ fromEpochMs: integer(1), toEpochMs: integer(2) });

export const dataQuery = message({
  refId: text(1),
  maxDataPoints: integer(2),
  intervalMs: integer(3),
  timeRange: one(4, timeRange),
  json: bytes(5),
  queryType: text(6),
});
export type DataQuery = Infer<typeof dataQuery>;

export const queryDataRequest = message({
  pluginContext: one(1, pluginContext),
  headers: textMap(2),
  queries: many(3, dataQuery),
});
export type QueryDataRequest = Infer<typeof queryDataRequest>;

export const dataResponse = message({
  frames: manyBytes(1),
  error: text(2),
  jsonMeta: bytes(3),
  status: integer(4),
  errorSource: text(5),
});
export type DataResponse = Infer<typeof dataResponse>;

export const queryDataResponse = message({ responses: messageMap(1, dataResponse) });
export type QueryDataResponse = Infer<typeof queryDataResponse>;

export const checkHealthRequest = message({ pluginContext: one(1, pluginContext), headers: textMap(2) });
export type CheckHealthRequest = Infer<typeof checkHealthRequest>;

export const healthStatus = { unknown: 0, ok: 1, error: 2 } as const;

/** `jsonDetails` must be a JSON object, or Grafana answers 500. */
export const checkHealthResponse = message({ status: integer(1), message: text(2), jsonDetails: bytes(3) });
export type CheckHealthResponse = Infer<typeof checkHealthResponse>;

const metricsPayload = message({ prometheus: bytes(1) });
export const collectMetricsRequest = message({ pluginContext: one(1, pluginContext) });
export const collectMetricsResponse = message({ metrics: one(1, metricsPayload) });

const stringList = message({ values: manyTexts(1) });

export const callResourceRequest = message({
  pluginContext: one(1, pluginContext),
  path: text(2),
  method: text(3),
  url: text(4),
  headers: messageMap(5, stringList),
  body: bytes(6),
});
export type CallResourceRequest = Infer<typeof callResourceRequest>;

/** `code` must be a valid HTTP status: 0 makes Grafana's own server panic. */
export const callResourceResponse = message({ code: integer(1), headers: messageMap(2, stringList), body: bytes(3) });
export type CallResourceResponse = Infer<typeof callResourceResponse>;

/** `plugin.Empty` and every message of which nothing is needed. */
export const nothing = message({});

export const servingStatus = { serving: 1 } as const;
/** grpc.health.v1.Health/Check. */
export const grpcHealthResponse = message({ status: integer(1) });
