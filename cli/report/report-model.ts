/** From the answers to everything a report shows, numbers not yet text. Pure. */
import type { Coverage } from '../../src/shared/coverage';
import type { Dimension } from '../../src/shared/dimensions';
import type { Notice } from '../../backend/frames/frame';
import type { Answer } from '../../backend/traffic/service';
import { answerRows, endOf, type End } from './answer-rows';
import { flowPaths, type FlowPath } from './flow-paths';
import { bucketWidth, type ReportQuestions, type ReportRequest } from './request';
import { monthEstimate, trendOf, type MonthEstimate, type Sender, type Trend } from './trend';
import { zoneMatrix, type Totals, type ZoneMatrix } from './zone-matrix';

export type ReportAnswers = Record<keyof ReportQuestions, Answer>;

/** Where the numbers are from and when; nothing of it is computed. */
export interface ReportOrigin {
  clusters: string[];
  /** Epoch milliseconds. */
  generatedAt: number;
  /** ZoneFlow's version. */
  version: string;
}

export interface Exchange {
  source: End;
  target: End;
  bytes: number;
  cost: number;
}

export interface Report {
  request: ReportRequest;
  origin: ReportOrigin;
  totals: Totals;
  month: MonthEstimate | null;
  matrix: ZoneMatrix;
  trend: Trend;
  /** The senders that the pictures tell apart, in the order of their colours. */
  shown: Sender[];
  paths: FlowPath[];
  exchanges: Exchange[];
  coverage: Coverage;
  notices: Notice[];
}

/** As many senders as there are colours that everyone can tell apart. */
const mostShown = 6;

export function reportOf(request: ReportRequest, origin: ReportOrigin, answers: ReportAnswers): Report {
  const { range, sender, ends } = request;
  const { matrix, totals } = zoneMatrix(answers.zones);
  const { coverage } = answers.zones;
  const trend = trendOf(answers.trend, sender, { range, bucketMs: bucketWidth(range) });
  const shown = trend.senders.filter(({ isRest }) => !isRest).slice(0, mostShown);
  const names = shown.map(({ name }) => name);
  return {
    request,
    origin,
    totals,
    month: monthEstimate(trend, range, {
      cost: totals.cost,
      bytes: totals.crossZoneBytes,
      incompleteSince: coverage.incompleteSince,
    }),
    matrix,
    trend,
    shown,
    paths: flowPaths(answers.paths, { sender, shown: names, matrix }),
    exchanges: exchangesOf(answers.exchanges, ends),
    coverage,
    notices: answers.zones.notices,
  };
}

/**
 * How many cross-zone bytes the parts of the report differ by; 0 but when flow logs arrived between the questions. The
 * paths are compared before they are completed from the matrix.
 */
export function disagreement(answers: ReportAnswers): number {
  const { totals } = zoneMatrix(answers.zones);
  const parts = [answers.trend, answers.paths, answers.exchanges].map((answer) =>
    answerRows(answer).reduce((sum, row) => sum + row.number('bytes'), 0)
  );
  return Math.max(...parts.map((bytes) => Math.abs(bytes - totals.crossZoneBytes)));
}

/** Ends of the same name are one: `kind` splits what the dimensions do not name. */
function exchangesOf(answer: Answer, dimensions: readonly Dimension[]): Exchange[] {
  const exchanges = new Map<string, Exchange>();
  for (const row of answerRows(answer)) {
    const [source, target] = [endOf(row, 'source', dimensions), endOf(row, 'target', dimensions)];
    const key = JSON.stringify([source, target]);
    const known = exchanges.get(key) ?? { source, target, bytes: 0, cost: 0 };
    const [bytes, cost] = [row.number('bytes'), row.number('cost')];
    exchanges.set(key, { ...known, bytes: known.bytes + bytes, cost: known.cost + cost });
  }
  return [...exchanges.values()].sort(
    (left, right) => Number(left.source.isRest) - Number(right.source.isRest) || right.bytes - left.bytes
  );
}
