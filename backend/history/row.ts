/**
 * One row of the history store: what is known of one pod (or node) at one address. The first columns are what questions
 * read; the facts behind them let any two imports be merged in any order, because each merges by minimum or maximum.
 * Times are epoch seconds, UTC; starts rounded down, ends rounded up.
 */
export interface PodRow {
  cluster: string;
  uid: string;
  namespace: string;
  pod: string;
  /** The controller a person would name (Deployment, StatefulSet, DaemonSet, CronJob, Job), else the pod's own name. */
  workload: string;
  workload_kind: string;
  node: string;
  /** RFC 5952 / dotted; empty while none was ever seen. */
  address: string;
  /** Always false today: a hostNetwork pod is its node and has no row of its own. */
  host_network: boolean;
  /** JSON object of the labels, keys sorted; a MAP(VARCHAR, VARCHAR) in the file. */
  labels: string;
  started: number;
  /** Null while no end is known; a known end may overlap the next owner's start. */
  ended: number | null;
  /** Start of the address's next owner, if no end is known: it is taken for the end. */
  followed_at: number | null;
  /** First sight of this address (of the pod, while it has none). */
  first_seen: number;
  /** Last sight of the pod, at whatever address. */
  last_seen: number;
  /** First `PodReadyToStartContainers` transition to True that was seen with this address. */
  ready_at: number | null;
  start_time: number | null;
  finished_at: number | null;
  deleted_at: number | null;
  /** metadata.deletionTimestamp: request time plus grace, an upper bound. */
  deletion_timestamp: number | null;
}

export interface NodeRow {
  cluster: string;
  node: string;
  /** Empty if the node is known only from its pods' hostIP. */
  uid: string;
  /** Empty while none was seen, and on Fargate, where the one address belongs to the pod. */
  address: string;
  zone_id: string;
  zone_name: string;
  region: string;
  instance_id: string;
  started: number;
  ended: number | null;
  followed_at: number | null;
  first_seen: number;
  last_seen: number;
  /** Where the node is known only from its pods: the end that holds as long as it is not seen again. */
  deleted_at: number | null;
}

export type Resource = 'pods' | 'nodes';

/** When the cluster was looked at: a complete list (from = to) or a stretch of watch events. */
export interface ObservationRow {
  cluster: string;
  resource: Resource;
  from: number;
  to: number;
  complete: boolean;
  /** The one namespace a complete list covers; empty for all of them. */
  namespace: string;
}

/** One row an address of a network interface that is no node's or pod's. */
export interface InterfaceRow {
  account: string;
  region: string;
  vpc_id: string;
  subnet_id: string;
  interface_id: string;
  /** Of the cluster whose control plane it is, else empty. */
  cluster: string;
  address: string;
  /** `nat-gateway`, `load-balancer`, `eks-control-plane`, `vpc-endpoint`, `efs` or `aws`. */
  kind: string;
  /** What a person would call the resource. */
  name: string;
  zone_id: string;
  /** When it was attached or, where that is not told, first seen. */
  started: number;
  /** The first complete list that lacks it; null while there is none. */
  ended: number | null;
  first_seen: number;
  last_seen: number;
}

/** One row a block of addresses of a subnet. It has no start: a subnet lies in one zone for good. */
export interface SubnetRow {
  account: string;
  region: string;
  vpc_id: string;
  subnet_id: string;
  cidr: string;
  zone_id: string;
  /** Of this account only: another one's of the same name may be another zone. */
  zone_name: string;
  ended: number | null;
  first_seen: number;
  last_seen: number;
}
