/** Tells who filters by the name of the rest why nothing is found: a table shows it like a value, and its cells can be clicked. */
import { isDataFrame, type DataFrame, type DataQueryResponse, type QueryResultMetaNotice } from '@grafana/data';
import { t } from '@grafana/i18n';
import { otherName } from '../shared/query';
import { shownFilters, type StoredQuery } from './stored-query';

/**
 * The same answers, with a notice where one is empty and asks for a value of that name: something may really be called so.
 * @param queries as they were asked: variables and ad-hoc filters filled in
 */
export function withRestExplained(response: DataQueryResponse, queries: StoredQuery[]): DataQueryResponse {
  const frames = response.data.filter((item: unknown): item is DataFrame => isDataFrame(item));
  const isEmpty = (refId: string): boolean => frames.every((frame) => frame.refId !== refId || frame.length === 0);
  const explained = new Set(
    queries.filter((query) => asksForRest(query) && isEmpty(query.refId)).map(({ refId }) => refId)
  );
  return {
    ...response,
    data: response.data.map((item: unknown) =>
      isDataFrame(item) && explained.has(item.refId ?? '') ? withNotice(item) : item
    ),
  };
}

function asksForRest(query: StoredQuery): boolean {
  return shownFilters(query).some(
    ({ operator = '=', values }) => (operator === '=' || operator === '=|') && values.includes(otherName)
  );
}

function withNotice(frame: DataFrame): DataFrame {
  const notice: QueryResultMetaNotice = {
    severity: 'info',
    text: t(
      'query.rest-filter',
      'A filter asks for the value "{{name}}". In an answer that is the rest beyond the limit, which no filter can name: raise the limit to see what it is made of.',
      { name: otherName }
    ),
  };
  return { ...frame, meta: { ...frame.meta, notices: [...(frame.meta?.notices ?? []), notice] } };
}
