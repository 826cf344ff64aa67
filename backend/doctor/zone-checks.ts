/** Which zone ID each zone name means in this account: names mean another zone in each account. Pure. */
import { ok, type Check } from './check';

export interface ZoneFacts {
  /** `use1-az4` */
  id: string;
  /** `us-east-1a`, of this account only. */
  name: string;
}

export function zoneMapCheck(region: string, zones: readonly ZoneFacts[]): Check {
  const map = zones.map(({ id, name }) => `${name} is ${id}`).join(', ');
  return ok('zones', region, zones.length === 0 ? 'The region names no zones.' : `In this account ${map}.`);
}
