/** A panel in edit mode: the plugin's query editor above the answer to what was run last. */
import {
  CoreApp,
  isDataFrame,
  LoadingState,
  rangeUtil,
  type DataFrame,
  type DataQuery,
  type DataQueryRequest,
  type DataSourceApi,
  type PanelData,
} from '@grafana/data';
import { Button } from '@grafana/ui';
import React, { useRef, useState } from 'react';
import { from, type Subscription } from 'rxjs';
import { Answer } from './answer';
import { demoRange } from './host-settings';

interface Props {
  dataSource: DataSourceApi;
  /** As a dashboard has it stored. */
  stored: Partial<DataQuery>;
  app: CoreApp;
}

const maxDataPoints = 200;
const nothing: PanelData = { state: LoadingState.NotStarted, series: [], timeRange: demoRange };

export function QueryScreen({ dataSource, stored, app }: Props) {
  const [query, setQuery] = useState<DataQuery>({ ...dataSource.getDefaultQuery?.(app), ...stored, refId: 'A' });
  const [data, setData] = useState(nothing);
  const running = useRef<Subscription>(undefined);
  const latest = useRef(query);
  const QueryEditor = dataSource.components?.QueryEditor;
  if (QueryEditor === undefined) {
    return <p>The plugin has no query editor</p>;
  }
  const change = (changed: DataQuery) => {
    latest.current = changed;
    setQuery(changed);
  };
  // What an editor changes and runs in one go must be run as changed.
  const run = () => {
    const request = requestFor({ ...latest.current, datasource: { uid: dataSource.uid } }, app);
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
  return (
    <>
      <section aria-label="Query editor">
        <QueryEditor
          datasource={dataSource}
          query={query}
          app={app}
          range={demoRange}
          data={data}
          onChange={change}
          onRunQuery={run}
        />
      </section>
      {app === CoreApp.Explore && <Button onClick={run}>Run query</Button>}
      <Answer data={data} />
      <pre aria-label="Stored query">{JSON.stringify(query)}</pre>
    </>
  );
}

function requestFor(query: DataQuery, app: CoreApp): DataQueryRequest {
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
