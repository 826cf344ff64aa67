/** Stops running requests on a person's wish: leaving the answer's stream ends the HTTP request, and so the engine's query. */
import { LoadingState, type DataQueryRequest, type DataQueryResponse } from '@grafana/data';
import { t } from '@grafana/i18n';
import { filter, map, race, Subject, take, type Observable } from 'rxjs';
import type { StoredQuery } from './stored-query';

export class Cancellation {
  private readonly wishes = new Subject<string>();

  /** @param requestId as Grafana tells it with an answer */
  cancel(requestId: string): void {
    this.wishes.next(requestId);
  }

  /** The answer, or if its request is cancelled before, an error that says so. */
  stoppable(
    answer: Observable<DataQueryResponse>,
    request: DataQueryRequest<StoredQuery>
  ): Observable<DataQueryResponse> {
    // A panel of several data sources asks each under a name of its own, which ends with the panel's.
    const isMeant = (requestId: string) =>
      request.requestId === requestId || request.requestId.endsWith(`-${requestId}`);
    const cancelled = this.wishes.pipe(
      filter(isMeant),
      take(1),
      map(() => cancelledResponse(request))
    );
    return race(answer, cancelled);
  }
}

function cancelledResponse({ targets }: DataQueryRequest<StoredQuery>): DataQueryResponse {
  const message = t('query.run.cancelled', 'The query was cancelled. Run it again.');
  return { data: [], state: LoadingState.Error, errors: targets.map(({ refId }) => ({ refId, message })) };
}
