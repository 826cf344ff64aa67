import { CoreApp } from '@grafana/data';
import { act, fireEvent, render, screen, within } from '@testing-library/react';
import React, { useState } from 'react';
import { ZoneFlowDataSource } from '../../datasource';
import type { StoredQuery } from '../../query/stored-query';
import { templatesWith } from '../../query/template-double';
import { dataSourceSettings } from '../config/settings-double';
import { QueryEditor } from './query-editor';

/** The editor as Grafana holds it: what it changes comes back as its query. */
function renderEditor(initial: Partial<StoredQuery> = {}, app = CoreApp.PanelEditor) {
  const onRunQuery = jest.fn();
  let current: StoredQuery = { refId: 'A', ...initial };
  const datasource = new ZoneFlowDataSource(dataSourceSettings, templatesWith({ ns: ['shop'] }));
  jest
    .spyOn(datasource, 'getResource')
    .mockImplementation(async (path) => (path === 'values' ? ['shop', 'media'] : []));
  function Holder() {
    const [query, setQuery] = useState(current);
    current = query;
    return <QueryEditor datasource={datasource} query={query} onChange={setQuery} onRunQuery={onRunQuery} app={app} />;
  }
  render(<Holder />);
  return { onRunQuery, query: () => current };
}

const runButton = () => screen.getByRole('button', { name: 'Run query' });

describe('QueryEditor', () => {
  it('changes nothing and runs nothing when it appears', () => {
    const { onRunQuery, query } = renderEditor({ limit: 7 });
    expect(query()).toEqual({ refId: 'A', limit: 7 });
    expect(onRunQuery).not.toHaveBeenCalled();
  });

  it('runs on the button, not on changes', () => {
    const { onRunQuery, query } = renderEditor();
    fireEvent.change(screen.getByLabelText(/^Limit/), { target: { value: '5' } });
    expect(query().limit).toBe(5);
    expect(onRunQuery).not.toHaveBeenCalled();
    fireEvent.click(runButton());
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it('runs on Shift+Enter, not on Enter', () => {
    const { onRunQuery } = renderEditor();
    const limit = screen.getByLabelText(/^Limit/);
    fireEvent.keyDown(limit, { key: 'Enter' });
    expect(onRunQuery).not.toHaveBeenCalled();
    fireEvent.keyDown(limit, { key: 'Enter', shiftKey: true });
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it('says beside the field what is wrong and does not run', () => {
    const { onRunQuery } = renderEditor();
    const limit = screen.getByLabelText(/^Limit/);
    fireEvent.change(limit, { target: { value: '-3' } });
    expect(screen.getByRole('alert')).toHaveTextContent('whole number');
    expect(runButton()).toHaveAttribute('aria-disabled', 'true');
    fireEvent.keyDown(limit, { key: 'Enter', shiftKey: true });
    expect(onRunQuery).not.toHaveBeenCalled();
  });

  it('an emptied limit is the default again', () => {
    const { query } = renderEditor({ limit: 3 });
    fireEvent.change(screen.getByLabelText(/^Limit/), { target: { value: '' } });
    expect(query().limit).toBeUndefined();
  });

  it('adds a filter that asks for a value, and removes it', () => {
    const { query } = renderEditor();
    fireEvent.click(screen.getByRole('button', { name: 'Add filter' }));
    expect(query().filters).toHaveLength(1);
    expect(screen.getByRole('alert')).toHaveTextContent('at least one value');
    fireEvent.click(screen.getByRole('button', { name: 'Remove filter' }));
    expect(query().filters).toEqual([]);
  });

  it('takes a typed value of a filter', async () => {
    const { query } = renderEditor({
      filters: [{ side: 'source', dimension: 'namespace', operator: '=', values: [] }],
    });
    const values = screen.getByRole('combobox', { name: 'Filter values' });
    await choose(values, 'checkout');
    expect(query().filters?.[0]?.values).toEqual(['checkout']);
    expect(runButton()).toHaveAttribute('aria-disabled', 'false');
  });

  it('keeps the order of dimensions and takes a label by its key', async () => {
    const { query } = renderEditor({ groupBy: ['zone', 'namespace'] });
    await choose(screen.getByLabelText(/^Group by/), 'app.kubernetes.io/name');
    expect(query().groupBy).toEqual(['zone', 'namespace', 'label:app.kubernetes.io/name']);
  });

  it('groups the target otherwise, and as the source again', async () => {
    const { query } = renderEditor();
    const otherwise = screen.getByLabelText(/^Group target otherwise/);
    fireEvent.click(otherwise);
    expect(query().targetGroupBy).toEqual([]);
    await choose(screen.getByLabelText(/^Group target by/), 'zone');
    expect(query().targetGroupBy).toEqual(['zone']);
    fireEvent.click(otherwise);
    expect(query().targetGroupBy).toBeUndefined();
  });

  it.each([
    ['timeseries', { rate: true, limit: true, grouping: true }],
    ['table', { rate: false, limit: true, grouping: true }],
    ['matrix', { rate: false, limit: false, grouping: false }],
    ['health', { rate: false, limit: false, grouping: false }],
  ] as const)('%s shows only what matters to it', (queryType, shown) => {
    renderEditor({ queryType });
    expect(screen.queryByLabelText(/^Per second/) !== null).toBe(shown.rate);
    expect(screen.queryByLabelText(/^Limit/) !== null).toBe(shown.limit);
    expect(screen.queryByLabelText(/^Group by/) !== null).toBe(shown.grouping);
  });

  it('chooses the traffic', () => {
    const { query } = renderEditor();
    const group = screen.getByRole('radiogroup', { name: 'Traffic' });
    fireEvent.click(within(group).getByLabelText('Same zone'));
    expect(query().traffic).toBe('same-zone');
  });

  it('leaves running to Explore', () => {
    renderEditor({}, CoreApp.Explore);
    expect(screen.queryByRole('button', { name: 'Run query' })).toBeNull();
  });
});

/** Types into a combobox and takes the first offer, as a person with a keyboard does. */
async function choose(input: HTMLElement, text: string) {
  await act(async () => {
    fireEvent.change(input, { target: { value: text } });
  });
  await act(async () => {
    fireEvent.keyDown(input, { key: 'ArrowDown' });
  });
  await act(async () => {
    fireEvent.keyDown(input, { key: 'Enter' });
  });
}
