/** The remote methods of the backend: what of Grafana's plugin protocol is served, and by which handler. */
import type { Logger } from '../log';
import type { Metrics } from '../metrics';
import { checkHealthHandler } from './health';
import type { Instances } from './instances';
import * as messages from './messages';
import { queryDataHandler } from './query-data';
import { callResourceHandler } from './resources';
import { rpcMethod, type RpcMethod } from './rpc';

export interface MethodOptions {
  instances: Instances;
  log: Logger;
  metrics: () => Promise<Metrics>;
  /** Called when the host asks the process to end. */
  onShutdown: () => void;
}

export function pluginMethods({ instances, log, metrics, onShutdown }: MethodOptions): RpcMethod[] {
  const observer = {
    failed: (event: Parameters<Metrics['failed']>[0]) => void metrics().then((loaded) => loaded.failed(event)),
  };
  return [
    rpcMethod(
      '/pluginv2.Data/QueryData',
      { request: messages.queryDataRequest, response: messages.queryDataResponse },
      queryDataHandler({ instances, log, observer })
    ),
    rpcMethod(
      '/pluginv2.Diagnostics/CheckHealth',
      { request: messages.checkHealthRequest, response: messages.checkHealthResponse },
      checkHealthHandler(instances, log)
    ),
    rpcMethod(
      '/pluginv2.Diagnostics/CollectMetrics',
      { request: messages.collectMetricsRequest, response: messages.collectMetricsResponse },
      async () => ({ metrics: { prometheus: Buffer.from(await (await metrics()).text()) } })
    ),
    rpcMethod(
      '/pluginv2.Resource/CallResource',
      { request: messages.callResourceRequest, response: messages.callResourceResponse, streamed: true },
      callResourceHandler(instances, log)
    ),
    rpcMethod(
      '/plugin.GRPCController/Shutdown',
      { request: messages.nothing, response: messages.nothing },
      async () => {
        onShutdown();
        return {};
      }
    ),
    rpcMethod(
      '/grpc.health.v1.Health/Check',
      { request: messages.nothing, response: messages.grpcHealthResponse },
      async () => ({ status: messages.servingStatus.serving })
    ),
  ];
}
