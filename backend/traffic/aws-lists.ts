/** Names of what there is in the account, for settings that name one of it. */
import type { AwsSettings } from '../aws/aws-settings';
import type { AthenaList } from '../engines/athena/lists';

export type AwsList = { of: 'regions' } | AthenaList;

/** Sorted. The clients take their time to load: only who asks for a list waits. Errors: as every call of AWS. */
export async function listFor(settings: AwsSettings, list: AwsList, signal: AbortSignal): Promise<string[]> {
  if (list.of === 'regions') {
    const { listRegions } = await import('../aws/regions');
    return listRegions(settings, signal);
  }
  const { listOfAthena } = await import('../engines/athena/lists');
  return listOfAthena(settings, list, signal);
}
