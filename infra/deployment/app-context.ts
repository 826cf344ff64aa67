/** What of an app's context is ours: the CDK keeps its own in the same place. Pure. */
import * as z from 'zod';
import { list } from './context-values';

export interface DeploymentContext {
  /** Files that the AWS CLI wrote. */
  lookedUp: string[];
  /** Inputs of the deployment, not judged yet. */
  [input: string]: unknown;
}

/** @param context of the app; the CDK's members have a colon, a slash or a hyphen in their names, ours never */
export function deploymentContext(context: unknown): DeploymentContext {
  const given = Object.entries(z.record(z.string(), z.unknown()).parse(context)).filter(
    ([key, value]) => /^\w+$/.test(key) && value !== undefined && value !== null
  );
  const { lookedUp, ...inputs } = Object.fromEntries(given);
  return { ...inputs, lookedUp: lookedUp === undefined ? [] : list.parse(lookedUp) };
}
