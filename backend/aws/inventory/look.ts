/** From what EC2 lists to a look at the inventory: resources with names, addresses and zones. Pure. */
import type { InterfaceSighting, InventoryLook, SubnetSighting } from '../../history/inventory-ledger';
import { normalAddress } from '../../kubernetes/address';
import { podInstances, resourceOf } from './classify-interface';
import type { NatGateway, NetworkInterface, Subnet, VpcEndpoint } from './interface';

export interface InventoryLists {
  interfaces: readonly NetworkInterface[];
  subnets: readonly Subnet[];
  /** For names alone; empty where they were not asked for. */
  endpoints: readonly VpcEndpoint[];
  natGateways: readonly NatGateway[];
}

/** @param vpcs the networks that the lists are whole of; null for all of the account's region */
export function lookOf(
  lists: InventoryLists,
  scope: Pick<InventoryLook, 'account' | 'region' | 'at' | 'vpcs'>
): InventoryLook {
  const subnets = lists.subnets.map(subnetSighting);
  const zones = new Map(subnets.map(({ subnetId, zoneId }) => [subnetId, zoneId]));
  // Names of zones differ between accounts; within one they are as good as IDs.
  const named = new Map(subnets.map(({ zoneName, zoneId }) => [zoneName, zoneId]));
  const names = { ...lists, podInstances: podInstances(lists.interfaces) };
  const interfaces = lists.interfaces.flatMap((one): InterfaceSighting[] => {
    const resource = resourceOf(one, names);
    const addresses = addressesOf(one);
    return resource === null || addresses.length === 0
      ? []
      : [
          {
            ...resource,
            interfaceId: one.NetworkInterfaceId,
            vpcId: one.VpcId ?? '',
            subnetId: one.SubnetId ?? '',
            addresses,
            zoneId: zones.get(one.SubnetId ?? '') || named.get(one.AvailabilityZone ?? '') || '',
            attachedAt: secondsOf(one.Attachment?.AttachTime),
          },
        ];
  });
  return { ...scope, interfaces, subnets };
}

/** Secondary addresses of an instance may be whatever runs on it: only its own are taken. Prefixes are pods'. */
function addressesOf(one: NetworkInterface): string[] {
  const isInstance = (one.Attachment?.InstanceId ?? '') !== '';
  const ipv6 = (one.Ipv6Addresses ?? []).filter(({ IsPrimaryIpv6 }) => !isInstance || IsPrimaryIpv6 === true);
  const ofInstance = [one.PrivateIpAddress, ...ipv6.map(({ Ipv6Address }) => Ipv6Address)];
  const all = isInstance
    ? ofInstance
    : [...ofInstance, ...(one.PrivateIpAddresses ?? []).map(({ PrivateIpAddress }) => PrivateIpAddress)];
  return [...new Set(all.map((address) => normalAddress(address ?? '')))].filter((address) => address !== '');
}

function subnetSighting(subnet: Subnet): SubnetSighting {
  const ipv6 = (subnet.Ipv6CidrBlockAssociationSet ?? []).map(({ Ipv6CidrBlock }) => Ipv6CidrBlock ?? '');
  return {
    subnetId: subnet.SubnetId,
    vpcId: subnet.VpcId ?? '',
    cidrs: [subnet.CidrBlock ?? '', ...ipv6].filter((cidr) => cidr !== ''),
    zoneId: subnet.AvailabilityZoneId ?? '',
    zoneName: subnet.AvailabilityZone ?? '',
  };
}

/** Rounded down, as all starts are. */
function secondsOf(time: string | Date | null | undefined): number | null {
  const ms = time instanceof Date ? time.getTime() : Date.parse(time ?? '');
  return Number.isNaN(ms) ? null : Math.floor(ms / 1000);
}
