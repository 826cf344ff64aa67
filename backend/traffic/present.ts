/** A result in the two forms its readers want: frames for Grafana, rows for the command line. */
import { runStatNames } from '../../src/shared/run-stats';
import type { RunStats, TimeRange } from '../engines/engine';
import type { Frame, FrameStat } from '../frames/frame';
import { graphFrames } from '../query/shape/graph';
import { seriesFrames } from '../query/shape/series';
import { exchangeFrame, exchangeRows, matrixFrame, matrixRows } from '../query/shape/table';
import type { TrafficAnswer } from './run-traffic';
import type { Answer } from './service';

/** How an answer is asked for: its range, the currency of its costs, and who reads it. */
export interface FrameForm {
  range: TimeRange;
  currency: string;
  forAlert: boolean;
  /** Pixels of the panel, as far as they are known. */
  panelWidth: number;
}

/** The answer's frames; the first carries coverage, notices, statistics and the SQL. */
export function framesOf(answer: TrafficAnswer, form: FrameForm): Frame[] {
  const [first, ...rest] = shapedFrames(answer, form);
  const { coverage, query } = answer.result;
  const head: Frame = first ?? {
    name: '',
    refId: query.refId,
    meta: query.queryType === 'timeseries' ? { type: 'timeseries-multi', typeVersion: [0, 1] } : {},
    fields: [],
  };
  head.meta = {
    ...head.meta,
    custom: { ...head.meta?.custom, coverage },
    notices: [...(head.meta?.notices ?? []), ...answer.notices],
    executedQueryString: answer.sql,
    stats: statsOf(answer.stats),
  };
  return [head, ...rest];
}

/** What the run cost, as the panel inspector shows it. */
export function statsOf({ engineMs, queueMs, scannedBytes, scanPrice, rolledHours }: RunStats): FrameStat[] {
  return [
    { displayName: runStatNames.engineTime, value: Math.round(engineMs), unit: 'ms' },
    { displayName: runStatNames.queueTime, value: Math.round(queueMs), unit: 'ms' },
    { displayName: runStatNames.scannedBytes, value: scannedBytes, unit: 'bytes' },
    { displayName: runStatNames.scanPrice, value: scanPrice, unit: 'currencyUSD' },
    ...(rolledHours === undefined ? [] : [{ displayName: runStatNames.rolledHours, value: rolledHours }]),
  ];
}

export function answerOf(answer: TrafficAnswer): Answer {
  const { result, stats, notices, sql } = answer;
  const rows = result.query.queryType === 'matrix' ? matrixRows(result) : exchangeRows(result);
  return { ...rows, coverage: result.coverage, stats, notices, sql };
}

function shapedFrames({ result }: TrafficAnswer, { range, currency, forAlert, panelWidth }: FrameForm): Frame[] {
  switch (result.query.queryType) {
    case 'graph':
      return graphFrames(result, currency, panelWidth);
    case 'timeseries':
      return seriesFrames(result, range, currency);
    case 'table':
      return [exchangeFrame(result, currency, forAlert)];
    case 'matrix':
      return [matrixFrame(result, currency)];
    case 'health':
      return [];
  }
}
