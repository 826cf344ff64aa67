/** The regions that the account may use. */
import { toAwsError } from './aws-error';
import type { AwsSettings } from './aws-settings';
import { clientOptions } from './client-options';
import { withRetries } from './retry';

/** Names, sorted. Errors: as toAwsError, and the abort's reason. */
export async function listRegions(settings: AwsSettings, signal: AbortSignal): Promise<string[]> {
  const { EC2Client, DescribeRegionsCommand } = await import('@aws-sdk/client-ec2');
  const client = new EC2Client(clientOptions(settings));
  try {
    const { Regions: regions = [] } = await withRetries(
      () => client.send(new DescribeRegionsCommand({}), { abortSignal: signal }),
      signal
    );
    return regions.flatMap(({ RegionName: name }) => (name === undefined ? [] : [name])).sort();
  } catch (error) {
    signal.throwIfAborted();
    throw toAwsError(error, { action: 'ec2:DescribeRegions' });
  } finally {
    client.destroy();
  }
}
