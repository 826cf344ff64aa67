/** A data source that collects the pod history of its clusters itself: in the background, never in the way of a question. */
import { withFullStop } from '../../src/shared/sentence';
import type { Settings } from '../../src/shared/settings';
import type { AwsSettings } from '../aws/aws-settings';
import { failed, inOrder, ok, warning, worstState, type Check } from '../doctor/check';
import { toZoneFlowError } from '../errors';
import { createCollector, type ClusterCollector } from '../kubernetes/collect/collect-cluster';
import { accessTo, historyOf } from '../kubernetes/collect/cluster-source';
import type { CollectorStatus } from '../kubernetes/collect/collector-status';
import type { Logger } from '../log';
import type { TrafficService } from './service';

export interface CollectionContext {
  /** How to reach AWS, by the settings of the data source with some members replaced. Errors: bad_settings. */
  aws: (members: Record<string, string>) => AwsSettings;
  log: Logger;
}

/** The backend has little more than a second from being asked to end to its end. */
const lastWriteMs = 900;

/** The service as it is if collecting is not switched on. It goes on until the service is closed. */
export function withCollection(
  service: TrafficService,
  settings: Settings,
  context: CollectionContext
): TrafficService {
  if (!settings.collect.enabled) {
    return service;
  }
  const collection = startCollection(settings, context);
  return {
    ...service,
    async health(signal) {
      const report = await service.health(signal);
      const states = collection.states();
      const wrong = states.filter(({ state }) => state !== 'ok').map(({ finding, remedy }) => `${finding} ${remedy}`);
      return {
        ...report,
        message: [report.message, ...wrong].join(' '),
        details: { ...report.details, collect: states.map(({ subject, finding }) => `${subject}: ${finding}`) },
      };
    },
    async doctor(signal) {
      const report = await service.doctor(signal);
      const checks = inOrder([...report.checks, ...collection.states()]);
      return { ...report, checks, state: worstState(checks) };
    },
    async close() {
      await Promise.all([collection.close(), service.close()]);
    },
  };
}

interface Collection {
  states(): Check[];
  close(): Promise<void>;
}

function startCollection(settings: Settings, { aws, log }: CollectionContext): Collection {
  const { clusters, collect, history } = settings;
  const stop = new AbortController();
  const wrong: Check[] = [];
  const running: Array<{ collector: ClusterCollector; ended: Promise<void> }> = [];
  if (!('location' in history)) {
    const remedy = 'Run zoneflow collect with the location that the table is made of, and switch collecting off here.';
    wrong.push(warning('cluster', '', 'Collecting needs a location, but the pod history is a table.', remedy));
  } else if (clusters.length === 0) {
    const remedy = 'Name the clusters in the settings, or switch collecting off.';
    wrong.push(warning('cluster', '', 'Collecting is switched on, but no cluster is named.', remedy));
  } else {
    for (const { name, region, assumeRoleArn, externalId } of clusters) {
      try {
        // An endpoint in the settings is that of the data, not of EKS; a role of the cluster takes the place of the data's.
        const role: Record<string, string> = assumeRoleArn ? { assumeRoleArn, externalId: externalId ?? '' } : {};
        const source = {
          cluster: name,
          by: { type: 'eks' as const, aws: aws({ ...(region && { defaultRegion: region }), endpoint: '', ...role }) },
          history: history.location,
          historyAws: () => aws({}),
        };
        const collector = createCollector({
          access: accessTo(source),
          openHistory: historyOf(source),
          intervalSeconds: collect.intervalSeconds,
          lastWriteMs,
          log,
        });
        running.push({ collector, ended: collector.run(stop.signal) });
      } catch (error) {
        const { message, remedy } = toZoneFlowError(error);
        wrong.push(failed('cluster', name, `It cannot be collected: ${withFullStop(message)}`, remedy));
        log.warn(`Cluster ${name} cannot be collected: ${message}`, { remedy });
      }
    }
  }
  return {
    states: () => [...wrong, ...running.flatMap(({ collector }) => statesOf(collector.status()))],
    async close() {
      stop.abort();
      await Promise.all(running.map(({ ended }) => ended));
    },
  };
}

function statesOf({ cluster, failures, lastWrite, counts }: CollectorStatus): Check[] {
  const found = Object.entries(failures).map(([part, { message, remedy }]) =>
    failed('cluster', cluster, `Collecting ${part} fails: ${withFullStop(message)}`, remedy)
  );
  if (found.length > 0) {
    return found;
  }
  const written =
    lastWrite === null ? 'nothing is written yet' : `last written ${new Date(lastWrite).toISOString().slice(0, 19)}Z`;
  return [ok('cluster', cluster, `Collected: ${counts.pods} pods and ${counts.nodes} nodes listed, ${written}.`)];
}
