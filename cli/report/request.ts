/** What a report is asked to show, and the questions that follow from it. Pure. */
import type { Dimension } from '../../src/shared/dimensions';
import type { TrafficFilter, TrafficQuery } from '../../src/shared/query';
import type { Price } from '../../src/shared/settings';

export interface ReportRequest {
  title: string;
  /** Half-open, epoch milliseconds. */
  range: { from: number; to: number };
  /** Groups senders: the trend, the picture of flows and the cost. */
  sender: Dimension;
  /** Groups both ends of the largest exchanges; the sender's dimension first. */
  ends: Dimension[];
  filters: TrafficFilter[];
  price: Price;
}

/** The questions whose answers make a report; all have the same range and filters. */
export interface ReportQuestions {
  /** All traffic, zone to zone: the totals that every other part must add up to. */
  zones: Partial<TrafficQuery>;
  /** Cross-zone traffic by sender in time. */
  trend: Partial<TrafficQuery>;
  /** Cross-zone traffic by sender, zone it leaves and zone it enters. */
  paths: Partial<TrafficQuery>;
  /** The largest cross-zone exchanges. */
  exchanges: Partial<TrafficQuery>;
}

const listedSenders = 12;
const listedExchanges = 20;
/** Beyond this many, the rest of a zone pair is drawn as one. */
const mostPaths = 5000;

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const bucketWidths = [1, 2, 5, 10, 15, 30].map((count) => count * minute);
const longBucketWidths = [hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 7 * day];
const mostBuckets = 72;

/** The kind is asked for as well: it tells what an end without a name is, and which row is the rest beyond the limit. */
export function reportQuestions({ sender, ends, filters }: ReportRequest): ReportQuestions {
  return {
    zones: { queryType: 'table', traffic: 'all', groupBy: ['zone'], filters, limit: 0 },
    trend: { queryType: 'timeseries', groupBy: ['kind', sender], targetGroupBy: [], filters, limit: listedSenders },
    paths: {
      queryType: 'table',
      groupBy: ['kind', sender, 'zone'],
      targetGroupBy: ['zone'],
      filters,
      limit: mostPaths,
    },
    exchanges: { queryType: 'table', groupBy: ['kind', ...ends], filters, limit: listedExchanges },
  };
}

/** Width of a bucket of the trend in milliseconds: a round one that makes at most 72 bars. */
export function bucketWidth({ from, to }: ReportRequest['range']): number {
  const fits = (width: number): boolean => Math.ceil(to / width) - Math.floor(from / width) <= mostBuckets;
  const widths = [...bucketWidths, ...longBucketWidths];
  return widths.find(fits) ?? Math.ceil((to - from) / mostBuckets / day) * day;
}
