/** Asks the plugin's backend process as Grafana does: gRPC over the socket it named, settings with every call. */
import { Client, credentials, type ServiceError } from '@grpc/grpc-js';
import { ZoneFlowError } from '../../backend/errors';
import type { Frame } from '../../backend/frames/frame';
import { nothing, queryDataRequest, queryDataResponse, type QueryDataResponse } from '../../backend/plugin/messages';
import type { Message } from '../../backend/plugin/wire';
import { readFrame } from './arrow-reader';
import { startBackend } from './handshake';

/** One question with its range, epoch milliseconds. */
export interface HostQuery {
  refId: string;
  query: Record<string, unknown>;
  from: number;
  to: number;
  intervalMs: number;
}

export interface Host {
  readonly handshakeMs: number;
  /** All questions in one QueryData call; frames by refId. Throws what the backend says of the first one that fails. */
  ask(
    settings: Record<string, unknown>,
    queries: readonly HostQuery[],
    signal: AbortSignal
  ): Promise<Map<string, Frame[]>>;
  stop(): Promise<void>;
}

const maxDataPoints = 1_000;
const stopWithinMs = 2_000;

/** @param pluginFolder the folder with plugin.json and the executables (`dist`). */
export async function startHost(pluginFolder: string, signal: AbortSignal): Promise<Host> {
  const backend = await startBackend(pluginFolder, signal);
  // An authority of its own: a socket path is none.
  const client = new Client(backend.address, credentials.createInsecure(), {
    'grpc.max_receive_message_length': -1,
    'grpc.default_authority': 'unused',
  });
  return {
    handshakeMs: backend.handshakeMs,
    ask: async (settings, queries, abort) => {
      const response = await call(
        client,
        { path: '/pluginv2.Data/QueryData', request: queryDataRequest, response: queryDataResponse },
        { pluginContext: contextOf(settings), headers: new Map(), queries: queries.map(dataQueryOf) },
        abort
      );
      return new Map(queries.map(({ refId }) => [refId, framesOf(response, refId)]));
    },
    stop: async () => {
      const exited = new Promise<void>((resolve) => {
        if (backend.process.exitCode !== null) {
          resolve();
        }
        backend.process.once('exit', () => resolve());
        setTimeout(() => backend.process.kill('SIGKILL'), stopWithinMs).unref();
      });
      const shutdown = { path: '/plugin.GRPCController/Shutdown', request: nothing, response: nothing };
      // A process that is gone already cannot answer; it is stopped all the same.
      await call(client, shutdown, {}, AbortSignal.timeout(stopWithinMs)).catch(() => undefined);
      await exited;
      client.close();
    },
  };
}

interface Method<Request, Response> {
  path: string;
  request: Message<Request>;
  response: Message<Response>;
}

async function call<Request, Response>(
  client: Client,
  method: Method<Request, Response>,
  request: Request,
  signal: AbortSignal
): Promise<Response> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = (): void => running.cancel();
    const running = client.makeUnaryRequest(
      method.path,
      (value: Request) => Buffer.from(method.request.encode(value)),
      (bytes) => method.response.decode(bytes),
      request,
      (error: ServiceError | null, response) => {
        signal.removeEventListener('abort', abort);
        if (error !== null || response === undefined) {
          reject(
            new ZoneFlowError(
              signal.aborted ? 'cancelled' : 'engine_failed',
              `The backend failed: ${error?.details ?? 'no answer'}`
            )
          );
        } else {
          resolve(response);
        }
      }
    );
    signal.addEventListener('abort', abort, { once: true });
  });
}

function contextOf(settings: Record<string, unknown>): ReturnType<typeof queryDataRequest.empty>['pluginContext'] {
  return {
    orgId: 1,
    pluginId: 'zoneflow-ekscrossaz-datasource',
    user: undefined,
    dataSourceInstanceSettings: {
      id: 1,
      name: 'ZoneFlow demo',
      url: '',
      user: '',
      database: '',
      basicAuthEnabled: false,
      basicAuthUser: '',
      jsonData: Buffer.from(JSON.stringify(settings)),
      decryptedSecureJsonData: new Map(),
      lastUpdatedMs: 1,
      uid: 'zoneflow-demo',
      apiVersion: '',
    },
    grafanaConfig: new Map(),
    pluginVersion: '',
    userAgent: 'Grafana/12.4.0 (linux; amd64)',
    apiVersion: '',
  };
}

function dataQueryOf({
  refId,
  query,
  from,
  to,
  intervalMs,
}: HostQuery): ReturnType<typeof queryDataRequest.empty>['queries'][number] {
  return {
    refId,
    maxDataPoints,
    intervalMs,
    timeRange: { fromEpochMs: from, toEpochMs: to },
    json: Buffer.from(JSON.stringify({ refId, ...query })),
    queryType: '',
  };
}

function framesOf(response: QueryDataResponse, refId: string): Frame[] {
  const answer = response.responses.get(refId);
  if (answer === undefined || answer.error !== '') {
    throw new ZoneFlowError('engine_failed', answer?.error ?? 'The backend did not answer', {
      remedy: `That was its answer to the question ${refId}.`,
    });
  }
  return answer.frames.map(readFrame);
}
