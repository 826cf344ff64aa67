/** EC2's network interfaces, subnets, endpoints and NAT gateways as far as they are read: of the API and of the AWS CLI's JSON. */
import * as z from 'zod/mini';

const text = z.nullish(z.string());
const tags = z.nullish(z.array(z.object({ Key: text, Value: text })));
/** The API's clients give a Date, the command line a text. */
const instant = z.nullish(z.union([z.string(), z.date()]));

export const interfaceSchema = z.object({
  NetworkInterfaceId: z.string(),
  Description: text,
  InterfaceType: text,
  RequesterId: text,
  OwnerId: text,
  VpcId: text,
  SubnetId: text,
  AvailabilityZone: text,
  PrivateIpAddress: text,
  PrivateIpAddresses: z.nullish(z.array(z.object({ PrivateIpAddress: text }))),
  Ipv6Addresses: z.nullish(z.array(z.object({ Ipv6Address: text, IsPrimaryIpv6: z.nullish(z.boolean()) }))),
  Ipv4Prefixes: z.nullish(z.array(z.unknown())),
  Ipv6Prefixes: z.nullish(z.array(z.unknown())),
  Groups: z.nullish(z.array(z.object({ GroupName: text }))),
  Attachment: z.nullish(z.object({ AttachTime: instant, InstanceId: text })),
  TagSet: tags,
});
export type NetworkInterface = z.infer<typeof interfaceSchema>;

export const subnetSchema = z.object({
  SubnetId: z.string(),
  VpcId: text,
  OwnerId: text,
  AvailabilityZone: text,
  AvailabilityZoneId: text,
  CidrBlock: text,
  Ipv6CidrBlockAssociationSet: z.nullish(z.array(z.object({ Ipv6CidrBlock: text }))),
});
export type Subnet = z.infer<typeof subnetSchema>;

export const endpointSchema = z.object({ VpcEndpointId: z.string(), ServiceName: text, Tags: tags });
export type VpcEndpoint = z.infer<typeof endpointSchema>;

export const natGatewaySchema = z.object({ NatGatewayId: z.string(), Tags: tags });
export type NatGateway = z.infer<typeof natGatewaySchema>;

/** The value of the tag `Name`, empty without one. */
export function nameTag(of: z.infer<typeof tags>): string {
  return of?.find(({ Key }) => Key === 'Name')?.Value?.trim() ?? '';
}
