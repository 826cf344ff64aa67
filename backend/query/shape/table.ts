/** Table answers: rows for the command line and one frame for Grafana; also the zone matrix. */
import { measures, type Measure } from '../../../src/shared/query';
import type { Field, FieldConfig, Frame } from '../../frames/frame';
import type { ExchangeRow, TrafficResult } from '../result';
import { columnWidth } from './column-width';
import { costDecimals, grafanaUnit } from './quantity';

export interface Rows {
  columns: string[];
  rows: Array<Array<string | number | null>>;
}

/** What a zone is called where it cannot be the empty string (a column's name). */
const unknownZone = 'unknown';

/**
 * Percents of the largest cell, from which on a cell is that blue. A veil of less than 0.3 lets the table keep the text's own
 * colour; on the panel's continuous scales it writes white on light blue.
 */
const heatSteps = [0, 0.05, 0.11, 0.17, 0.23, 0.29].map((veil, step) => ({
  value: step === 0 ? null : step * 20 - 10,
  color: veil === 0 ? 'transparent' : `rgba(50, 116, 217, ${veil})`,
}));

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
        config: { filterable: true, custom: { minWidth: columnWidth(column.name) } },
      })),
      ...(forAlert ? [query.measure] : measures).map((measure) => measureField(measure, rows, currency)),
    ],
  };
}

/** A heat map: a cell is the bluer the nearer it is to the largest. */
export function matrixFrame(result: TrafficResult, currency: string): Frame {
  const { columns, rows } = matrixRows(result);
  const { measure, refId } = result.query;
  const cells = rows.flatMap((row) => row.slice(1)).map(Number);
  const config: FieldConfig = {
    ...numberConfig(measure, cells, currency),
    min: 0,
    noValue: '–',
    color: { mode: 'thresholds' },
    thresholds: { mode: 'percentage', steps: heatSteps },
    custom: { align: 'right', minWidth: columnWidth(''), cellOptions: { type: 'color-background', mode: 'basic' } },
  };
  return {
    name: 'matrix',
    refId,
    meta: { preferredVisualisationType: 'table' },
    fields: columns.map((name, index) =>
      index === 0
        ? {
            name,
            type: 'string',
            values: rows.map((row) => row[0] ?? ''),
            config: { custom: { minWidth: columnWidth('') } },
          }
        : { name, type: 'number', values: rows.map((row) => row[index] ?? null), config }
    ),
  };
}

function measureField(measure: Measure, rows: readonly ExchangeRow[], currency: string): Field {
  const values = rows.map((row) => row[measure]);
  return {
    name: measure,
    type: 'number',
    values,
    config: { ...numberConfig(measure, values, currency), custom: { minWidth: columnWidth('') } },
  };
}

/** Of a cost the digits that the largest of its column needs: the panel's own choice gives each row another number of them. */
function numberConfig(measure: Measure, values: readonly number[], currency: string): FieldConfig {
  const unit = grafanaUnit(measure, false, currency);
  return measure === 'cost'
    ? { unit, decimals: costDecimals(values.reduce((most, value) => Math.max(most, value), 0)) }
    : { unit };
}
