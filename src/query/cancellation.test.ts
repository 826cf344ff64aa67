import { dateTime, LoadingState, type DataQueryRequest, type DataQueryResponse } from '@grafana/data';
import { Observable, of, Subject } from 'rxjs';
import { Cancellation } from './cancellation';
import type { StoredQuery } from './stored-query';

function requestOf(requestId: string): DataQueryRequest<StoredQuery> {
  const bounds = { from: dateTime(0), to: dateTime(1000) };
  return {
    requestId,
    targets: [{ refId: 'A' }, { refId: 'B' }],
    interval: '1m',
    intervalMs: 60_000,
    range: { ...bounds, raw: bounds },
    scopedVars: {},
    timezone: 'utc',
    app: 'panel-editor',
    startTime: 0,
  };
}

function collected(answer: Observable<DataQueryResponse>) {
  const responses: DataQueryResponse[] = [];
  let isComplete = false;
  answer.subscribe({ next: (response) => responses.push(response), complete: () => (isComplete = true) });
  return { responses, isComplete: () => isComplete };
}

describe('Cancellation', () => {
  it.each(['Q1', 'mixed-0-Q1'])('leaves the stream of request %s, so that the HTTP request ends', (requestId) => {
    const cancellation = new Cancellation();
    const left = jest.fn();
    const endless = new Observable<DataQueryResponse>(() => left);
    const { responses, isComplete } = collected(cancellation.stoppable(endless, requestOf(requestId)));
    cancellation.cancel('Q2');
    expect(left).not.toHaveBeenCalled();
    cancellation.cancel('Q1');
    expect(left).toHaveBeenCalledTimes(1);
    expect(isComplete()).toBe(true);
    expect(responses).toHaveLength(1);
    expect(responses[0]?.state).toBe(LoadingState.Error);
    expect(responses[0]?.errors?.map(({ refId }) => refId)).toEqual(['A', 'B']);
  });

  it('changes nothing about an answer that was not cancelled in time', () => {
    const cancellation = new Cancellation();
    const answer: DataQueryResponse = { data: [] };
    const { responses, isComplete } = collected(cancellation.stoppable(of(answer), requestOf('Q1')));
    cancellation.cancel('Q1');
    expect(responses).toEqual([answer]);
    expect(isComplete()).toBe(true);
  });

  it('hands on an answer in parts', () => {
    const parts = new Subject<DataQueryResponse>();
    const { responses } = collected(new Cancellation().stoppable(parts, requestOf('Q1')));
    parts.next({ data: [], key: 'first' });
    parts.next({ data: [], key: 'second' });
    expect(responses.map(({ key }) => key)).toEqual(['first', 'second']);
  });
});
