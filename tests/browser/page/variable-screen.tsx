/** The page of a dashboard variable of type query: the plugin's editor, and the values that the variable gets. */
import { CustomVariableSupport, type DataQuery, type DataSourceApi } from '@grafana/data';
import { Button } from '@grafana/ui';
import React, { useState } from 'react';
import { lastValueFrom } from 'rxjs';
import { z } from 'zod';
import { requestFor } from './data-request';
import { demoRange } from './host-settings';

const values = z.array(z.object({ text: z.string() }));

export function VariableScreen({ dataSource }: { dataSource: DataSourceApi }) {
  const support = dataSource.variables;
  const [query, setQuery] = useState<DataQuery>({ ...support?.getDefaultQuery?.(), refId: 'variable' });
  const [found, setFound] = useState<string[]>([]);
  if (!(support instanceof CustomVariableSupport)) {
    return <p>The plugin has no variable editor</p>;
  }
  const Editor = support.editor;
  const preview = async () => {
    const { data } = await lastValueFrom(support.query(requestFor(query, 'dashboard')));
    setFound(values.parse(data).map(({ text }) => text));
  };
  return (
    <>
      <section aria-label="Variable editor">
        <Editor
          datasource={dataSource}
          query={query}
          range={demoRange}
          onChange={(changed: DataQuery) => setQuery(changed)}
          onRunQuery={() => void preview()}
        />
      </section>
      <Button onClick={() => void preview()}>Preview</Button>
      <ul aria-label="Values">
        {found.map((value) => (
          <li key={value}>{value}</li>
        ))}
      </ul>
      <pre aria-label="Stored query">{JSON.stringify(query)}</pre>
    </>
  );
}
