/** From the columns of the events statement to what it tells of: pods, lives of nodes, looks at clusters. Pure. */
import type { ResultColumns } from '../../engines/engine';
import { ZoneFlowError } from '../../errors';
import type { EventPart } from '../../sql/events';
import type { Look } from './history-gaps';
import type { NodeLife } from './node-changes';
import type { RevisedPod } from './rollouts';

export interface EventRows {
  pods: RevisedPod[];
  lives: NodeLife[];
  looks: Look[];
  /** Clusters whose gaps pass the filters. */
  gapClusters: Set<string>;
}

/** Errors: internal if the result is not one of the events statement. */
export function readEventRows({ columns, rowCount }: ResultColumns): EventRows {
  const column = (name: string): ReadonlyArray<string | number | boolean | null> => {
    const values = columns.get(name);
    if (values === undefined) {
      throw new ZoneFlowError('internal', `The engine’s answer has no column ${name}`);
    }
    return values;
  };
  const texts = (name: string): ((row: number) => string) => {
    const values = column(name);
    return (row) => String(values[row] ?? '');
  };
  const seconds = (name: string): ((row: number) => number | null) => {
    const values = column(name);
    return (row) => (values[row] === null ? null : Number(values[row]));
  };
  const part = texts('part');
  const [cluster, namespace, workload] = [texts('cluster'), texts('namespace'), texts('workload')];
  const [revisedBy, revision, revisionStarted] = [texts('revised_by'), texts('revision'), seconds('revision_started')];
  const [resource, node, zone] = [texts('resource'), texts('node'), texts('zone')];
  const [startedOrNull, ended, passing] = [seconds('started'), seconds('ended'), column('passes')];
  const rows: EventRows = { pods: [], lives: [], looks: [], gapClusters: new Set() };
  for (let row = 0; row < rowCount; row++) {
    const started = startedOrNull(row) ?? 0;
    const passes = passing[row] === true;
    switch (partOf(part(row))) {
      case 'pod':
        rows.pods.push({
          ...{ cluster: cluster(row), namespace: namespace(row), workload: workload(row), revisedBy: revisedBy(row) },
          ...{ revision: revision(row), revisionStarted: revisionStarted(row) ?? started },
          ...{ started, ended: ended(row), passes },
        });
        break;
      case 'node':
        rows.lives.push({ cluster: cluster(row), node: node(row), zone: zone(row), started, ended: ended(row) });
        break;
      case 'look':
        rows.looks.push({ cluster: cluster(row), resource: resource(row), from: started, to: ended(row) ?? started });
        if (passes) {
          rows.gapClusters.add(cluster(row));
        }
        break;
    }
  }
  return rows;
}

function partOf(name: string): EventPart {
  if (name === 'pod' || name === 'node' || name === 'look') {
    return name;
  }
  throw new ZoneFlowError('internal', `The engine’s answer has an unknown part ${name}`);
}
