/** How fresh the data is that questions read, and whether it can be read at all. */
import type { Settings } from '../../src/shared/settings';
import type { Engine, Freshness } from '../engines/engine';
import { healthRows, type HealthRow } from '../query/health-rows';
import { durationText } from '../query/shape/time-text';
import { examined, failed, ok, warning, type Check, type CheckArea, type Patience } from './check';

/** @param now epoch milliseconds */
export function dataChecks(
  { engine, settings, now, usesAws }: { engine: Engine; settings: Settings; now: number; usesAws: boolean },
  patience: Patience
): Promise<readonly Check[]> {
  return examined('flow records', '', patience, async (signal) => {
    const freshness = await engine.freshness(signal);
    const checks = [...healthRows(freshness, now).map(checkOf), ...clusterChecks(settings, freshness)];
    return usesAws && !freshness.some(({ source }) => source === 'inventory') ? [...checks, noInventory] : checks;
  });
}

const noInventory = warning(
  'pod history',
  'inventory',
  'There is no inventory: NAT gateways, load balancers, VPC endpoints and databases are counted as unattributed.',
  'Run `zoneflow inventory --history DIR --region REGION` on a schedule.'
);

const areas: Record<Freshness['source'], CheckArea> = {
  flows: 'flow records',
  history: 'pod history',
  nodes: 'pod history',
  inventory: 'pod history',
};

function checkOf(row: HealthRow): Check {
  const area = areas[row.source];
  const subject = [row.source === 'flows' || row.source === 'history' ? '' : row.source, row.cluster]
    .filter((text) => text !== '')
    .join(' of ');
  const age = row.lagSeconds === null ? '' : ` That is ${durationText(row.lagSeconds)} ago.`;
  const finding = `${row.finding}${age}`;
  if (row.state === 'missing' && (row.source === 'flows' || row.source === 'history')) {
    return failed(area, subject, finding, row.remedy);
  }
  return row.remedy === '' ? ok(area, subject, finding) : warning(area, subject, finding, row.remedy);
}

/** A cluster that the settings name and the history does not know. */
function clusterChecks({ clusters }: Settings, freshness: readonly Freshness[]): Check[] {
  const known = new Set(
    freshness.flatMap(({ source, cluster }) => (source === 'history' && cluster !== '' ? [cluster] : []))
  );
  return clusters
    .filter(({ name }) => !known.has(name))
    .map(({ name }) =>
      failed(
        'pod history',
        name,
        `There is no history of the cluster ${name}.`,
        known.size === 0
          ? 'Collect or import it: zoneflow collect, zoneflow history import.'
          : `Collect or import it, or correct its name: there is history of ${[...known].sort().join(', ')}.`
      )
    );
}
