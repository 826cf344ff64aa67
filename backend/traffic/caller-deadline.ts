/** Tells a caller who ran out of time from one who left: an alert rule asks the same again a second later, a closed panel does not. */

/** Reason of an abort. A question that ends by it is `timed_out`. */
export class CallerDeadline extends Error {
  constructor() {
    super('The caller’s time limit ended');
    this.name = 'TimeoutError';
  }
}

/**
 * How long a question goes on that nobody waits for any more, milliseconds. Grafana tries an alert rule again 1 to 4 seconds
 * after its time limit, for the same range; the second try then joins what the first one began.
 */
export function lingerMs(reason: unknown): number {
  return reason instanceof CallerDeadline ? 30_000 : 0;
}
