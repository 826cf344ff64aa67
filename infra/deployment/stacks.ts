/** A deployment as stacks in the order in which they need each other: one a concern, or all in one beside the AWS sample. */
import { Stack, Tags, type App, type Environment } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { join } from 'node:path';
import { AthenaQueries } from '../constructs/athena-queries';
import { ClusterAccess } from '../constructs/cluster-access';
import { DeliveredFlowLog } from '../constructs/delivered-flow-log';
import { GlueTables } from '../constructs/glue-tables';
import { HistoryCollector } from '../constructs/history-collector';
import { HourlyRollup } from '../constructs/hourly-rollup';
import { bundleFunctions } from '../functions/bundle';
import { stackName } from './names';
import type { Deployment } from './settings';

export interface DeployOptions {
  env?: Environment;
  /** Folder of the functions' code; made when it is asked for, because bundling takes seconds. */
  functionCode?: () => string;
}

export function deployStacks(app: App, deployment: Deployment, options: DeployOptions = {}): Stack[] {
  const { env, functionCode = bundled } = options;
  const { name, flowLog, keepData, collector, rollup, readers } = deployment;
  // One bundle for all functions.
  const codeFolder = collector.type === 'lambda' || rollup ? functionCode() : '';
  const { stacks, place } = placement(app, deployment, env);
  const made = flowLog.type === 'new' ? new DeliveredFlowLog(...place('FlowLog'), { flowLog, keepData }) : null;
  const flowLogLocation = flowLog.type === 'existing' ? flowLog.location : (made?.location ?? '');
  const tables = new GlueTables(...place('Tables'), { deployment, flowLogLocation });
  const { historyLocation } = tables;
  const queries = new AthenaQueries(...place('Query'), { deployment, flowLogLocation, historyLocation });
  // A stack without resources is none.
  const hasReader = collector.type !== 'none' || readers.length > 0;
  const access = hasReader ? new ClusterAccess(...place('ClusterAccess'), { deployment, historyLocation }) : null;
  const role = access?.collectorRole;
  if (collector.type === 'lambda' && access && role) {
    const properties = { deployment, collector, role, historyLocation, codeFolder };
    new HistoryCollector(...place('Collector'), properties).lookAfter(access);
  }
  if (rollup) {
    const locations = { flowLogLocation, historyLocation, resultLocation: queries.resultLocation };
    new HourlyRollup(...place('Rollup'), { deployment, place: locations, codeFolder }).runAfter(tables, queries);
  }
  Tags.of(app).add('zoneflow:deployment', name);
  return stacks;
}

const descriptions = {
  FlowLog: 'VPC flow log in S3',
  Tables: 'tables of flow records, pod history and hours summed up',
  Query: 'Athena workgroup and policies of the data source',
  ClusterAccess: 'who may list pods and nodes of the clusters',
  Collector: 'functions that keep pod history and inventory',
  Rollup: 'hours of flow records summed up',
  BesideSample: 'tables, pod history and hours summed up beside the AWS sample, which stays as it is',
} as const;
type Concern = keyof typeof descriptions;

/** Where a concern's construct goes: its scope and its id in it. */
type Place = (concern: Concern) => [Construct, string];

function placement(
  app: App,
  { name, isBesideSample }: Deployment,
  env: Environment | undefined
): { stacks: Stack[]; place: Place } {
  const stacks: Stack[] = [];
  const stackOf = (concern: Concern): Stack => {
    const description = `ZoneFlow: ${descriptions[concern]}`;
    const named = { stackName: stackName(name, concern), description };
    const stack = new Stack(app, concern, { ...named, ...(env !== undefined && { env }) });
    stacks.push(stack);
    return stack;
  };
  if (isBesideSample) {
    const one = stackOf('BesideSample');
    return { stacks, place: (concern) => [one, concern] };
  }
  // The CDK leaves `Default` out of the names of what is below it.
  return { stacks, place: (concern) => [stackOf(concern), 'Default'] };
}

function bundled(): string {
  const folder = join(__dirname, '..', 'build', 'functions');
  bundleFunctions(folder);
  return folder;
}
