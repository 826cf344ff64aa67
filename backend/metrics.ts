/** Prometheus metrics of the backend, which Grafana serves at /metrics/plugins/<plugin id>. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ServiceObserver } from './traffic/service';

export interface Metrics extends ServiceObserver {
  /** The text exposition format. */
  text(): Promise<string>;
}

/** @param options.eventLoopDelay also watch for stalls of the event loop; wakes the process 200 times a second. */
export function createMetrics(options: { eventLoopDelay: boolean }): Metrics {
  const registers = [new Registry()];
  const queries = new Counter({
    name: 'zoneflow_queries_total',
    help: 'Questions by query type and result.',
    labelNames: ['query_type', 'result'] as const,
    registers,
  });
  const seconds = new Histogram({
    name: 'zoneflow_query_seconds',
    help: 'Time from question to answer.',
    labelNames: ['query_type', 'result'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    registers,
  });
  const scanned = new Counter({ name: 'zoneflow_scanned_bytes_total', help: 'Bytes the engine read.', registers });
  const cache = new Counter({
    name: 'zoneflow_cache_total',
    help: 'Answers from the cache, from the engine, or shared with the same question at the same time.',
    labelNames: ['outcome'] as const,
    registers,
  });
  const errors = new Counter({
    name: 'zoneflow_errors_total',
    help: 'Failures by error code.',
    labelNames: ['code'] as const,
    registers,
  });
  addProcessGauges(registers);
  if (options.eventLoopDelay) {
    addEventLoopGauge(registers);
  }
  return {
    answered(event) {
      const labels = { query_type: event.queryType, result: 'ok' };
      queries.inc(labels);
      seconds.observe(labels, event.seconds);
      scanned.inc(event.scannedBytes);
      cache.inc({ outcome: event.cache });
    },
    failed(event) {
      const labels = { query_type: event.queryType, result: 'error' };
      queries.inc(labels);
      seconds.observe(labels, event.seconds);
      errors.inc({ code: event.code });
    },
    text: () => Registry.merge(registers).metrics(),
  };
}

function addProcessGauges(registers: Registry[]): void {
  const memory = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  };
  memory('process_resident_memory_bytes', 'Memory of the process, native libraries included.', () =>
    process.memoryUsage.rss()
  );
  memory('zoneflow_heap_used_bytes', 'Used part of the JavaScript heap.', () => process.memoryUsage().heapUsed);
  memory('process_cpu_seconds_total', 'User and system time of the process.', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  memory('process_uptime_seconds', 'Time since the process began.', () => process.uptime());
}

/** The longest the event loop stood still since the last time the metrics were read. */
function addEventLoopGauge(registers: Registry[]): void {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  new Gauge({
    name: 'zoneflow_event_loop_stall_seconds',
    help: 'Longest stall of the event loop since the metrics were last read.',
    registers,
    collect() {
      this.set(delay.max / 1e9);
      delay.reset();
    },
  });
}
