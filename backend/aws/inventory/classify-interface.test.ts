import { podInstances, resourceOf, type Resource, type ResourceNames } from './classify-interface';
import type { NetworkInterface } from './interface';

const plain = (part: Partial<NetworkInterface>): NetworkInterface => ({
  NetworkInterfaceId: 'eni-0a1b2c3d',
  InterfaceType: 'interface',
  ...part,
});
const names: ResourceNames = { endpoints: [], natGateways: [], podInstances: new Set() };
const aws = (name: string): Resource => ({ kind: 'aws', name, cluster: '' });

test.each<[string, Partial<NetworkInterface>, Resource]>([
  [
    'a NAT gateway, by its type',
    { InterfaceType: 'nat_gateway', Description: 'Interface for NAT Gateway nat-0abc1' },
    { kind: 'nat-gateway', name: 'nat-0abc1', cluster: '' },
  ],
  [
    'a NAT gateway as the SDK spells it, with a tag',
    { InterfaceType: 'natGateway', Description: '', TagSet: [{ Key: 'Name', Value: ' prod-a ' }] },
    { kind: 'nat-gateway', name: 'prod-a', cluster: '' },
  ],
  [
    'an application load balancer',
    { Description: 'ELB app/shop-public/50dc6c495c0c9188', RequesterId: 'amazon-elb' },
    { kind: 'load-balancer', name: 'shop-public', cluster: '' },
  ],
  [
    'a network load balancer',
    { InterfaceType: 'network_load_balancer', Description: 'ELB net/k8s-shop-web-1a2b/0123456789abcdef' },
    { kind: 'load-balancer', name: 'k8s-shop-web-1a2b', cluster: '' },
  ],
  ['a classic load balancer', { Description: 'ELB legacy' }, { kind: 'load-balancer', name: 'legacy', cluster: '' }],
  [
    'a load balancer that says no more than its type',
    { InterfaceType: 'gateway_load_balancer', Description: '' },
    { kind: 'load-balancer', name: 'eni-0a1b2c3d', cluster: '' },
  ],
  [
    'a control plane, of its cluster',
    { Description: 'Amazon EKS prod-1', RequesterId: 'AROAEXAMPLE:AmazonEKS' },
    { kind: 'eks-control-plane', name: 'Amazon EKS prod-1', cluster: 'prod-1' },
  ],
  [
    'a VPC endpoint of which no more is known',
    { InterfaceType: 'vpc_endpoint', Description: 'VPC Endpoint Interface vpce-0aa11' },
    { kind: 'vpc-endpoint', name: 'vpce-0aa11', cluster: '' },
  ],
  [
    'a file system',
    { Description: 'EFS mount target for fs-0badcafe (fsmt-0123abcd)' },
    { kind: 'efs', name: 'fs-0badcafe', cluster: '' },
  ],
  ['a database', { Description: 'RDSNetworkInterface', Groups: [{ GroupName: 'orders-db' }] }, aws('RDS (orders-db)')],
  [
    'a database whose groups tell nothing',
    { Description: 'RDSNetworkInterface', Groups: [{ GroupName: 'default' }] },
    aws('RDS'),
  ],
  ['a cache', { Description: 'ElastiCache sessions-001' }, aws('ElastiCache sessions-001')],
  [
    'a function',
    {
      InterfaceType: 'lambda',
      Description: 'AWS Lambda VPC ENI-thumbnails-0fd1e5a2-1b2c-4d3e-8f90-112233445566',
    },
    aws('Lambda thumbnails'),
  ],
  [
    'a broker',
    {
      Description:
        'DO NOT DELETE - Amazon MSK network interface for cluster arn:aws:kafka:us-east-1:1:cluster/events/1a-2b',
    },
    aws('MSK events'),
  ],
  ['a task of ECS', { Description: 'arn:aws:ecs:us-east-1:111122223333:attachment/ab-12' }, aws('ECS ab-12')],
  ['what is not known, by its own words', { Description: 'My appliance' }, aws('My appliance')],
  ['what says nothing', {}, aws('eni-0a1b2c3d')],
  ['an instance that runs no pods', { Attachment: { InstanceId: 'i-0kafka' } }, aws('i-0kafka')],
  [
    'a note that only begins as a control plane’s',
    { Description: 'Amazon EKS prod, do not touch!' },
    aws('Amazon EKS prod, do not touch!'),
  ],
])('%s', (_, part, expected) => {
  expect(resourceOf(plain(part), names)).toEqual(expected);
});

test('names of endpoints and NAT gateways come from their own lists', () => {
  const known: ResourceNames = {
    ...names,
    endpoints: [
      { VpcEndpointId: 'vpce-0aa11', ServiceName: 'com.amazonaws.us-east-1.ecr.dkr' },
      { VpcEndpointId: 'vpce-0bb22', ServiceName: 'com.amazonaws.vpce.us-east-1.vpce-svc-0123' },
    ],
    natGateways: [{ NatGatewayId: 'nat-0abc1', Tags: [{ Key: 'Name', Value: 'egress-a' }] }],
  };
  const nameOf = (InterfaceType: string, Description: string): string | undefined =>
    resourceOf(plain({ InterfaceType, Description }), known)?.name;
  expect(nameOf('vpc_endpoint', 'VPC Endpoint Interface vpce-0aa11')).toBe('ecr.dkr');
  expect(nameOf('vpc_endpoint', 'VPC Endpoint Interface vpce-0bb22')).toBe(
    'com.amazonaws.vpce.us-east-1.vpce-svc-0123'
  );
  expect(nameOf('nat_gateway', 'Interface for NAT Gateway nat-0abc1')).toBe('egress-a');
});

test.each<[string, Partial<NetworkInterface>]>([
  ['a further interface of a node', { Description: 'aws-K8S-i-0123456789abcdef0' }],
  ['a pod’s own interface', { InterfaceType: 'branch', Description: 'aws-k8s-branch-eni' }],
  ['a trunk', { InterfaceType: 'trunk' }],
  ['one with prefixes', { Ipv4Prefixes: [{ Ipv4Prefix: '10.0.0.16/28' }] }],
  ['one that EKS has tagged', { TagSet: [{ Key: 'eks:cluster-name', Value: 'prod' }] }],
])('%s is no endpoint of its own', (_, part) => {
  expect(resourceOf(plain(part), names)).toBeNull();
});

test('an instance with one such interface is a node with all of them', () => {
  const first = plain({ Attachment: { InstanceId: 'i-0node' } });
  const second = plain({ Attachment: { InstanceId: 'i-0node' }, Description: 'aws-K8S-i-0node' });
  const instances = podInstances([first, second, plain({ Attachment: { InstanceId: 'i-0kafka' } })]);
  expect([...instances]).toEqual(['i-0node']);
  expect(resourceOf(first, { ...names, podInstances: instances })).toBeNull();
});

test('a long description is cut', () => {
  expect(resourceOf(plain({ Description: 'x'.repeat(300) }), names)?.name).toHaveLength(120);
});
