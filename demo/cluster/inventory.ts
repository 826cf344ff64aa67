/** The things a simulated cluster consists of: nodes with their interfaces, pods with their lives. Times are epoch seconds. */
import type { WorkloadBlueprint, ZoneBlueprint } from './blueprint';

/** An elastic network interface: what records flow logs. */
export interface NetworkInterface {
  id: string;
  /** The interface's primary address: what `srcaddr`/`dstaddr` show on its own side. */
  primary: string;
  zone: ZoneBlueprint;
  /** `-` for interfaces that AWS services own. */
  instance: string;
}

export interface Node {
  name: string;
  uid: string;
  zone: ZoneBlueprint;
  instance: string;
  address: string;
  interfaces: readonly NetworkInterface[];
  created: number;
  deleted: number | null;
}

export interface Pod {
  uid: string;
  name: string;
  workload: WorkloadBlueprint;
  /** The direct owner: a ReplicaSet of a Deployment, a Job of a CronJob, else the workload itself. */
  owner: { kind: string; name: string; uid: string };
  node: Node;
  address: string;
  networkInterface: NetworkInterface;
  created: number;
  startTime: number;
  /** The pod has its address from here on: condition PodReadyToStartContainers. */
  ready: number;
  /** Container restarts in place: the address stays. */
  restarts: number[];
  deletionRequested: number | null;
  /** Its processes have ended and the address went back; null while it runs. */
  ended: number | null;
  outcome: 'running' | 'succeeded' | 'failed' | 'deleted';
  /** The object is gone from the API: the DELETED event; null while it is listed. */
  removed: number | null;
  /** The kubelet reports the final status before the object goes. */
  reportsFinish: boolean;
  /** The last event shows no address any more (kubernetes/kubernetes#125370). */
  losesAddress: boolean;
}

/** True if the pod holds its address at the time. */
export function isAlive(pod: Pod, time: number): boolean {
  return pod.ready <= time && (pod.ended === null || time < pod.ended);
}
