/** How the collection of one cluster goes, for health checks, metrics and logs. */
import { toZoneFlowError, type ErrorCode } from '../../errors';
import type { Resource } from '../../history/row';

export interface Failure {
  code: ErrorCode;
  message: string;
  remedy: string;
  /** Epoch milliseconds of the first of a row of failures, and how many they are. */
  since: number;
  times: number;
}

/** Of what may fail by itself: the two resources, and writing. */
export type Part = Resource | 'history';

export interface CollectorStatus {
  cluster: string;
  /** Parts that fail at present. */
  failures: Partial<Record<Part, Failure>>;
  /** Epoch milliseconds; null before the first. */
  lastList: number | null;
  lastWrite: number | null;
  counts: {
    lists: number;
    events: number;
    pods: number;
    nodes: number;
    requests: number;
    refused: number;
    writes: number;
    rows: number;
    bytes: number;
    files: number;
  };
}

export class StatusBoard {
  private readonly failures = new Map<Part, Failure>();
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  /** @returns the failure if the log should tell it */
  failed(part: Part, error: unknown): Failure | null {
    const { code, message, remedy } = toZoneFlowError(error);
    const known = this.failures.get(part);
    if (known?.code === code && known.message === message) {
      known.times++;
      return isRemarkable(known.times) ? known : null;
    }
    const failure = { code, message, remedy, since: known?.since ?? this.now(), times: (known?.times ?? 0) + 1 };
    this.failures.set(part, failure);
    return failure;
  }

  /** @returns what is over, if something was wrong */
  working(part: Part): Failure | null {
    const failure = this.failures.get(part) ?? null;
    this.failures.delete(part);
    return failure;
  }

  all(): Partial<Record<Part, Failure>> {
    return Object.fromEntries(this.failures);
  }
}

/** The 1st, 2nd, 4th, 8th … of the same: a log that tells it goes on, without a line every half minute. */
function isRemarkable(times: number): boolean {
  return (times & (times - 1)) === 0;
}
