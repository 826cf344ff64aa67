/** The settings page of a data source: the plugin's editor, and Grafana's Save & test. */
import type { DataSourceApi, DataSourcePlugin } from '@grafana/data';
import { getBackendSrv, isFetchError } from '@grafana/runtime';
import { Button } from '@grafana/ui';
import React, { useState } from 'react';
import { z } from 'zod';
import { createDataSource, editedSettings, readDataSource, type ShownDataSource } from './data-source';

interface Props {
  plugin: DataSourcePlugin<DataSourceApi>;
  source: ShownDataSource;
  readOnly: boolean;
}

const failed = z.object({ message: z.string() });

export function ConfigScreen({ plugin, source, readOnly }: Props) {
  const [options, setOptions] = useState({ ...editedSettings(source), readOnly });
  const [result, setResult] = useState('');
  const { ConfigEditor } = plugin.components;
  if (ConfigEditor === undefined) {
    return <p>The plugin has no settings editor</p>;
  }
  const saveAndTest = async () => {
    setResult('');
    const { jsonData, secureJsonData } = options;
    await getBackendSrv().put(`/api/datasources/uid/${source.uid}`, { jsonData, secureJsonData });
    const saved = await readDataSource(source.uid);
    setOptions({ ...options, ...editedSettings(saved) });
    setResult(await testResult(createDataSource(plugin, saved)));
  };
  return (
    <>
      <section aria-label="Settings editor">
        <ConfigEditor options={options} onOptionsChange={(changed) => setOptions({ ...options, ...changed })} />
      </section>
      <Button onClick={() => void saveAndTest()}>Save & test</Button>
      <output>{result}</output>
    </>
  );
}

/** In Grafana's words: what the data source answers, or what it throws. */
async function testResult(dataSource: DataSourceApi): Promise<string> {
  try {
    const { status, message } = z
      .object({ status: z.string(), message: z.string() })
      .parse(await dataSource.testDatasource());
    return `${status}: ${message}`;
  } catch (error) {
    const body = failed.safeParse(isFetchError(error) ? error.data : error);
    return `error: ${body.data?.message ?? String(error)}`;
  }
}
