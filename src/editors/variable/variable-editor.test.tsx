import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import React, { useState } from 'react';
import { ZoneFlowDataSource } from '../../datasource';
import { templatesWith } from '../../query/template-double';
import type { VariableQuery } from '../../query/variable-query';
import { choose, giveElementsSize } from '../combobox-double';
import { dataSourceSettings } from '../config/settings-double';
import { VariableEditor } from './variable-editor';

type Answer = (path: string, parameters: Record<string, unknown>) => unknown;

const lists: Answer = (path, { dimension }) =>
  path === 'dimensions' ? ['namespace', 'workload', 'label:app'] : dimension === 'namespace' ? ['media', 'shop'] : [];

/** The editor as Grafana holds it; before anything was chosen the query is an empty text. */
function renderEditor(stored: unknown, answer: Answer = lists) {
  let current = stored;
  const onChange = jest.fn();
  const datasource = new ZoneFlowDataSource(dataSourceSettings, templatesWith({ namespace: ['shop'] }));
  const getResource = jest
    .spyOn(datasource, 'getResource')
    .mockImplementation(async (path, parameters) => answer(path, parameters ?? {}));
  function Holder() {
    const [query, setQuery] = useState(current);
    current = query;
    return (
      <VariableEditor
        datasource={datasource}
        query={query as VariableQuery}
        onRunQuery={() => undefined}
        onChange={(changed) => {
          onChange(changed);
          setQuery(changed);
        }}
      />
    );
  }
  render(<Holder />);
  return { query: () => current, onChange, getResource };
}

const workloads = { refId: 'A', dimension: 'workload', filters: [] };

beforeAll(giveElementsSize);

it.each([[''], [{}], [{ refId: 'A', dimension: 7, filters: 'x' }]])(
  'shows %j as the namespaces it lists, and changes nothing by itself',
  async (stored) => {
    const { onChange } = renderEditor(stored);
    expect(screen.getByLabelText(/^Values of/)).toHaveValue('namespace');
    expect(await screen.findByText('2 values: media, shop')).toBeVisible();
    expect(onChange).not.toHaveBeenCalled();
  }
);

it('lists another dimension, a label, the keys of labels, or what a variable names', async () => {
  const { query } = renderEditor({ refId: 'A', dimension: 'namespace', later: 1 });
  const dimension = screen.getByLabelText(/^Values of/);
  await choose(dimension, 'workload');
  expect(query()).toEqual({ ...workloads, later: 1, query: 'workload' });
  await choose(dimension, /team/, 'team');
  expect(query()).toMatchObject({ dimension: 'label:team' });
  await choose(dimension, '$namespace', '$');
  expect(query()).toMatchObject({ dimension: '$namespace' });
  await choose(dimension, /^Label keys/);
  expect(query()).toMatchObject({ dimension: 'label' });
  expect(screen.queryByRole('button', { name: 'Add filter' })).toBeNull();
  expect(await screen.findByText('1 values: app')).toBeVisible();
});

it('follows another variable, once the filter is complete', async () => {
  const { query, onChange, getResource } = renderEditor(workloads);
  fireEvent.click(screen.getByRole('button', { name: 'Add filter' }));
  expect(screen.getByRole('alert')).toHaveTextContent('at least one value');
  expect(screen.queryByLabelText('Filter side')).toBeNull();
  expect(onChange).not.toHaveBeenCalled();
  await choose(screen.getByLabelText('Filter values'), '$namespace');
  expect(query()).toMatchObject({ filters: [{ dimension: 'namespace', operator: '=|', values: ['$namespace'] }] });
  await waitFor(() =>
    expect(getResource.mock.calls.map(([, parameters]) => parameters)).toContainEqual(
      expect.objectContaining({
        dimension: 'workload',
        filters: '[{"dimension":"namespace","operator":"=|","values":["shop"]}]',
      })
    )
  );
});

describe('preview', () => {
  const listing =
    (count: number): Answer =>
    () =>
      Array.from({ length: count }, (_, index) => `v${index}`);

  it.each([
    [0, /^No value in this time range/],
    [3, /^3 values: v0, v1, v2$/],
    [12, /^12 values: v0, .*, v9, …$/],
    [1000, /^The first 1000 values: v0, .*, v9, … Add a filter/],
  ])('of %d values', async (count, text) => {
    renderEditor(workloads, listing(count));
    expect(await screen.findByText(text)).toBeVisible();
  });

  it('says why there is none, and what to do', async () => {
    renderEditor(workloads, () => {
      throw { data: { error: { code: 'x', message: 'There is no folder /data', remedy: 'Check the location.' } } };
    });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('There is no folder /data');
    expect(alert).toHaveTextContent('Check the location.');
  });

  it('is asked once for the same question', async () => {
    const { getResource } = renderEditor(workloads);
    await screen.findByText(/^No value/);
    fireEvent.click(screen.getByRole('button', { name: 'Add filter' }));
    fireEvent.click(screen.getByRole('button', { name: 'Remove filter' }));
    await screen.findByText(/^No value/);
    expect(getResource).toHaveBeenCalledTimes(1);
  });
});
