/** Table answers: rows for the command line and one frame for Grafana; also the zone matrix. */
import { measures, type Measure } from '../../../src/shared/query';
import type { Frame } from '../../frames/frame';
import type { ExchangeRow, TrafficResult } from '../result';
import { grafanaUnit } from './quantity';

export interface Rows {
  columns: string[];
  rows: Array<Array<string | number | null>>;
}

/** What a zone is called where it cannot be the empty string (a column's name). */
const unknownZone = 'unknown';

/** `[time,] source_<dimension>…, target_<dimension>…, bytes, packets, flows, cost`; time in epoch milliseconds. */
export function exchangeRows({ columns, rows, bucketSeconds }: TrafficResult): Rows {
  const time = bucketSeconds === null ? [] : ['time'];
  return {
    columns: [...time, ...columns.map((column) => column.name), ...measures],
    rows: rows.map((row) => [
      ...(row.bucket === null ? [] : [row.bucket * 1000]),
      ...row.values,
      ...measures.map((measure) => row[measure]),
    ]),
  };
}

/** One row a source zone, one column a target zone, holding the query's measure; null where nothing was exchanged. */
export function matrixRows({ rows, query }: TrafficResult): Rows {
  const end = (row: ExchangeRow, side: 0 | 1): string => row.values[side] || unknownZone;
  const sources = [...new Set(rows.map((row) => end(row, 0)))].sort();
  const targets = [...new Set(rows.map((row) => end(row, 1)))].sort();
  const cells = new Map(rows.map((row) => [`${end(row, 0)} ${end(row, 1)}`, row[query.measure]]));
  return {
    columns: ['source_zone', ...targets],
    rows: sources.map((source) => [source, ...targets.map((target) => cells.get(`${source} ${target}`) ?? null)]),
  };
}

/** @param forAlert only the query's measure, as an alert rule reads one number per row */
export function exchangeFrame(result: TrafficResult, currency: string, forAlert = false): Frame {
  const { columns, rows, query } = result;
  return {
    name: 'exchanges',
    refId: query.refId,
    meta: forAlert ? { type: 'numeric-long', typeVersion: [0, 1] } : { preferredVisualisationType: 'table' },
    fields: [
      ...columns.map((column, index) => ({
        name: column.name,
        type: 'string' as const,
        values: rows.map((row) => row.values[index] ?? ''),
        config: { filterable: true },
      })),
      ...(forAlert ? [query.measure] : measures).map((measure) => measureField(measure, rows, currency)),
    ],
  };
}

export function matrixFrame(result: TrafficResult, currency: string): Frame {
  const { columns, rows } = matrixRows(result);
  const unit = grafanaUnit(result.query.measure, false, currency);
  return {
    name: 'matrix',
    refId: result.query.refId,
    meta: { preferredVisualisationType: 'table' },
    fields: columns.map((name, index) =>
      index === 0
        ? { name, type: 'string', values: rows.map((row) => row[0] ?? '') }
        : { name, type: 'number', values: rows.map((row) => row[index] ?? null), config: { unit } }
    ),
  };
}

function measureField(measure: Measure, rows: readonly ExchangeRow[], currency: string): Frame['fields'][number] {
  return {
    name: measure,
    type: 'number',
    values: rows.map((row) => row[measure]),
    config: { unit: grafanaUnit(measure, false, currency) },
  };
}
