/** Calls a second that an account may make, as Athena's quotas have them: a rate and a burst for each kind of action. */
import { rateExceeded, type AthenaFault } from './faults';

/** By action; those that are not named have no limit. */
export type Rates = Readonly<Record<string, { perSecond: number; burst: number }>>;

/** An account's defaults for the actions of a query's life. */
export const accountRates: Rates = {
  StartQueryExecution: { perSecond: 20, burst: 80 },
  StopQueryExecution: { perSecond: 20, burst: 80 },
  GetQueryExecution: { perSecond: 100, burst: 200 },
  GetQueryResults: { perSecond: 100, burst: 200 },
  BatchGetQueryExecution: { perSecond: 20, burst: 40 },
};

export class RateLimits {
  private readonly rates: Rates;
  private readonly buckets = new Map<string, { tokens: number; filled: number }>();

  constructor(rates: Rates) {
    this.rates = rates;
  }

  exceeded(action: string): AthenaFault | null {
    const rate = this.rates[action];
    if (rate === undefined) {
      return null;
    }
    const now = performance.now();
    const { tokens, filled } = this.buckets.get(action) ?? { tokens: rate.burst, filled: now };
    const left = Math.min(rate.burst, tokens + ((now - filled) / 1000) * rate.perSecond);
    this.buckets.set(action, { tokens: left < 1 ? left : left - 1, filled: now });
    return left < 1 ? rateExceeded() : null;
  }
}
