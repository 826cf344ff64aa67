/** Which zone ID each zone name means in this account: names mean another zone in each account. Pure. */
import { ok, warning, type Check } from './check';

export interface ZoneFacts {
  /** `use1-az4` */
  id: string;
  /** `us-east-1a`, of this account only. */
  name: string;
}

/** @param region empty where there is only one */
export function zoneMapCheck(region: string, zones: readonly ZoneFacts[]): Check {
  const unnamed = zones.filter(({ id }) => id === '').map(({ name }) => name);
  if (zones.length === 0 || unnamed.length > 0) {
    const which = zones.length === 0 ? 'The region tells no zones' : `No zone ID is told of ${unnamed.join(', ')}`;
    return warning(
      'zones',
      region,
      `${which}: zone names of nodes cannot be compared with zone IDs of flow records.`,
      'Correct region and endpoint: EC2 names every zone of a region with its ID (aws ec2 describe-availability-zones).'
    );
  }
  return ok('zones', region, `In this account ${zones.map(({ id, name }) => `${name} is ${id}`).join(', ')}.`);
}
