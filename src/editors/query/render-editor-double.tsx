/** The query editor in tests as Grafana holds it: what it changes comes back as its query. */
import { CoreApp, dateTime, type PanelData, type TimeRange } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import { act, fireEvent, render, screen } from '@testing-library/react';
import React, { useState } from 'react';
import { ZoneFlowDataSource } from '../../datasource';
import type { StoredQuery } from '../../query/stored-query';
import { templatesWith } from '../../query/template-double';
import { dataSourceSettings } from '../config/settings-double';
import { QueryEditor } from './query-editor';

export interface EditorOptions {
  app?: CoreApp;
  data?: PanelData;
  range?: TimeRange;
  /** The queries as an alert rule holds them. */
  queries?: DataQuery[];
  /** What pod history knows, by dimension. */
  values?: Record<string, string[]>;
  variables?: Record<string, string | string[]>;
}

const bounds = { from: dateTime(1_773_118_800_000), to: dateTime(1_773_121_500_000) };
export const testRange: TimeRange = { ...bounds, raw: bounds };

const knownDimensions = ['cluster', 'kind', 'namespace', 'workload', 'pod', 'node', 'zone', 'label:app', 'label:team'];

export function renderEditor(initial: Partial<StoredQuery> = {}, options: EditorOptions = {}) {
  const { app = CoreApp.PanelEditor, range = testRange, queries, variables = { ns: ['shop'] } } = options;
  const values = options.values ?? { namespace: ['media', 'shop'], workload: ['cart', 'web'] };
  const onRunQuery = jest.fn();
  const onChange = jest.fn();
  let current: StoredQuery = { refId: 'A', ...initial };
  let setData: (data: PanelData | undefined) => void = () => undefined;
  const datasource = new ZoneFlowDataSource(dataSourceSettings, templatesWith(variables));
  const getResource = jest.spyOn(datasource, 'getResource').mockImplementation(async (path, parameters) => {
    const { dimension, q }: { dimension: string; q: string } = { dimension: '', q: '', ...parameters };
    return path === 'values' ? (values[dimension] ?? []).filter((value) => value.includes(q)) : knownDimensions;
  });
  const postResource = jest.spyOn(datasource, 'postResource').mockResolvedValue({ sql: 'SELECT 1' });
  function Holder() {
    const [query, setQuery] = useState(current);
    const [data, changeData] = useState(options.data);
    current = query;
    setData = changeData;
    const change = (changed: StoredQuery) => {
      onChange(changed);
      setQuery(changed);
    };
    const props = { datasource, query, onChange: change, onRunQuery, app, data, range, queries };
    return <QueryEditor {...props} />;
  }
  render(<Holder />);
  return {
    onRunQuery,
    onChange,
    getResource,
    postResource,
    datasource,
    query: () => current,
    answer: (data: PanelData | undefined) => act(() => setData(data)),
  };
}

export const runButton = () => screen.getByRole('button', { name: 'Run query' });

/** Types into a combobox and takes the first offer, as a person with a keyboard does. */
export async function choose(input: HTMLElement, text: string) {
  await type(input, text);
  await act(async () => {
    fireEvent.keyDown(input, { key: 'ArrowDown' });
  });
  await act(async () => {
    fireEvent.keyDown(input, { key: 'Enter' });
  });
}

export async function type(input: HTMLElement, text: string) {
  await act(async () => {
    fireEvent.change(input, { target: { value: text } });
  });
}
