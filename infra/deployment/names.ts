/** The names of a deployment's resources: all begin with its own, so that many stand side by side in one account. */

export const tableNames = { flows: 'flow_logs', pods: 'pods', rollup: 'rollup' } as const;

export function stackName(deployment: string, concern: string): string {
  return `ZoneFlow-${deployment}-${concern}`;
}

export function workgroupName(deployment: string): string {
  return `zoneflow-${deployment}`;
}

/** Without hyphens, which would need quotes in every statement. */
export function databaseName(deployment: string): string {
  return `zoneflow_${deployment.replaceAll('-', '_')}`;
}

export function stateMachineName(deployment: string): string {
  return `zoneflow-${deployment}-rollup`;
}
