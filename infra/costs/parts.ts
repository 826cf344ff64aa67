/** What each part of a deployment costs a month, by the size of the cluster. Pure. */
import { deliveryTiers, prices } from './prices';

export interface Size {
  name: string;
  nodes: number;
  pods: number;
  /** Flow records a day. */
  records: number;
  /** Of one look of the collector's function; assumed, its log has yours. */
  lookSeconds: number;
}

/** A lasting connection between nodes gives 5,760 records a day; 20 of them a pod. The smaller sizes are estimates. */
export const sizes: readonly Size[] = [
  { name: 'demo', nodes: 3, pods: 30, records: 600_000, lookSeconds: 1 },
  { name: 'small', nodes: 20, pods: 400, records: 17_500_000, lookSeconds: 1 },
  { name: 'medium', nodes: 100, pods: 2_000, records: 115_000_000, lookSeconds: 2 },
  { name: 'large', nodes: 1_000, pods: 20_000, records: 1_150_000_000, lookSeconds: 10 },
];

export const assumptions = {
  days: 30,
  textBytes: 243,
  parquetBytes: 45,
  retentionDays: 90,
  looks: 43_200,
  writesALook: 6,
  readsALook: 6,
  alarmMetrics: 8,
  /** A rule every five minutes about an hour, which reads that hour and one on either side. */
  ruleRuns: 8_640,
  ruleHours: 3,
  /** Twenty people, each working day, a dashboard of four different questions about a day, with the hours beside it. */
  dashboardQuestions: 20 * 22 * 4,
  dashboardHours: 26,
} as const;

export interface Part {
  name: string;
  formula: string;
  /** USD a month. */
  monthly: (size: Size) => number;
}

const a = assumptions;
const parquetGb = ({ records }: Size): number => (records * a.parquetBytes) / 1e9;

/** What is there as soon as it is deployed. */
export const standing: readonly Part[] = [
  {
    name: 'flow log, delivery (at most)',
    formula: `records × ${a.textBytes} B × ${a.days} d × price by tier`,
    monthly: ({ records }) => tiered((records * a.textBytes * a.days) / 1e9),
  },
  {
    name: 'flow log, Parquet (at most)',
    formula: `records × ${a.textBytes} B × ${a.days} d × ${prices.parquet.usd} $/GB`,
    monthly: ({ records }) => ((records * a.textBytes * a.days) / 1e9) * prices.parquet.usd,
  },
  {
    name: 'flow log, storage',
    formula: `records × ${a.parquetBytes} B × ${a.retentionDays} d × ${prices.storage.usd} $/GB`,
    monthly: (size) => parquetGb(size) * a.retentionDays * prices.storage.usd,
  },
  {
    name: 'collector as a function',
    formula: `${whole(a.looks)} × (seconds × 0.5 GB × ${prices.lambdaTime.usd.toFixed(10)} + ${(prices.lambdaCalls.usd / 1e6).toFixed(7)})`,
    monthly: ({ lookSeconds }) =>
      a.looks * (lookSeconds * 0.5 * prices.lambdaTime.usd + prices.lambdaCalls.usd / 1_000_000),
  },
  {
    name: 'history, requests',
    formula: `${whole(a.looks)} × (${a.writesALook} PUT + ${a.readsALook} GET)`,
    monthly: () => (a.looks * (a.writesALook * prices.put.usd + a.readsALook * prices.get.usd)) / 1_000,
  },
  {
    name: 'alarms',
    formula: `${a.alarmMetrics} × ${prices.alarm.usd} $`,
    monthly: () => a.alarmMetrics * prices.alarm.usd,
  },
];

/** What is asked. */
export const asked: readonly Part[] = [
  {
    name: 'an alert rule every 5 minutes over 1 hour',
    formula: `${whole(a.ruleRuns)} × scan of ${a.ruleHours} h`,
    monthly: (size) => a.ruleRuns * scanPrice(size, a.ruleHours),
  },
  {
    name: 'dashboards: 20 people, 22 days, 4 questions over 24 hours',
    formula: `${whole(a.dashboardQuestions)} × scan of ${a.dashboardHours} h`,
    monthly: (size) => a.dashboardQuestions * scanPrice(size, a.dashboardHours),
  },
];

export function total(parts: readonly Part[], size: Size): number {
  return parts.reduce((sum, { monthly }) => sum + monthly(size), 0);
}

/** @param share of cross-zone traffic that goes away, of 1. @returns GiB of it a month from which on that pays `usd` */
export function paysFrom(usd: number, share: number): number {
  return usd / (prices.crossZone.usd * share);
}

/** USD of one statement over some hours, all columns read: an upper bound. */
function scanPrice(size: Size, hours: number): number {
  return (Math.max((parquetGb(size) * hours) / 24, 0.01) / 1_000) * prices.scan.usd;
}

function tiered(gb: number): number {
  return deliveryTiers.reduce((sum, [from, usd], index) => {
    const to = deliveryTiers[index + 1]?.[0] ?? Infinity;
    return sum + Math.max(0, Math.min(gb, to) - from) * usd;
  }, 0);
}

function whole(count: number): string {
  return count.toLocaleString('en-US');
}
