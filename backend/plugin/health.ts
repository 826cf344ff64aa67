/** Diagnostics/CheckHealth: what the person who pressed Save & test reads. */
import { toZoneFlowError } from '../errors';
import type { Logger } from '../log';
import type { Instances } from './instances';
import { healthStatus, type CheckHealthRequest, type CheckHealthResponse } from './messages';

/** Never rejects: Grafana would show only "Plugin health check failed". */
export function checkHealthHandler(instances: Instances, log: Logger) {
  return async (request: CheckHealthRequest, signal: AbortSignal): Promise<CheckHealthResponse> => {
    try {
      const report = await instances.use(request.pluginContext, (service) => service.health(signal));
      return response(report.ok, report.message, report.details);
    } catch (error) {
      const failure = toZoneFlowError(error);
      log.warn('Health check failed', { code: failure.code, error: failure.message });
      // No member `message`: Grafana would show it below the sentence that says the same.
      return response(false, failure.sentence, { code: failure.code, remedy: failure.remedy });
    }
  };
}

function response(ok: boolean, message: string, details: Record<string, unknown>): CheckHealthResponse {
  return {
    status: ok ? healthStatus.ok : healthStatus.error,
    message,
    jsonDetails: Buffer.from(JSON.stringify(details)),
  };
}
