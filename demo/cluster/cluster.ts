/** A synthetic EKS cluster with known truth: the same seed and window give the same nodes, pods, flow records and truth. */
import { simulateLifecycle } from './lifecycle';
import type { Node, Pod } from './inventory';
import { createRandomness } from './randomness';
import { simulateTraffic, type Traffic } from './traffic';

export interface ClusterOptions {
  seed: number;
  /** Half-open window of traffic, epoch seconds, multiples of 300. */
  from: number;
  to: number;
}

export interface Cluster extends Traffic {
  name: string;
  options: ClusterOptions;
  nodes: readonly Node[];
  pods: readonly Pod[];
}

export function simulateCluster(options: ClusterOptions): Cluster {
  const { seed, from, to } = options;
  const life = simulateLifecycle(from, to, createRandomness(seed));
  return {
    name: 'demo',
    options,
    ...life,
    ...simulateTraffic({ from, to }, life, createRandomness(seed + 1)),
  };
}
