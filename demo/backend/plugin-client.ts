/** Calls the plugin's backend process as Grafana does: gRPC over the socket it named, the data source's settings with every call. */
import { Client, credentials, type ServiceError } from '@grpc/grpc-js';
import { ZoneFlowError } from '../../backend/errors';
import {
  callResourceRequest,
  callResourceResponse,
  checkHealthRequest,
  checkHealthResponse,
  dataSourceInstanceSettings,
  nothing,
  pluginContext,
  queryDataRequest,
  queryDataResponse,
  type CheckHealthResponse,
  type DataQuery,
  type PluginContext,
  type QueryDataResponse,
} from '../../backend/plugin/messages';
import type { Message } from '../../backend/plugin/wire';

/** A data source as Grafana has it stored. */
export interface StoredDataSource {
  uid: string;
  name: string;
  jsonData: Record<string, unknown>;
  secureJsonData?: Record<string, string>;
  /** Epoch milliseconds; a new one makes the backend forget what it knew of this data source. */
  updated: number;
}

export interface ResourceCall {
  method: string;
  /** Below `resources/`, without its query. */
  path: string;
  /** The path with its query. */
  url: string;
  body: Uint8Array;
}

export interface ResourceAnswer {
  status: number;
  contentType: string;
  body: Uint8Array;
}

/** All of them reject with `cancelled` or `engine_failed`. */
export interface PluginClient {
  query(source: StoredDataSource, queries: DataQuery[], signal: AbortSignal): Promise<QueryDataResponse>;
  health(source: StoredDataSource, signal: AbortSignal): Promise<CheckHealthResponse>;
  resource(source: StoredDataSource, call: ResourceCall, signal: AbortSignal): Promise<ResourceAnswer>;
  /** Asks the process to end. */
  shutdown(signal: AbortSignal): Promise<void>;
  close(): void;
}

/** @param address as gRPC names it */
export function connect(address: string): PluginClient {
  // An authority of its own: a socket path is none.
  const client = new Client(address, credentials.createInsecure(), {
    'grpc.max_receive_message_length': -1,
    'grpc.default_authority': 'unused',
  });
  return {
    query: (source, queries, signal) =>
      call(client, queryData, { pluginContext: contextOf(source), headers: new Map(), queries }, signal),
    health: (source, signal) =>
      call(client, checkHealth, { pluginContext: contextOf(source), headers: new Map() }, signal),
    resource: async (source, request, signal) => {
      const answer = await call(
        client,
        callResource,
        { pluginContext: contextOf(source), headers: new Map(), ...request },
        signal
      );
      const contentType = answer.headers.get('Content-Type')?.values[0] ?? 'application/json';
      return { status: answer.code, contentType, body: answer.body };
    },
    shutdown: async (signal) => {
      await call(client, shutdown, {}, signal);
    },
    close: () => client.close(),
  };
}

interface Method<Request, Response> {
  path: string;
  /** True if the protocol declares a stream of answers; the backend sends one. */
  streamed?: boolean;
  request: Message<Request>;
  response: Message<Response>;
}

const queryData = { path: '/pluginv2.Data/QueryData', request: queryDataRequest, response: queryDataResponse };
const checkHealth = {
  path: '/pluginv2.Diagnostics/CheckHealth',
  request: checkHealthRequest,
  response: checkHealthResponse,
};
const callResource = {
  path: '/pluginv2.Resource/CallResource',
  streamed: true,
  request: callResourceRequest,
  response: callResourceResponse,
};
const shutdown = { path: '/plugin.GRPCController/Shutdown', request: nothing, response: nothing };

async function call<Request, Response>(
  client: Client,
  method: Method<Request, Response>,
  request: Request,
  signal: AbortSignal
): Promise<Response> {
  signal.throwIfAborted();
  const encode = (value: Request): Buffer => Buffer.from(method.request.encode(value));
  const decode = (bytes: Buffer): Response => method.response.decode(bytes);
  return new Promise((resolve, reject) => {
    const abort = (): void => running.cancel();
    const done = (error: ServiceError | null, response: Response | undefined): void => {
      signal.removeEventListener('abort', abort);
      if (error !== null || response === undefined) {
        reject(failure(signal.aborted, error?.details));
      } else {
        resolve(response);
      }
    };
    const running =
      method.streamed === true
        ? client
            .makeServerStreamRequest(method.path, encode, decode, request)
            .on('data', (response: Response) => done(null, response))
            .on('error', (error: ServiceError) => done(error, undefined))
            .on('end', () => done(null, undefined))
        : client.makeUnaryRequest(method.path, encode, decode, request, done);
    signal.addEventListener('abort', abort, { once: true });
  });
}

function failure(cancelled: boolean, details = 'no answer'): ZoneFlowError {
  return new ZoneFlowError(cancelled ? 'cancelled' : 'engine_failed', `The backend failed: ${details}`);
}

function contextOf({ uid, name, jsonData, secureJsonData = {}, updated }: StoredDataSource): PluginContext {
  return {
    ...pluginContext.empty(),
    orgId: 1,
    pluginId: 'zoneflow-ekscrossaz-datasource',
    dataSourceInstanceSettings: {
      ...dataSourceInstanceSettings.empty(),
      id: 1,
      uid,
      name,
      jsonData: Buffer.from(JSON.stringify(jsonData)),
      decryptedSecureJsonData: new Map(Object.entries(secureJsonData)),
      lastUpdatedMs: updated,
    },
    userAgent: 'Grafana/12.4.0 (linux; amd64)',
  };
}
