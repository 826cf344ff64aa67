/** Entry of the backend process that Grafana starts: ties the plugin protocol to the traffic service. */
import type { Metrics } from './metrics';
import { runPlugin } from './plugin/run-plugin';

let loadedMetrics: Promise<Metrics> | undefined;

function metrics(): Promise<Metrics> {
  loadedMetrics ??= import('./metrics').then(({ createMetrics }) =>
    createMetrics({ eventLoopDelay: process.env.GF_PLUGIN_EVENT_LOOP_DELAY === 'true' })
  );
  return loadedMetrics;
}

// Everything a question needs is loaded with the first one, so that Grafana's start does not wait for it.
void runPlugin({
  metrics,
  createService: async (dataSource, log) => {
    const [
      { parseDataSourceSettings },
      { toZoneFlowError },
      { createTrafficService },
      { createUnsetService },
      { parseAwsSettings },
      { awsPolicy },
      { withCollection },
      observer,
    ] = await Promise.all([
      import('./settings'),
      import('./errors'),
      import('./traffic/create-service'),
      import('./traffic/unset-service'),
      import('./aws/aws-settings'),
      import('./aws/aws-policy'),
      import('./traffic/with-collection'),
      metrics(),
    ]);
    const { jsonData, secrets, configuration } = dataSource;
    const aws = (members: Record<string, string> = {}) => {
      const stored = typeof jsonData === 'object' ? { ...jsonData, ...members } : jsonData;
      return parseAwsSettings(stored, secrets, awsPolicy(configuration, process.env));
    };
    try {
      const settings = parseDataSourceSettings(jsonData);
      const service = createTrafficService(settings, { observer, log, aws, secrets });
      return withCollection(service, settings, { aws, log });
    } catch (error) {
      const failure = toZoneFlowError(error);
      if (failure.code !== 'bad_settings') {
        throw failure;
      }
      return createUnsetService(failure, { observer, aws });
    }
  },
});
