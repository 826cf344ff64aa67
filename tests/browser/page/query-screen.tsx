/** A panel in edit mode: the plugin's query editor above the answer to what was run last. */
import { CoreApp, type DataQuery, type DataSourceApi } from '@grafana/data';
import { Button } from '@grafana/ui';
import React, { useRef, useState } from 'react';
import { Answer } from './answer';
import { usePanelData } from './data-request';
import { demoRange } from './host-settings';

interface Props {
  dataSource: DataSourceApi;
  /** As a dashboard has it stored; without one the plugin's default. */
  stored: Partial<DataQuery> | undefined;
  app: CoreApp;
}

export function QueryScreen({ dataSource, stored, app }: Props) {
  const [query, setQuery] = useState<DataQuery>({ ...(stored ?? dataSource.getDefaultQuery?.(app)), refId: 'A' });
  const [data, run] = usePanelData(dataSource, app);
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
  const runLatest = () => run(latest.current);
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
          onRunQuery={runLatest}
        />
      </section>
      {app === CoreApp.Explore && <Button onClick={runLatest}>Run query</Button>}
      <Answer data={data} />
      <pre aria-label="Stored query">{JSON.stringify(query)}</pre>
    </>
  );
}
