/** Results of questions made by hand, for the tests of their shapes. */
import { noCoverage } from '../../../src/shared/coverage';
import type { Dimension } from '../../../src/shared/dimensions';
import type { TrafficQuery } from '../../../src/shared/query';
import { parseQuery } from '../parse-query';
import { groupingOf } from '../plan';
import type { EndRow, ExchangeRow, TrafficResult } from '../result';

export type RowSketch = Partial<ExchangeRow> & { from?: string[]; to?: string[] };

/** A row for each sketch; `from` and `to` are the values of the source's and the target's dimensions. */
export function resultOf(
  question: Partial<TrafficQuery>,
  rows: RowSketch[],
  bucketSeconds?: number,
  ends: EndRow[] = []
): TrafficResult {
  const query = parseQuery({ queryType: 'table', groupBy: ['workload', 'zone'], ...question });
  const { source, target } = groupingOf(query);
  const column = (side: 'source' | 'target') => (dimension: Dimension) => ({
    name: `${side}_${dimension}`,
    side,
    dimension,
    resultColumn: '',
  });
  const columns = [...source.map(column('source')), ...target.map(column('target'))];
  return {
    query,
    columns,
    bucketSeconds: bucketSeconds ?? null,
    rows: rows.map(({ from = [], to = [], ...row }) => ({
      values: row.isOther === true ? columns.map(() => 'other') : [...from, ...to],
      isOther: false,
      bucket: null,
      bytes: 0,
      packets: 0,
      flows: 0,
      cost: 0,
      crossZoneBytes: 0,
      sameZoneBytes: 0,
      ...row,
    })),
    ends,
    coverage: noCoverage,
  };
}
