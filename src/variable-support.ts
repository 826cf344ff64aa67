/** Dashboard variables of the query type: their editor and how they get their values. */
import { CustomVariableSupport, type DataQueryRequest, type DataQueryResponse } from '@grafana/data';
import { from, type Observable } from 'rxjs';
import type { ZoneFlowDataSource } from './datasource';
import { VariableEditor } from './editors/variable/variable-editor';
import { failureSentence } from './query/failure';
import { defaultVariableQuery, shownVariableQuery, type VariableQuery } from './query/variable-query';

export class ZoneFlowVariableSupport extends CustomVariableSupport<ZoneFlowDataSource, VariableQuery> {
  readonly editor = VariableEditor;
  private readonly datasource: ZoneFlowDataSource;

  constructor(datasource: ZoneFlowDataSource) {
    super();
    this.datasource = datasource;
  }

  override getDefaultQuery() {
    return { ...defaultVariableQuery };
  }

  override query(request: DataQueryRequest<VariableQuery>): Observable<DataQueryResponse> {
    return from(this.list(request));
  }

  private async list({ targets, scopedVars, range }: DataQueryRequest<VariableQuery>): Promise<DataQueryResponse> {
    try {
      const lists = await Promise.all(
        targets.map((target) => this.datasource.variableValues(shownVariableQuery(target), { scopedVars, range }))
      );
      return { data: [...new Set(lists.flat())].map((text) => ({ text })) };
    } catch (error) {
      // Grafana shows the message of an Error; the backend's own answer it would not understand.
      throw new Error(failureSentence(error), { cause: error });
    }
  }
}
