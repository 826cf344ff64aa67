/** The product's service over the simulated Athena: what seven panels and an alert rule get. */
import { parseSettings } from '../../../backend/settings';
import { createTrafficService } from '../../../backend/traffic/create-service';
import type { TrafficService } from '../../../backend/traffic/service';
import { silentLogger } from '../../../cli/silent-logger';
import { startAthenaDouble, type AthenaDouble } from '../../athena-double/double';
import { scriptedBackend } from '../../athena-double/scripted-backend';
import { asksForFlows, trafficAnswer } from '../../athena-double/scripted-traffic';
import { zoneflowTables } from '../../athena-double/zoneflow-tables';

const to = Date.UTC(2026, 2, 10);
const ask = { from: to - 3_600_000, to, intervalMs: 60_000, maxDataPoints: 500 };
const alertDeadlineMs = 30_000;

/** @returns how many queries were started */
export function sevenAtOnce(latencyMs: number): Promise<number> {
  return withService({ latencyMs, runMs: 1_000 }, async (service, double) => {
    const { signal } = new AbortController();
    await Promise.all(Array.from({ length: 7 }, () => service.answer({ queryType: 'table' }, ask, signal)));
    return double.queries().filter(({ sql }) => asksForFlows(sql)).length;
  });
}

/** @returns seconds until the answer, or until Grafana gives up */
export function alertOf27Seconds(latencyMs: number): Promise<number> {
  return withService({ latencyMs, runMs: 27_000 }, async (service) => {
    const began = performance.now();
    const deadline = AbortSignal.timeout(alertDeadlineMs);
    await service.frames({ queryType: 'timeseries' }, { ...ask, forAlert: true }, deadline).catch((error: unknown) => {
      if (!deadline.aborted) {
        throw error;
      }
    });
    return (performance.now() - began) / 1000;
  });
}

async function withService<T>(
  { latencyMs, runMs }: { latencyMs: number; runMs: number },
  use: (service: TrafficService, double: AthenaDouble) => Promise<T>
): Promise<T> {
  const backend = scriptedBackend((sql) => trafficAnswer(sql, runMs));
  backend.metadata.set('logs', zoneflowTables('logs'));
  const double = await startAthenaDouble(backend, { latencyMs });
  const tables = { flows: { database: 'logs', table: 'flows' }, history: { database: 'logs', table: 'pods' } };
  const service = createTrafficService(parseSettings({ engine: 'athena', ...tables }), {
    observer: { answered: () => undefined, failed: () => undefined },
    log: silentLogger,
    aws: () => double.settings,
  });
  try {
    return await use(service, double);
  } finally {
    await service.close();
    await double.close();
  }
}
