/** A deployment as stacks, one a concern, in the order in which they need each other. */
import { Tags, type App, type Environment } from 'aws-cdk-lib';
import { ClusterAccessStack } from '../stacks/cluster-access-stack';
import { FlowLogStack } from '../stacks/flow-log-stack';
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
}

export function deployStacks(app: App, deployment: Deployment, env?: Environment): DeployedStacks {
  const { name, flowLog, keepData } = deployment;
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
  Tags.of(app).add('zoneflow:deployment', name);
  return { flowLog: made, tables, query, clusterAccess };
}
