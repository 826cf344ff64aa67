/** One sentence for a query, for query history and the collapsed row. Not translated: it is stored with the history. */
import type { TrafficQuery } from '../shared/query';
import { shownFilters, shownQuery, type StoredQuery } from './stored-query';

export function displayText(stored: StoredQuery): string {
  const query = shownQuery(stored);
  if (query.queryType === 'health') {
    return 'health of the data';
  }
  const filters = shownFilters(stored).map(
    ({ side, dimension, operator, values }) => `${side ?? 'either'} ${dimension} ${operator ?? '='} ${values.join('|')}`
  );
  const measure = query.rate && query.queryType === 'timeseries' ? `${query.measure} per second` : query.measure;
  return [`${query.queryType}: ${query.traffic} ${measure} ${groupingText(query)}`, ...filters].join(', ');
}

function groupingText({ queryType, groupBy, targetGroupBy }: TrafficQuery): string {
  if (queryType === 'matrix') {
    return 'by zone';
  }
  const source = groupBy.length > 0 ? `by ${groupBy.join(', ')}` : 'in one group';
  return targetGroupBy && targetGroupBy.length > 0 ? `${source} to ${targetGroupBy.join(', ')}` : source;
}
