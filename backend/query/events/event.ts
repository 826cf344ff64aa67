/** A change of the cluster as it is marked on a time axis. */
import type { EventKind } from '../../../src/shared/events';

export interface ClusterEvent {
  kind: EventKind;
  /** Epoch seconds. */
  time: number;
  /** Epoch seconds; null for a moment, and for what is not over yet. */
  timeEnd: number | null;
  /** What happened to what, in a few words. */
  title: string;
  /** One or two sentences for a person. */
  text: string;
  /** Empty where the event has none. */
  cluster: string;
  namespace: string;
  workload: string;
  node: string;
  zone: string;
}
