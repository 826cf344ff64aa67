/** Everything that can send or receive, numbered for the flow columns and for the truth. */
import { zones, type ZoneBlueprint } from './blueprint';
import type { NetworkInterface, Node, Pod } from './inventory';
import { externalEnd, nodeEnd, podEnd, unattributedEnd, type TruthRecorder } from './truth';

export interface End {
  /** Number in the truth's list of ends. */
  truth: number;
  /** Number in the list of addresses. */
  address: number;
  /** Number in the list of interfaces; null outside the network. */
  networkInterface: number | null;
  /** Number of the interface's primary address. */
  primary: number;
  /** Two ends on one node exchange traffic that no interface ever sees. */
  host: Node | null;
  /** Half-open life, epoch seconds. */
  from: number;
  to: number;
}

export interface PodEnd extends End {
  pod: Pod;
}

export interface EndRegister {
  readonly pods: readonly PodEnd[];
  readonly nodes: readonly End[];
  /** An address like that of an RDS instance: inside the VPC, in one zone, unknown to Kubernetes. */
  readonly database: End;
  /** One NAT gateway for the whole cluster: its zone is not that of most pods, a well-known cost trap. */
  readonly natGateway: End;
  external(address: string): End;
  readonly interfaces: readonly NetworkInterface[];
  readonly addresses: readonly string[];
}

export function createEndRegister(nodes: readonly Node[], pods: readonly Pod[], truth: TruthRecorder): EndRegister {
  const addresses: string[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (address: string): number => {
    const number = numbers.get(address) ?? addresses.push(address) - 1;
    numbers.set(address, number);
    return number;
  };
  const interfaces: NetworkInterface[] = nodes.flatMap((node) => node.interfaces);
  const interfaceNumbers = new Map(interfaces.map((networkInterface, number) => [networkInterface, number]));
  const always = { host: null, from: -Infinity, to: Infinity };

  const service = (address: string, id: string, zone: ZoneBlueprint | undefined): End => {
    if (zone === undefined) {
      throw new RangeError('the cluster has no zone');
    }
    const networkInterface = interfaces.push({ id, primary: address, zone, instance: '-' }) - 1;
    const number = numberOf(address);
    return {
      ...always,
      truth: truth.end(unattributedEnd(address, zone)),
      address: number,
      networkInterface,
      primary: number,
    };
  };
  const natGateway = service('10.20.0.83', 'eni-0b6f2d81c7e3a9450', zones[0]);
  const database = service('10.20.96.21', 'eni-07c1e84f29d5b36a0', zones[2]);
  const externals = new Map<string, End>();

  return {
    pods: pods
      .filter((pod) => pod.workload.hostNetwork !== true)
      .map((pod) => ({
        pod,
        truth: truth.end(podEnd(pod)),
        address: numberOf(pod.address),
        networkInterface: interfaceNumbers.get(pod.networkInterface) ?? null,
        primary: numberOf(pod.networkInterface.primary),
        host: pod.node,
        from: pod.ready,
        to: pod.ended ?? Infinity,
      })),
    nodes: nodes.map((node) => ({
      truth: truth.end(nodeEnd(node)),
      address: numberOf(node.address),
      networkInterface: interfaceNumbers.get(node.interfaces[0] ?? never(node)) ?? null,
      primary: numberOf(node.address),
      host: node,
      from: node.created,
      to: node.deleted ?? Infinity,
    })),
    database,
    natGateway,
    external: (address) => {
      const number = numberOf(address);
      const end = externals.get(address) ?? {
        ...always,
        truth: truth.end(externalEnd(address)),
        address: number,
        networkInterface: null,
        primary: number,
      };
      externals.set(address, end);
      return end;
    },
    interfaces,
    addresses,
  };
}

function never(node: Node): never {
  throw new RangeError(`${node.name} has no interface`);
}
