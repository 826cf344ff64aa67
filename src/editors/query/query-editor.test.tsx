import { CoreApp } from '@grafana/data';
import { fireEvent, screen, within } from '@testing-library/react';
import { ZoneFlowDataSource } from '../../datasource';
import type { StoredQuery } from '../../query/stored-query';
import { choose, renderEditor, runButton } from './render-editor-double';

describe('changing and running', () => {
  it('changes nothing and runs nothing when it appears', () => {
    const { onChange, onRunQuery, getResource, postResource } = renderEditor({ limit: 7 });
    expect(onChange).not.toHaveBeenCalled();
    expect(onRunQuery).not.toHaveBeenCalled();
    expect(getResource).not.toHaveBeenCalled();
    expect(postResource).not.toHaveBeenCalled();
  });

  it('runs on the button, not on changes', () => {
    const { onRunQuery, query } = renderEditor({ queryType: 'table' });
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

  it('asks the backend nothing while somebody types into a field', () => {
    const { getResource, postResource, onRunQuery } = renderEditor();
    const limit = screen.getByLabelText(/^Limit/);
    ['1', '12', '123'].forEach((value) => fireEvent.change(limit, { target: { value } }));
    expect(getResource).not.toHaveBeenCalled();
    expect(postResource).not.toHaveBeenCalled();
    expect(onRunQuery).not.toHaveBeenCalled();
  });

  it('leaves running to Explore', () => {
    renderEditor({}, { app: CoreApp.Explore });
    expect(screen.queryByRole('button', { name: 'Run query' })).toBeNull();
  });
});

describe('fields', () => {
  it('an emptied limit is the default again', () => {
    const { query } = renderEditor({ limit: 3 });
    fireEvent.change(screen.getByLabelText(/^Limit/), { target: { value: '' } });
    expect(query().limit).toBeUndefined();
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
    expect(screen.queryByRole('combobox', { name: /^Group by/ }) !== null).toBe(shown.grouping);
  });

  it('chooses the view', async () => {
    const { query } = renderEditor({ queryType: 'table' });
    await choose(screen.getByLabelText('Show'), 'matrix');
    expect(query().queryType).toBe('matrix');
    expect(screen.getByText('Made for the visualization Table')).toBeInTheDocument();
  });

  it('chooses the traffic', () => {
    const { query } = renderEditor();
    const group = screen.getByRole('radiogroup', { name: 'Traffic' });
    fireEvent.click(within(group).getByLabelText('Same zone'));
    expect(query().traffic).toBe('same-zone');
  });
});

describe('a new panel', () => {
  const bare: Partial<StoredQuery> = { datasource: { uid: 'zoneflow' } };

  it('shows what Grafana runs for a query that says nothing, and stores it whole once it is changed', () => {
    const { query } = renderEditor(bare);
    expect(screen.getByDisplayValue('Time series')).toBeInTheDocument();
    fireEvent.change(screen.getByLabelText(/^Limit/), { target: { value: '5' } });
    expect(query()).toEqual({
      refId: 'A',
      ...bare,
      queryType: 'timeseries',
      traffic: 'cross-zone',
      groupBy: ['namespace', 'workload'],
      targetGroupBy: [],
      measure: 'bytes',
      rate: true,
      limit: 5,
    });
  });
});

describe('grouping', () => {
  const chips = (name = 'Group by') =>
    within(screen.getByRole('list', { name }))
      .getAllByRole('listitem')
      .map((item) => item.textContent);

  it('keeps the order of dimensions and takes a label by its key', async () => {
    const { query } = renderEditor({ queryType: 'table', groupBy: ['zone', 'namespace'] });
    await choose(screen.getByRole('combobox', { name: /^Group by/ }), 'app.kubernetes.io/name');
    expect(query().groupBy).toEqual(['zone', 'namespace', 'label:app.kubernetes.io/name']);
    expect(chips()).toEqual(['zone', 'namespace', 'label:app.kubernetes.io/name']);
  });

  it('moves a dimension forward; the focus goes with it', () => {
    const { query } = renderEditor({ queryType: 'table', groupBy: ['zone', 'namespace', 'pod'] });
    fireEvent.click(screen.getByRole('button', { name: 'Move pod before namespace' }));
    expect(query().groupBy).toEqual(['zone', 'pod', 'namespace']);
    expect(screen.getByRole('button', { name: 'Move pod before zone' })).toHaveFocus();
    fireEvent.click(screen.getByRole('button', { name: 'Move pod before zone' }));
    expect(query().groupBy).toEqual(['pod', 'zone', 'namespace']);
    expect(screen.getByText('pod')).toHaveFocus();
    expect(screen.getByText('pod is now number 1')).toBeInTheDocument();
  });

  it('removes a dimension, down to none', () => {
    const { query } = renderEditor({ queryType: 'table', groupBy: ['zone'] });
    fireEvent.click(screen.getByRole('button', { name: 'Remove zone' }));
    expect(query().groupBy).toEqual([]);
    expect(screen.getByPlaceholderText('Everything in one group')).toBeInTheDocument();
  });

  it('takes variables as they are written', async () => {
    const { query } = renderEditor({ queryType: 'table', groupBy: [] }, { variables: { key: ['app'] } });
    await choose(screen.getByRole('combobox', { name: /^Group by/ }), 'label:$key');
    expect(query().groupBy).toEqual(['label:$key']);
    expect(screen.queryByRole('alert')).toBeNull();
    expect(runButton()).toHaveAttribute('aria-disabled', 'false');
  });

  it('groups the target otherwise, and as the source again', async () => {
    const { query } = renderEditor({ queryType: 'table' });
    const otherwise = screen.getByLabelText(/^Group target otherwise/);
    fireEvent.click(otherwise);
    expect(query().targetGroupBy).toEqual([]);
    await choose(screen.getByLabelText(/^Group target by/), 'zone');
    expect(query().targetGroupBy).toEqual(['zone']);
    expect(chips('Group target by')).toEqual(['zone']);
    fireEvent.click(otherwise);
    expect(query().targetGroupBy).toBeUndefined();
  });
});

describe('an editor that fails', () => {
  afterEach(() => jest.restoreAllMocks());

  it('says so instead of taking the page along', () => {
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    jest.spyOn(ZoneFlowDataSource.prototype, 'hasVariable').mockImplementation(() => {
      throw new Error('no variables today');
    });
    renderEditor({ queryType: 'table', groupBy: [], measure: JSON.parse('"bits"') });
    expect(screen.getByText(/no variables today/)).toBeInTheDocument();
  });
});
