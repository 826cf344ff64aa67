/** Asks the history, when an answer is empty, whether anybody has what the filters name. */
import type { TrafficQuery } from '../../src/shared/query';
import type { OpenedData, TimeRange } from '../engines/engine';
import type { Notice } from '../frames/frame';
import { absentValueNotices, namedValues, unknownKindNotices } from '../query/absent-values';
import type { TrafficResult } from '../query/result';
import type { Dialect } from '../sql/dialect';
import { presenceStatement } from '../sql/known-endpoints';

/** Notices of an answer without any traffic; of one with traffic none, and nothing is asked. */
export async function emptyAnswerNotices(
  { query, coverage }: Pick<TrafficResult, 'coverage'> & { query: TrafficQuery },
  { opened, ...context }: { opened: OpenedData; range: TimeRange; dialect: Dialect },
  signal: AbortSignal
): Promise<Notice[]> {
  const named = namedValues(query.filters);
  if (coverage.records.counted > 0 || query.filters.length === 0) {
    return [];
  }
  const kinds = unknownKindNotices(query.filters);
  if (named.length === 0) {
    return kinds;
  }
  const { result } = await opened.run(presenceStatement(named, context), signal);
  const present = new Set((result.columns.get('position') ?? []).map(Number));
  // Without any pod and node other notices tell why.
  const absent = present.has(-1) ? named.filter((_, position) => !present.has(position)) : [];
  return [...kinds, ...absentValueNotices(absent)];
}
