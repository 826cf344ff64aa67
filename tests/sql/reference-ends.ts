/** The sums of a graph's ends, added up record by record: what the statement's are held against. */
import type { EndRow } from '../../backend/query/result';

type Sums = Pick<EndRow, 'sent' | 'received' | 'within' | 'bytes' | 'whole'>;

export interface EndSums {
  /** By `key`: of every end that was added, whether a limit leaves its exchanges in an answer or not. */
  sums: ReadonlyMap<string, Sums>;
  key(side: EndRow['side'], values: string[]): string;
  /** Keys of both ends of an exchange, whose values are those of the source, then those of the target. */
  keysOf(values: string[]): string[];
  add(
    ends: [source: string[], target: string[]],
    record: { bytes: number; wanted: boolean; zones: 'same' | 'different' | 'unknown' }
  ): void;
}

export function createEndSums(groupBy: readonly string[], targetGroupBy: readonly string[]): EndSums {
  const shared = JSON.stringify(groupBy) === JSON.stringify(targetGroupBy);
  const sums = new Map<string, Sums>();
  const key = (side: EndRow['side'], values: string[]): string => JSON.stringify([shared ? 'both' : side, values]);
  return {
    sums,
    key,
    keysOf: (values) => [key('source', values.slice(0, groupBy.length)), key('target', values.slice(groupBy.length))],
    add([source, target], { bytes, wanted, zones }) {
      const [from, to] = [key('source', source), key('target', target)];
      for (const end of new Set([from, to])) {
        const sum = sums.get(end) ?? {
          ...{ sent: 0, received: 0, within: 0, bytes: 0 },
          whole: { bytes: 0, crossZone: 0, sameZone: 0 },
        };
        sum.whole.bytes += bytes;
        sum.whole.crossZone += zones === 'different' ? bytes : 0;
        sum.whole.sameZone += zones === 'same' ? bytes : 0;
        sum.bytes += wanted ? bytes : 0;
        sum[from === to ? 'within' : end === from ? 'sent' : 'received'] += wanted ? bytes : 0;
        sums.set(end, sum);
      }
    },
  };
}
