/** Lets the engine judge a question's regular expressions before they become part of the statement. */
import type { TrafficFilter } from '../../src/shared/query';
import type { OpenedData } from '../engines/engine';
import { ZoneFlowError } from '../errors';
import type { Dialect } from '../sql/dialect';
import { isActive } from '../sql/filters';
import { patternStatement } from '../sql/patterns';

/**
 * The patterns of the filters that the empty text matches. Errors: bad_query with the path of a pattern that the engine
 * does not take, such as `a{5000}`, which JavaScript compiles.
 */
export async function emptyMatchesOf(
  filters: readonly TrafficFilter[],
  { opened, dialect }: { opened: OpenedData; dialect: Dialect },
  signal: AbortSignal
): Promise<ReadonlySet<string>> {
  const paths = new Map<string, string>();
  filters.forEach((filter, index) => {
    if (isActive(filter) && (filter.operator === '=~' || filter.operator === '!~')) {
      filter.values.forEach((pattern, position) => paths.set(pattern, `filters[${index}].values[${position}]`));
    }
  });
  if (paths.size === 0) {
    return new Set();
  }
  const patterns = [...paths.keys()];
  const { result } = await opened.run(patternStatement(patterns, dialect), signal);
  const matching = new Set<string>();
  const verdicts = result.columns.get('empty') ?? [];
  result.columns.get('position')?.forEach((position, row) => {
    const pattern = patterns[Number(position)] ?? '';
    switch (verdicts[row]) {
      case true:
        matching.add(pattern);
        return;
      case false:
        return;
      default:
        throw new ZoneFlowError(
          'bad_query',
          `The regular expression in ${paths.get(pattern) ?? 'a filter'} is not one that the engine takes`,
          { remedy: 'Write it in RE2’s syntax: no repetition above 1,000, no escapes of JavaScript alone.' }
        );
    }
  });
  return matching;
}
