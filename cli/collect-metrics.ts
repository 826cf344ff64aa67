/** `zoneflow collect --listen`: health and Prometheus metrics of the running collectors over HTTP. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Gauge, Registry } from 'prom-client';
import { ZoneFlowError } from '../backend/errors';
import type { CollectorStatus } from '../backend/kubernetes/collect/collector-status';

export interface MetricsListener {
  port: number;
  close(): Promise<void>;
}

interface Watched {
  status(): CollectorStatus;
}

/** @param address `host:port` or a port, then on this machine only. Errors: bad_settings if it cannot be taken. */
export async function listenForMetrics(address: string, collectors: readonly Watched[]): Promise<MetricsListener> {
  const [, host, port] = /^(?:(.*):)?(\d{1,5})$/.exec(address) ?? [];
  if (port === undefined) {
    throw new ZoneFlowError('bad_settings', `${address} is no address to listen on`, {
      remedy: 'Write host and port: 127.0.0.1:9464.',
    });
  }
  const registry = registryOf(collectors);
  const server = createServer((request, response) => {
    void answer(request.url ?? '', { registry, collectors }, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new ZoneFlowError('bad_settings', `${address} cannot be listened on (${cause.message})`, {
          remedy: 'Choose another port with --listen.',
          cause,
        })
      )
    );
    server.listen(Number(port), host?.replaceAll(/[[\]]/g, '') || '127.0.0.1', resolve);
  });
  return {
    port: portOf(server.address()),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  path: string,
  { registry, collectors }: { registry: Registry; collectors: readonly Watched[] },
  response: ServerResponse
): Promise<void> {
  switch (path.split('?')[0]) {
    case '/metrics':
      response.setHeader('content-type', registry.contentType);
      response.end(await registry.metrics());
      return;
    case '/healthz': {
      const states = collectors.map((collector) => collector.status());
      // Not before the first list: who takes over from another collector lets that one end when this one sees.
      const healthy = states.every(({ failures, lastList }) => lastList !== null && Object.keys(failures).length === 0);
      response.writeHead(healthy ? 200 : 503, { 'content-type': 'application/json' });
      response.end(`${JSON.stringify({ healthy, clusters: states })}\n`);
      return;
    }
    default:
      response.writeHead(404);
      response.end();
  }
}

function registryOf(collectors: readonly Watched[]): Registry {
  const registry = new Registry();
  const gauge = (name: string, help: string, read: (status: CollectorStatus) => number | null): void => {
    new Gauge({
      name,
      help,
      labelNames: ['cluster'] as const,
      registers: [registry],
      collect() {
        for (const collector of collectors) {
          const status = collector.status();
          const value = read(status);
          if (value !== null) {
            this.set({ cluster: status.cluster }, value);
          }
        }
      },
    });
  };
  const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);
  gauge(
    'zoneflow_collect_failing_parts',
    'Of pods, nodes and history, how many fail now.',
    ({ failures }) => Object.keys(failures).length
  );
  gauge('zoneflow_collect_last_write_timestamp_seconds', 'When history was last written.', ({ lastWrite }) =>
    seconds(lastWrite)
  );
  gauge('zoneflow_collect_last_list_timestamp_seconds', 'When pods or nodes were last listed.', ({ lastList }) =>
    seconds(lastList)
  );
  gauge('zoneflow_collect_lists_total', 'Complete lists.', ({ counts }) => counts.lists);
  gauge('zoneflow_collect_events_total', 'Watch events.', ({ counts }) => counts.events);
  gauge('zoneflow_collect_requests_total', 'Requests to the API server.', ({ counts }) => counts.requests);
  gauge('zoneflow_collect_refused_total', 'Requests answered with other than success.', ({ counts }) => counts.refused);
  gauge('zoneflow_collect_rows_written_total', 'Rows of history written.', ({ counts }) => counts.rows);
  gauge('zoneflow_collect_bytes_written_total', 'Bytes of history written.', ({ counts }) => counts.bytes);
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Memory of the process, native libraries included.',
    registers: [registry],
    collect() {
      this.set(process.memoryUsage().rss);
    },
  });
  return registry;
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}
