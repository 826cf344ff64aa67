/** What one look at a pod or node tells; the readers make these, the ledgers fold them. All times epoch seconds, UTC. */

export interface PodSighting {
  uid: string;
  namespace: string;
  pod: string;
  workload: string;
  workloadKind: string;
  node: string;
  /** JSON text, keys sorted. */
  labels: string;
  hostNetwork: boolean;
  /** In normal spelling, at most one of a family as Kubernetes gives them; empty before the sandbox and sometimes at the end. */
  addresses: readonly string[];
  /** Addresses of the node it runs on, except where node and pod share one (Fargate). */
  hostAddresses: readonly string[];
  readyAt: number | null;
  startTime: number | null;
  /** Phase Succeeded or Failed. */
  terminal: boolean;
  /** The last container's end, if all have ended. */
  containersEndedAt: number | null;
  deletionTimestamp: number | null;
}

export interface NodeSighting {
  uid: string;
  node: string;
  addresses: readonly string[];
  zoneId: string;
  zoneName: string;
  region: string;
  instanceId: string;
  createdAt: number | null;
  deletionTimestamp: number | null;
}

/** When and how something was seen. */
export interface Moment {
  /** Epoch milliseconds. */
  at: number;
  /** False if the time was inferred from the newest time inside the data, which is a lower bound. */
  exact: boolean;
}
