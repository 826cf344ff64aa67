/** From what an engine found of the data's freshness to findings with state and remedy. Pure. */
import type { Freshness } from '../engines/engine';
import { clockRemedy, skewSeconds } from './notices';
import { durationText } from './shape/time-text';

export interface HealthRow extends Freshness {
  lagSeconds: number | null;
  state: 'ok' | 'late' | 'missing';
  /** The newest data lies in the future of this machine's clock. */
  isAhead: boolean;
}

/**
 * Older than this is late: flow logs arrive about 10 minutes late, history is collected every few minutes. AWS resources and
 * subnets change seldom: a look a day tells most of them.
 */
const lateSeconds: Readonly<Record<Freshness['source'], number>> = {
  flows: 30 * 60,
  history: 30 * 60,
  nodes: 30 * 60,
  inventory: 25 * 3600,
};

/** @param now epoch milliseconds; remedies are empty where all is well. */
export function healthRows(freshness: readonly Freshness[], now: number): HealthRow[] {
  return freshness.map((one) => {
    if (one.newest === null) {
      return { ...one, lagSeconds: null, state: 'missing', isAhead: false };
    }
    const lag = Math.round(now / 1000 - one.newest);
    const isAhead = lag < -skewSeconds;
    const isLate = lag > lateSeconds[one.source];
    return {
      ...one,
      finding: isAhead ? `${one.finding} ${aheadBy(-lag)}` : one.finding,
      remedy: [one.remedy, isLate ? lateRemedy(one.source) : '', isAhead ? clockRemedy : '']
        .filter((text) => text !== '')
        .join(' '),
      lagSeconds: Math.max(0, lag),
      state: isLate ? 'late' : 'ok',
      isAhead,
    };
  });
}

function aheadBy(seconds: number): string {
  return `That is ${durationText(seconds)} in the future of this machine’s clock.`;
}

function lateRemedy(source: Freshness['source']): string {
  switch (source) {
    case 'flows':
      return 'Look in the VPC console whether the flow log is active and delivers here.';
    case 'history':
    case 'nodes':
      return 'Import newer lists with `zoneflow history import`, every few minutes.';
    case 'inventory':
      return 'Run `zoneflow inventory` again, on a schedule.';
  }
}
