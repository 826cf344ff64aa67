/** A bare client of the backend process that leaves frames undecoded, so that only the backend is measured. */
import { Client, credentials } from '@grpc/grpc-js';
import {
  collectMetricsRequest,
  collectMetricsResponse,
  dataSourceInstanceSettings,
  pluginContext,
  queryDataRequest,
  queryDataResponse,
} from '../../../backend/plugin/messages';
import type { Message } from '../../../backend/plugin/wire';

export interface BackendClient {
  /** Sends one query and checks that it was answered. */
  query(json: object): Promise<void>;
  /** The longest stall of the backend's event loop since the last call, milliseconds. */
  stall(): Promise<number>;
  close(): void;
}

const jsonData = { flows: { location: '/flows' }, history: { location: '/history' } };
const context = {
  ...pluginContext.empty(),
  orgId: 1,
  dataSourceInstanceSettings: {
    ...dataSourceInstanceSettings.empty(),
    uid: 'bench',
    jsonData: Buffer.from(JSON.stringify(jsonData)),
    lastUpdatedMs: 1,
  },
};

/** @param address as gRPC names it */
export function connect(address: string): BackendClient {
  const client = new Client(address, credentials.createInsecure(), {
    'grpc.max_receive_message_length': -1,
    'grpc.default_authority': 'unused',
  });
  const call = <Request, Response>(
    path: string,
    types: { request: Message<Request>; response: Message<Response> },
    request: Request
  ): Promise<Response> =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(
        path,
        (value: Request) => Buffer.from(types.request.encode(value)),
        (bytes: Buffer) => types.response.decode(bytes),
        request,
        (error, response) => (response === undefined ? reject(error ?? new Error('no answer')) : resolve(response))
      );
    });
  return {
    async query(json) {
      const query = {
        refId: 'A',
        maxDataPoints: 1000,
        intervalMs: 60_000,
        timeRange: { fromEpochMs: 1_000_000, toEpochMs: 2_000_000 },
        json: Buffer.from(JSON.stringify(json)),
        queryType: '',
      };
      const { responses } = await call(
        '/pluginv2.Data/QueryData',
        { request: queryDataRequest, response: queryDataResponse },
        { pluginContext: context, headers: new Map(), queries: [query] }
      );
      const answer = responses.get('A');
      if (answer?.status !== 200 || answer.frames.length !== 1) {
        throw new Error(`The backend answered ${answer?.status}: ${answer?.error}`);
      }
    },
    async stall() {
      const { metrics } = await call(
        '/pluginv2.Diagnostics/CollectMetrics',
        { request: collectMetricsRequest, response: collectMetricsResponse },
        { pluginContext: context }
      );
      const text = Buffer.from(metrics?.prometheus ?? []).toString('utf8');
      return Number(/^zoneflow_event_loop_stall_seconds (\S+)$/m.exec(text)?.[1]) * 1000;
    },
    close: () => client.close(),
  };
}
