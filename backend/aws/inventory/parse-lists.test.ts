import { lookOf } from './look';
import { parseLists } from './parse-lists';

const subnet = (id: string, zone: string, cidr: string, ipv6?: string) => ({
  SubnetId: `subnet-${id}`,
  VpcId: 'vpc-1',
  OwnerId: '111122223333',
  AvailabilityZone: `us-east-1${zone}`,
  AvailabilityZoneId: `use1-az${zone === 'a' ? 4 : 6}`,
  CidrBlock: cidr,
  Ipv6CidrBlockAssociationSet: ipv6 === undefined ? [] : [{ Ipv6CidrBlock: ipv6 }],
});
const subnets = { Subnets: [subnet('a', 'a', '10.0.0.0/24', 'fd00:0:0:1::/64'), subnet('b', 'b', '10.0.1.0/24')] };
const nat = {
  NetworkInterfaceId: 'eni-1',
  InterfaceType: 'nat_gateway',
  Description: 'Interface for NAT Gateway nat-0abc1',
  OwnerId: '111122223333',
  VpcId: 'vpc-1',
  SubnetId: 'subnet-a',
  AvailabilityZone: 'us-east-1a',
  PrivateIpAddress: '10.0.0.9',
  PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: '10.0.0.9' }, { PrivateIpAddress: '10.0.0.10' }],
  Ipv6Addresses: [{ Ipv6Address: 'FD00:0:0:1:0:0:0:9' }],
  Attachment: { AttachTime: '2026-03-10T05:00:00+00:00', Status: 'attached' },
  NoSuchMember: 1,
};
const kafka = {
  ...nat,
  NetworkInterfaceId: 'eni-2',
  InterfaceType: 'interface',
  Description: '',
  SubnetId: 'subnet-of-another-list',
  AvailabilityZone: 'us-east-1b',
  PrivateIpAddress: '10.0.1.5',
  PrivateIpAddresses: [{ PrivateIpAddress: '10.0.1.5' }, { PrivateIpAddress: '10.0.1.6' }],
  Ipv6Addresses: [],
  Attachment: { AttachTime: '2026-03-10T06:00:00.000Z', InstanceId: 'i-0kafka' },
};
const file = (name: string, content: unknown) => ({ file: name, text: JSON.stringify(content) });

test('lists of the AWS CLI become a look: zones through the subnet, all addresses, of an instance its own', () => {
  const lists = parseLists([file('s.json', subnets), file('i.json', { NetworkInterfaces: [nat, kafka] })], {});
  const look = lookOf(lists, { ...lists, at: 1_773_200_000 });
  expect(look).toMatchObject({ account: '111122223333', region: 'us-east-1', vpcs: new Set(['vpc-1']) });
  expect(look.interfaces).toMatchObject([
    {
      ...{ interfaceId: 'eni-1', kind: 'nat-gateway', name: 'nat-0abc1', vpcId: 'vpc-1', zoneId: 'use1-az4' },
      addresses: ['10.0.0.9', 'fd00:0:0:1::9', '10.0.0.10'],
      attachedAt: 1_773_118_800,
    },
    // Its subnet is not listed: within one account the name of the zone is as good.
    { interfaceId: 'eni-2', kind: 'aws', name: 'i-0kafka', zoneId: 'use1-az6', addresses: ['10.0.1.5'] },
  ]);
  expect(look.subnets).toMatchObject([
    { subnetId: 'subnet-a', cidrs: ['10.0.0.0/24', 'fd00:0:0:1::/64'], zoneId: 'use1-az4', zoneName: 'us-east-1a' },
    { subnetId: 'subnet-b', cidrs: ['10.0.1.0/24'] },
  ]);
});

test('account and region can be given', () => {
  const lists = parseLists([file('l.json', { ...subnets, NetworkInterfaces: [] })], {
    account: '444455556666',
    region: 'us-east-1',
  });
  expect(lists).toMatchObject({ account: '444455556666', region: 'us-east-1' });
});

test.each<[string, Array<{ file: string; text: string }>, RegExp]>([
  ['no JSON', [{ file: 'x.json', text: '{' }], /x\.json is no output of `aws ec2 describe-…`/],
  ['something else', [file('x.json', { Vpcs: [] })], /no list of interfaces, subnets/],
  [
    'members of another kind',
    [file('x.json', { Subnets: [{ SubnetId: 7 }] })],
    /x\.json is no output of .*Subnets\.0\.SubnetId/,
  ],
  ['a list that goes on', [file('x.json', { ...subnets, NextToken: 'abc' })], /beginning of a list/],
  ['no interfaces', [file('s.json', subnets)], /no list of network interfaces/],
  ['no subnets', [file('i.json', { NetworkInterfaces: [nat] })], /no list of subnets/],
  [
    'two regions',
    [file('l.json', { ...subnets, NetworkInterfaces: [{ ...nat, AvailabilityZone: 'eu-west-1a' }] })],
    /us-east-1, eu-west-1/,
  ],
  [
    'no account',
    [file('l.json', { NetworkInterfaces: [], Subnets: subnets.Subnets.map(({ OwnerId: _owner, ...rest }) => rest) })],
    /of which account/,
  ],
])('refuses %s', (_, files, message) => {
  expect(() => parseLists(files, {})).toThrow(message);
});
