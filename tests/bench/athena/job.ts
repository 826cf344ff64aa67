/** What the measured process is told, and what it tells back. */

export interface AskJob {
  way: 'ours' | 'peer';
  endpoint: string;
  /** Those of a group are asked one after another; only the last of each is told of. */
  groups: string[][];
  /** How many groups run at once. */
  atOnce: number;
}

export interface CancelJob {
  way: 'cancel';
  endpoint: string;
  cancels: number;
}

export type Job = AskJob | CancelJob;

export interface Asked {
  sql: string;
  rows: number;
  /** Epoch milliseconds; `ready` is when its frame was encoded. */
  asked: number;
  ready: number;
  /** The processor's time of the whole process meanwhile, milliseconds. */
  cpuMs: number;
}

export interface Told {
  asked: Asked[];
  cancelled: number;
  /** Of the process since its start, MiB. */
  peakMb: number;
  idleMb: number;
}
