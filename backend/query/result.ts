/** From the engine's columns to the rows of an answer: names, sums, cost and coverage. Pure. */
import type { Coverage } from '../../src/shared/coverage';
import { otherName, type TrafficQuery } from '../../src/shared/query';
import type { Price } from '../../src/shared/settings';
import type { ResultColumns } from '../engines/engine';
import { ZoneFlowError } from '../errors';
import type { Plan, PlannedColumn } from './plan';

/** One exchange (and bucket of it), directed from source to target. */
export interface ExchangeRow {
  /** Values of the plan's columns, in their order; all `other` in the row of the rest. */
  values: string[];
  /** True for the rest beyond the limit. */
  isOther: boolean;
  /** Start of the bucket in epoch seconds; null but in time series. */
  bucket: number | null;
  bytes: number;
  packets: number;
  flows: number;
  /** Estimated charge in the price's currency: bytes between different zones, out of one and into the other. */
  cost: number;
  /** Part of the bytes between different zones. */
  crossZoneBytes: number;
  /** Part of the bytes within one zone; 0 but in graphs. */
  sameZoneBytes: number;
}

/** All that the question wants of one end of a graph, whether the limit leaves its exchanges in the answer or not. */
export interface EndRow {
  /** Which side of the exchanges it is an end of. */
  side: 'source' | 'target' | 'both';
  /** Values of the side's columns in the plan, in their order. */
  values: string[];
  /** Sums of the measure: to others, from others, to itself. */
  sent: number;
  received: number;
  within: number;
  bytes: number;
  packets: number;
  flows: number;
  cost: number;
  /** Bytes of everything that range and filters admit, before the choice of traffic. */
  whole: { bytes: number; crossZone: number; sameZone: number };
}

export interface TrafficResult {
  query: TrafficQuery;
  columns: PlannedColumn[];
  bucketSeconds: number | null;
  rows: ExchangeRow[];
  /** Ends of a graph: at least the 200 with the most; else none. */
  ends: EndRow[];
  coverage: Coverage;
}

const bytesPerGb = 2 ** 30;

/** Reads the result of a planned statement. Errors: result_too_large if there are more groups than `maxRows`. */
export function readResult(
  query: TrafficQuery,
  plan: Plan,
  result: ResultColumns,
  options: { price: Price; maxRows: number; incompleteSince: number | null }
): TrafficResult {
  const perByte = (options.price.perGbOut + options.price.perGbIn) / bytesPerGb;
  const column = (name: string): ReadonlyArray<string | number | boolean | null> => {
    const values = result.columns.get(name);
    if (values === undefined) {
      throw new ZoneFlowError('internal', `The engine’s answer has no column ${name}`);
    }
    return values;
  };
  const number = (name: string, row: number): number => Number(column(name)[row] ?? 0);
  const names = plan.columns.map((planned) => column(planned.resultColumn));
  const parts = column('part');
  const rows: ExchangeRow[] = [];
  const ends: EndRow[] = [];
  const graph = query.queryType === 'graph';
  const sums = (row: number) => ({
    bytes: number('bytes', row),
    packets: number('packets', row),
    flows: number('flows', row),
    cost: number('billed', row) * perByte,
  });
  let coverage: Coverage | null = null;
  for (let row = 0; row < result.rowCount; row++) {
    const part = String(parts[row]);
    switch (part) {
      case 'coverage':
        coverage = {
          bytes: number('bytes', row),
          attributedBytes: number('attributed', row),
          unattributedBytes: number('unattributed', row),
          ambiguousBytes: number('ambiguous', row),
          unknownZoneBytes: number('unknown_zone', row),
          externalBytes: number('external', row),
          records: {
            counted: number('flows', row),
            rejected: number('rejected', row),
            noData: number('no_data', row),
            skipData: number('skip_data', row),
          },
          incompleteSince: options.incompleteSince,
        };
        break;
      case 'group':
      case 'other': {
        const isOther = part === 'other';
        rows.push({
          values: names.map((values) => (isOther ? otherName : String(values[row] ?? ''))),
          isOther,
          bucket: plan.bucketSeconds === null ? null : number('bucket', row),
          ...sums(row),
          crossZoneBytes: number('billed', row),
          sameZoneBytes: graph ? number('same_zone', row) : 0,
        });
        break;
      }
      default: {
        const side = sideOf(part);
        const own = side === 'both' ? 'source' : side;
        const unit = query.measure === 'cost' ? perByte : 1;
        ends.push({
          side,
          values: names.flatMap((values, index) =>
            plan.columns[index]?.side === own ? [String(values[row] ?? '')] : []
          ),
          sent: number('sent', row) * unit,
          received: number('received', row) * unit,
          within: number('to_self', row) * unit,
          ...sums(row),
          whole: {
            bytes: number('whole', row),
            crossZone: number('whole_billed', row),
            sameZone: number('whole_same_zone', row),
          },
        });
      }
    }
  }
  if (coverage === null) {
    throw new ZoneFlowError('internal', 'The engine’s answer has no coverage');
  }
  if (rows.length > options.maxRows) {
    throw new ZoneFlowError('result_too_large', `The answer has more than ${options.maxRows} rows`);
  }
  return { query, columns: plan.columns, bucketSeconds: plan.bucketSeconds, rows, ends, coverage };
}

function sideOf(part: string): EndRow['side'] {
  switch (part) {
    case 'end-source':
      return 'source';
    case 'end-target':
      return 'target';
    case 'end-both':
      return 'both';
    default:
      throw new ZoneFlowError('internal', `The engine’s answer has an unknown part ${part}`);
  }
}
