/** A function that looks at a region's interfaces and subnets once and takes them into the history, as `zoneflow inventory` does. */
import { everythingAllowed } from '../../backend/aws/aws-policy';
import { parseAwsSettings } from '../../backend/aws/aws-settings';
import { collectInventory, type CollectedInventory } from '../../backend/aws/inventory/collect-inventory';
import { ZoneFlowError } from '../../backend/errors';
import { openMedium } from '../../backend/history/store/medium';
import { timeLimit } from '../../backend/time-limit';

/**
 * Reads ZONEFLOW_HISTORY (`s3://bucket`), ZONEFLOW_VPCS (networks with commas; none for all of the region) and AWS_REGION, and
 * returns what was stored. Errors: bad_settings, access_denied and others of AWS, and as storeInventory.
 */
export async function handler(_event: unknown, context: InvocationContext): Promise<CollectedInventory> {
  const settings = parseAwsSettings({ defaultRegion: variable('AWS_REGION') }, new Map(), everythingAllowed);
  const vpcs = (process.env['ZONEFLOW_VPCS'] ?? '').split(',').filter((vpc) => vpc !== '');
  const medium = openMedium({ location: variable('ZONEFLOW_HISTORY'), aws: () => settings });
  // What is left of the function's time, but for what it takes to say so.
  const signal = timeLimit(Math.max(context.getRemainingTimeInMillis() - 2_000, 1_000));
  try {
    const collected = await collectInventory({ settings, vpcs, medium, now: Date.now }, signal);
    collected.warnings.forEach((warning) => console.warn(warning));
    return collected;
  } finally {
    medium.close();
  }
}

/** What of Lambda's context is used. */
export interface InvocationContext {
  getRemainingTimeInMillis: () => number;
}

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new ZoneFlowError('bad_settings', `The function has no ${name}`, {
      remedy: 'Deploy the stack again: it sets what the function needs.',
    });
  }
  return value;
}
