/**
 * What a network interface is: a resource with a name that a person would use, or a part of a node or pod. Pure.
 *
 * Interfaces tell it by their type, and where that is the plain `interface` by the description that the service gives them
 * (EC2 API reference, NetworkInterface; the descriptions are the services' own and stand in no list, so that what is not
 * known falls back to its own words).
 */
import { nameTag, type NatGateway, type NetworkInterface, type VpcEndpoint } from './interface';

export type ResourceKind = 'nat-gateway' | 'load-balancer' | 'eks-control-plane' | 'vpc-endpoint' | 'efs' | 'aws';

export interface Resource {
  kind: ResourceKind;
  name: string;
  /** Of a control plane, else empty. */
  cluster: string;
}

/** What other calls than DescribeNetworkInterfaces tell of names; empty where they were not made. */
export interface ResourceNames {
  endpoints: readonly VpcEndpoint[];
  natGateways: readonly NatGateway[];
  /** Instances that run pods (podInstances). */
  podInstances: ReadonlySet<string>;
}

/** Null for an interface of a node or pod: Kubernetes knows better who holds its addresses. */
export function resourceOf(one: NetworkInterface, names: ResourceNames): Resource | null {
  const description = one.Description?.trim() ?? '';
  const tag = nameTag(one.TagSet);
  for (const { pattern, resource } of known) {
    const found = pattern.exec(`${one.InterfaceType ?? ''}|${description}`);
    if (found !== null) {
      const { kind, name, cluster = '' } = resource(found.groups ?? {}, { one, tag, names });
      return { kind, name: shortened(name || tag || description || one.NetworkInterfaceId), cluster };
    }
  }
  const instance = one.Attachment?.InstanceId ?? '';
  if (hasPodMarks(one) || names.podInstances.has(instance)) {
    return null;
  }
  return {
    kind: 'aws',
    name: shortened(tag || instance || tidied(description) || one.NetworkInterfaceId),
    cluster: '',
  };
}

/** Instances on which the VPC CNI works, by any of their interfaces: their addresses are pods' or will be. */
export function podInstances(interfaces: readonly NetworkInterface[]): Set<string> {
  return new Set(
    interfaces.flatMap((one) => {
      const instance = one.Attachment?.InstanceId ?? '';
      return instance !== '' && hasPodMarks(one) ? [instance] : [];
    })
  );
}

interface Known {
  /** On `type|description`. */
  pattern: RegExp;
  resource: (
    groups: Partial<Record<string, string>>,
    context: { one: NetworkInterface; tag: string; names: ResourceNames }
  ) => { kind: ResourceKind; name: string; cluster?: string };
}

const known: readonly Known[] = [
  {
    pattern: /^nat_?gateway\||^[^|]*\|Interface for NAT Gateway/i,
    resource: (_, { one, tag, names }) => {
      const id = idOf(one, /\bnat-[0-9a-f]+/);
      const gateway = names.natGateways.find(({ NatGatewayId }) => NatGatewayId === id);
      return { kind: 'nat-gateway', name: nameTag(gateway?.Tags) || tag || id };
    },
  },
  {
    // `ELB app/name/id`, `ELB net/name/id`, `ELB gwy/name/id`, `ELB name` of a classic one.
    pattern: /^[^|]*\|ELB (?:(?:app|net|gwy)\/(?<name>[^/]+)\/|(?<classic>\S+))/,
    resource: ({ name, classic = '' }) => ({ kind: 'load-balancer', name: name ?? classic }),
  },
  {
    pattern: /^(?:load_balancer|network_load_balancer|gateway_load_balancer)\|/,
    resource: (_, { tag }) => ({ kind: 'load-balancer', name: tag }),
  },
  {
    pattern: /^[^|]*\|Amazon EKS (?<cluster>[A-Za-z0-9][A-Za-z0-9_-]*)$/,
    resource: ({ cluster = '' }) => ({ kind: 'eks-control-plane', name: `Amazon EKS ${cluster}`, cluster }),
  },
  {
    pattern: /^(?:vpc_endpoint|gateway_load_balancer_endpoint)\||^[^|]*\|VPC Endpoint Interface/,
    resource: (_, { one, tag, names }) => {
      const id = idOf(one, /\bvpce-[0-9a-f]+/);
      const endpoint = names.endpoints.find(({ VpcEndpointId }) => VpcEndpointId === id);
      return { kind: 'vpc-endpoint', name: nameTag(endpoint?.Tags) || tag || serviceOf(endpoint) || id };
    },
  },
  {
    pattern: /^efs\||^[^|]*\|(?:Amazon )?EFS mount target for /,
    resource: (_, { one, tag }) => ({ kind: 'efs', name: tag || idOf(one, /\bfs-[0-9a-f]+/) }),
  },
  named(/^[^|]*\|RDS(?:NetworkInterface|ProxyNetworkInterface)?$/i, 'RDS'),
  named(/^[^|]*\|RedshiftNetworkInterface$/i, 'Redshift'),
  named(/^[^|]*\|DMSNetworkInterface$/i, 'DMS'),
  ofService(/^[^|]*\|ElastiCache(?: |\+)(?<name>\S+)/i, 'ElastiCache'),
  ofService(/^[^|]*\|ES (?<name>\S+)$/, 'OpenSearch'),
  ofService(/^[^|]*\|.*Amazon MSK network interface for cluster .*:cluster\/(?<name>[^/]+)\//, 'MSK'),
  ofService(/^[^|]*\|AWS Lambda VPC ENI-(?<name>.+?)(?:-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/, 'Lambda'),
  ofService(/^[^|]*\|.*Transit Gateway Attachment (?<name>tgw-attach-[0-9a-f]+)/i, 'Transit gateway'),
];

/** Interfaces that name their service alone: its one security group tells databases apart, if it has a name of its own. */
function named(pattern: RegExp, service: string): Known {
  return {
    pattern,
    resource: (_, { one, tag }) => {
      const groups = (one.Groups ?? []).map(({ GroupName }) => GroupName ?? '').filter((name) => name !== 'default');
      const [group = '', ...others] = groups;
      return { kind: 'aws', name: tag || (group === '' || others.length > 0 ? service : `${service} (${group})`) };
    },
  };
}

function ofService(pattern: RegExp, service: string): Known {
  return { pattern, resource: ({ name = '' }, { tag }) => ({ kind: 'aws', name: tag || `${service} ${name}` }) };
}

/** `s3` of `com.amazonaws.us-east-1.s3`; whole for services of others. */
function serviceOf(endpoint: VpcEndpoint | undefined): string {
  return endpoint?.ServiceName?.replace(/^(?:com|cn\.com)\.amazonaws\.(?!vpce\.)[a-z0-9-]+\./, '') ?? '';
}

function idOf({ Description }: NetworkInterface, pattern: RegExp): string {
  return pattern.exec(Description ?? '')?.[0] ?? '';
}

/** Branch interfaces are pods' (security groups for pods); the other marks are the VPC CNI's, of EKS and of node provisioners. */
function hasPodMarks({ Description, InterfaceType, Ipv4Prefixes, Ipv6Prefixes, TagSet }: NetworkInterface): boolean {
  return (
    InterfaceType === 'branch' ||
    InterfaceType === 'trunk' ||
    /^aws-K8S-/i.test(Description ?? '') ||
    (Ipv4Prefixes ?? []).length > 0 ||
    (Ipv6Prefixes ?? []).length > 0 ||
    (TagSet ?? []).some(({ Key }) => podTag.test(Key ?? ''))
  );
}

const podTag =
  /^(?:node\.k8s\.amazonaws\.com\/|cluster\.k8s\.amazonaws\.com\/|vpcresources\.k8s\.aws\/|eks:|karpenter\.|k8s\.io\/cluster-autoscaler|kubernetes\.io\/cluster\/)/;

const longestName = 120;

function shortened(name: string): string {
  return name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
}

/** Instances' first interfaces are described by nothing, or as such; an ECS task's by the ARN of its attachment. */
function tidied(description: string): string {
  const attachment = /^arn:[\w-]+:ecs:[\w-]+:\d+:attachment\/(?<id>[\w-]+)$/.exec(description)?.groups?.['id'];
  return attachment === undefined ? description : `ECS ${attachment}`;
}
