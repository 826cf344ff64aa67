/** A panel's request for data, and its answer as Grafana keeps it for the panel and its editor. */
import {
  type DataFrame,
  type DataQuery,
  type DataQueryRequest,
  type DataSourceApi,
  isDataFrame,
  LoadingState,
  type PanelData,
  rangeUtil,
} from '@grafana/data';
import { useRef, useState } from 'react';
import { from, type Subscription } from 'rxjs';
import { demoRange } from './host-settings';

const maxDataPoints = 200;
const nothing: PanelData = { state: LoadingState.NotStarted, series: [], timeRange: demoRange };

/** The latest answer, and what runs a query; a newer run takes the place of one that is under way. */
export function usePanelData(dataSource: DataSourceApi, app: string): [PanelData, (query: DataQuery) => void] {
  const [data, setData] = useState(nothing);
  const running = useRef<Subscription>(undefined);
  const run = (query: DataQuery) => {
    const request = requestFor({ ...query, datasource: { uid: dataSource.uid } }, app);
    running.current?.unsubscribe();
    setData({ ...data, state: LoadingState.Loading, request });
    running.current = from(dataSource.query(request)).subscribe({
      next: ({ data: frames, state = LoadingState.Done, errors }) => {
        const series: DataFrame[] = frames.filter(isDataFrame);
        setData({ state, series, request, errors, error: errors?.[0], timeRange: demoRange });
      },
      error: (error: unknown) =>
        setData({ ...nothing, state: LoadingState.Error, request, error: { message: String(error) } }),
    });
  };
  return [data, run];
}

/** One query over the time of the demo's data. */
export function requestFor<Query extends DataQuery>(query: Query, app: string): DataQueryRequest<Query> {
  const { interval, intervalMs } = rangeUtil.calculateInterval(demoRange, maxDataPoints, '60s');
  return {
    app,
    requestId: 'Q1',
    interval,
    intervalMs,
    maxDataPoints,
    range: demoRange,
    scopedVars: {},
    targets: [query],
    timezone: 'utc',
    startTime: Date.now(),
  };
}
