/** Links from what an answer shows to the next question: on nodes, edges, series and table rows. */
import type { DataQueryResponse } from '@grafana/data';
import type { StoredQuery } from './stored-query';

export interface DrillDownContext {
  /** The queries as they were asked: variables and ad-hoc filters filled in. */
  queries: StoredQuery[];
  datasourceUid: string;
  datasourceName: string;
}

export function withDrillDown(response: DataQueryResponse, _context: DrillDownContext): DataQueryResponse {
  return response;
}
