/** One sentence for a query, for query history and the collapsed row. Not translated: it is stored with the history. */
import { shownFilters, shownQuery, storedGrouping, type StoredFilter, type StoredQuery } from './stored-query';

export function displayText(stored: StoredQuery): string {
  const query = shownQuery(stored);
  if (query.queryType === 'health') {
    return 'health of the data';
  }
  const filters = shownFilters(stored).map(filterText);
  const measure = query.rate && query.queryType === 'timeseries' ? `${query.measure} per second` : query.measure;
  const grouping =
    query.queryType === 'matrix'
      ? 'by zone'
      : groupingText(
          storedGrouping(stored.groupBy) ?? query.groupBy,
          storedGrouping(stored.targetGroupBy) ?? query.targetGroupBy
        );
  const eitherWay = query.bidirectional && filters.length > 0 ? ['either way round'] : [];
  return [`${query.queryType}: ${query.traffic} ${measure} ${grouping}`, ...filters, ...eitherWay].join(', ');
}

function groupingText(groupBy: string[], targetGroupBy: string[] | undefined): string {
  const source = groupBy.length > 0 ? `by ${groupBy.join(', ')}` : 'in one group';
  if (targetGroupBy === undefined) {
    return source;
  }
  return `${source} to ${targetGroupBy.length > 0 ? targetGroupBy.join(', ') : 'all targets'}`;
}

/** Long lists are cut: the sentence is read in one line. */
const mostValues = 3;

function filterText({ side = 'either', dimension, operator = '=', values }: StoredFilter): string {
  const more = values.length - mostValues;
  const listed = values.slice(0, mostValues).map((value) => value || '(empty)');
  return `${side} ${dimension} ${operator} ${listed.join('|')}${more > 0 ? ` and ${more} more` : ''}`;
}
