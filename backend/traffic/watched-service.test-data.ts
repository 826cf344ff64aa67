/** A service over the small cluster whose reports are kept, for tests. */
import { createLogger } from '../log';
import { parseSettings } from '../settings';
import { createTrafficService } from './create-service';
import type { AskOptions, TrafficService } from './service';
import { hour, type SmallCluster } from './small-cluster.test-data';

export const { signal } = new AbortController();
export const ask: AskOptions = { ...hour, intervalMs: 60_000, maxDataPoints: 1000 };
/** A day after the hour: the range is closed. */
const now = hour.to + 86_400_000;

interface Watched {
  service: TrafficService;
  /** What the observer was told, in order: `miss table scanned`, `failed table bad_range`. */
  events: string[];
}

/** Services by their settings; `closeAll` belongs into `afterEach`. */
export function watchedServices(cluster: () => Pick<SmallCluster, 'flows' | 'history'>): {
  start: (settings?: Record<string, unknown>, at?: number) => Watched;
  closeAll: () => Promise<void>;
} {
  const started: TrafficService[] = [];
  return {
    start(settings = {}, at = now) {
      const events: string[] = [];
      const { flows, history } = cluster();
      const locations = { flows: { location: flows }, history: { location: history } };
      const duckdb = { threads: 2, memoryLimitMb: 256 };
      const service = createTrafficService(parseSettings({ engine: 'duckdb', ...locations, duckdb, ...settings }), {
        observer: {
          answered: ({ queryType, cache, scannedBytes }) =>
            events.push(`${cache} ${queryType} ${scannedBytes > 0 ? 'scanned' : 'unread'}`),
          failed: ({ queryType, code }) => events.push(`failed ${queryType} ${code}`),
        },
        log: createLogger(() => undefined),
        now: () => at,
      });
      started.push(service);
      return { service, events };
    },
    async closeAll() {
      await Promise.all(started.splice(0).map((service) => service.close()));
    },
  };
}
