/** Time-series answers: a frame a group, as dashboards and alert rules read them (dataplane `timeseries-multi`). */
import type { TimeRange } from '../../engines/engine';
import type { Frame } from '../../frames/frame';
import { secondsInRange } from '../buckets';
import type { ExchangeRow, TrafficResult } from '../result';
import { unknownZoneColor } from './colors';
import { columnWidth } from './column-width';
import { exchangeName } from './endpoint-name';
import { grafanaUnit } from './quantity';

/**
 * One frame a group in the order of their totals, the rest last. Labels are the answer's columns; a bucket without
 * records is absent. A rate is per second of the bucket that lies in the range.
 */
export function seriesFrames(result: TrafficResult, range: TimeRange, currency: string): Frame[] {
  const { query, columns } = result;
  const width = result.bucketSeconds ?? 60;
  const groups = new Map<string, ExchangeRow[]>();
  for (const row of result.rows) {
    const key = JSON.stringify([row.isOther, ...row.values]);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [row]);
    } else {
      group.push(row);
    }
  }
  return [...groups.values()].map((rows): Frame => {
    const ordered = rows.toSorted((left, right) => (left.bucket ?? 0) - (right.bucket ?? 0));
    const first = rows[0];
    const name = first === undefined ? '' : exchangeName(first, columns);
    const labels = Object.fromEntries(columns.map((column, index) => [column.name, first?.values[index] ?? '']));
    const value = (row: ExchangeRow): number =>
      query.rate ? row[query.measure] / secondsInRange(row.bucket ?? 0, width, range) : row[query.measure];
    return {
      name,
      refId: query.refId,
      meta: { type: 'timeseries-multi', typeVersion: [0, 1] },
      fields: [
        {
          name: 'time',
          type: 'time',
          values: ordered.map((row) => (row.bucket ?? 0) * 1000),
          config: { interval: width * 1000 },
        },
        {
          name: query.measure,
          type: 'number',
          values: ordered.map(value),
          labels,
          config: {
            unit: grafanaUnit(query.measure, query.rate, currency),
            displayNameFromDS: name,
            custom: { minWidth: columnWidth(name) },
            ...(first?.isOther ? { color: { mode: 'fixed', fixedColor: unknownZoneColor } } : {}),
          },
        },
      ],
    };
  });
}
