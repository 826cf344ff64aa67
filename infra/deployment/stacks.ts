/** A deployment as stacks, one a concern, in the order in which they need each other. */
import { Tags, type App, type Environment } from 'aws-cdk-lib';
import { join } from 'node:path';
import { bundleFunctions } from '../functions/bundle';
import { ClusterAccessStack } from '../stacks/cluster-access-stack';
import { CollectorStack } from '../stacks/collector-stack';
import { FlowLogStack } from '../stacks/flow-log-stack';
import { RollupStack } from '../stacks/rollup-stack';
import { QueryStack } from '../stacks/query-stack';
import { TablesStack } from '../stacks/tables-stack';
import { stackName } from './names';
import type { Deployment } from './settings';

export interface DeployedStacks {
  /** Null beside an existing flow log. */
  flowLog: FlowLogStack | null;
  tables: TablesStack;
  query: QueryStack;
  /** Null if nothing reads the clusters: a stack without resources is none. */
  clusterAccess: ClusterAccessStack | null;
  /** Null if no function collects. */
  collector: CollectorStack | null;
  /** Null if no hours are rolled up. */
  rollup: RollupStack | null;
}

export interface DeployOptions {
  env?: Environment;
  /** Folder of the functions' code; made when it is asked for, because bundling takes seconds. */
  functionCode?: () => string;
}

export function deployStacks(app: App, deployment: Deployment, options: DeployOptions = {}): DeployedStacks {
  const { env, functionCode = bundled } = options;
  const { name, flowLog, keepData, collector, rollup } = deployment;
  // One bundle for all functions.
  const codeFolder = collector.type === 'lambda' || rollup ? functionCode() : '';
  const of = (concern: string): { stackName: string; env?: Environment } => ({
    stackName: stackName(name, concern),
    ...(env !== undefined && { env }),
  });
  const made =
    flowLog.type === 'new' ? new FlowLogStack(app, 'FlowLog', { ...of('FlowLog'), flowLog, keepData }) : null;
  const flowLogLocation = flowLog.type === 'existing' ? flowLog.location : (made?.location ?? '');
  const tables = new TablesStack(app, 'Tables', { ...of('Tables'), deployment, flowLogLocation });
  const { historyLocation } = tables;
  const query = new QueryStack(app, 'Query', { ...of('Query'), deployment, flowLogLocation, historyLocation });
  const hasReader = deployment.collector.type !== 'none' || deployment.readers.length > 0;
  const clusterAccess = hasReader
    ? new ClusterAccessStack(app, 'ClusterAccess', { ...of('ClusterAccess'), deployment, historyLocation })
    : null;
  const role = clusterAccess?.collectorRole;
  const collecting =
    collector.type === 'lambda' && role
      ? new CollectorStack(app, 'Collector', {
          ...of('Collector'),
          ...{ deployment, collector, role, historyLocation, codeFolder },
        })
      : null;
  // The role's rights in the clusters come first: the function's first look is a good one.
  if (collecting !== null && clusterAccess !== null) {
    collecting.addStackDependency(clusterAccess);
  }
  const rolling = rollup
    ? new RollupStack(app, 'Rollup', {
        ...of('Rollup'),
        ...{
          deployment,
          codeFolder,
          place: { flowLogLocation, historyLocation, resultLocation: query.resultLocation },
        },
      })
    : null;
  // Its first run finds tables and a workgroup.
  rolling?.addStackDependency(tables);
  rolling?.addStackDependency(query);
  Tags.of(app).add('zoneflow:deployment', name);
  return { flowLog: made, tables, query, clusterAccess, collector: collecting, rollup: rolling };
}

function bundled(): string {
  const folder = join(__dirname, '..', 'build', 'functions');
  bundleFunctions(folder);
  return folder;
}
