/** One sentence for a query, for query history and the collapsed row. Not translated: it is stored with the history. */
import { shownFilters, shownQuery, type StoredQuery } from './stored-query';

export function displayText(stored: StoredQuery): string {
  const query = shownQuery(stored);
  if (query.queryType === 'health') {
    return 'health of the data';
  }
  const sides = query.targetGroupBy
    ? `${query.groupBy.join(', ')} to ${query.targetGroupBy.join(', ')}`
    : query.groupBy.join(', ');
  const filters = shownFilters(stored).map(
    ({ side, dimension, operator, values }) => `${side ?? 'either'} ${dimension} ${operator ?? '='} ${values.join('|')}`
  );
  const measure = query.rate && query.queryType === 'timeseries' ? `${query.measure} per second` : query.measure;
  const grouping = query.queryType === 'matrix' ? 'zone' : sides;
  return [`${query.queryType}: ${query.traffic} ${measure} by ${grouping}`, ...filters].join(', ');
}
