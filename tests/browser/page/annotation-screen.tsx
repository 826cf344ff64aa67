/** The page of a dashboard's annotation: the plugin's editor, and the events that it would mark. */
import type { AnnotationQuery, DataSourceApi } from '@grafana/data';
import { Button } from '@grafana/ui';
import React, { useState } from 'react';
import { Answer } from './answer';
import { usePanelData } from './data-request';
import { demoRange } from './host-settings';

const created: AnnotationQuery = { name: 'Events', enable: true, iconColor: 'red', target: { refId: 'Anno' } };

export function AnnotationScreen({ dataSource }: { dataSource: DataSourceApi }) {
  const support = dataSource.annotations;
  const [annotation, setAnnotation] = useState<AnnotationQuery>(support?.prepareAnnotation?.(created) ?? created);
  const [data, run] = usePanelData(dataSource, 'dashboard');
  const Editor = support?.QueryEditor;
  const query = annotation.target;
  if (Editor === undefined || query === undefined) {
    return <p>The plugin has no annotation editor</p>;
  }
  const test = () => {
    const asked = support?.prepareQuery?.(annotation);
    if (asked !== undefined) {
      run(asked);
    }
  };
  return (
    <>
      <section aria-label="Annotation editor">
        <Editor
          datasource={dataSource}
          query={query}
          range={demoRange}
          annotation={annotation}
          onAnnotationChange={setAnnotation}
          onChange={(target) => setAnnotation({ ...annotation, target })}
          onRunQuery={test}
        />
      </section>
      <Button onClick={test}>Test annotation query</Button>
      <Answer data={data} />
      <pre aria-label="Stored query">{JSON.stringify(query)}</pre>
    </>
  );
}
