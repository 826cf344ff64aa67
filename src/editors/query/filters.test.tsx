import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { StoredFilter, StoredQuery } from '../../query/stored-query';
import { giveElementsSize } from '../combobox-double';
import { choose, renderEditor, runButton, testRange, type } from './render-editor-double';

const shop: StoredFilter = { side: 'source', dimension: 'namespace', operator: '=|', values: ['shop'] };
const noWorkload: StoredFilter = { side: 'source', dimension: 'workload', operator: '=', values: [] };
const valuesOf = (number: number) =>
  within(screen.getByRole('group', { name: `Filter ${number}` })).getByRole('combobox', { name: 'Filter values' });

/** What was asked of the resource `values`. */
function asked(getResource: jest.SpyInstance): unknown[] {
  return getResource.mock.calls.filter(([path]) => path === 'values').map(([, parameters]) => parameters);
}

// Many lists are opened here, and machines have other work to do.
jest.setTimeout(90_000);

beforeEach(giveElementsSize);
afterEach(() => jest.restoreAllMocks());

describe('filters', () => {
  it('adds a filter that asks for a value, and removes it', () => {
    const { query } = renderEditor({ queryType: 'matrix' });
    fireEvent.click(screen.getByRole('button', { name: 'Add filter' }));
    expect(query().filters).toHaveLength(1);
    expect(screen.getByRole('alert')).toHaveTextContent('at least one value');
    expect(runButton()).toHaveAttribute('aria-disabled', 'true');
    fireEvent.click(screen.getByRole('button', { name: 'Remove filter' }));
    expect(query().filters).toEqual([]);
  });

  it('takes a typed value', async () => {
    const { query } = renderEditor({ queryType: 'matrix', filters: [noWorkload] });
    await choose(valuesOf(1), 'checkout');
    expect(query().filters).toEqual([{ ...noWorkload, values: ['checkout'] }]);
    expect(runButton()).toHaveAttribute('aria-disabled', 'false');
  });

  it('a second value makes “is” into “is one of”', async () => {
    const { query } = renderEditor({ queryType: 'matrix', filters: [{ ...noWorkload, values: ['web'] }] });
    await choose(valuesOf(1), 'checkout');
    expect(query().filters).toEqual([{ ...noWorkload, operator: '=|', values: ['web', 'checkout'] }]);
  });

  it('another dimension starts without values; a name that is none is a label', async () => {
    const { query } = renderEditor({ queryType: 'matrix', filters: [shop] });
    await choose(screen.getByRole('combobox', { name: 'Filter dimension' }), 'owner');
    expect(query().filters).toEqual([{ ...shop, dimension: 'label:owner', values: [] }]);
  });

  it('keeps members of a filter that it does not know', async () => {
    const stored: StoredQuery = JSON.parse(
      '{"refId":"A","queryType":"matrix","filters":[{"side":"source","dimension":"pod","values":["a"],"note":"mine"}]}'
    );
    const { query } = renderEditor(stored);
    await choose(screen.getByRole('combobox', { name: 'Filter side' }), 'target');
    expect(query().filters).toEqual([{ side: 'target', dimension: 'pod', values: ['a'], note: 'mine' }]);
  });
});

describe('lists of values', () => {
  it('come from pod history, scoped by the other filters of the side, once for what is typed in a go', async () => {
    const targetOnly: StoredFilter = { side: 'target', dimension: 'zone', operator: '=', values: ['use1-az4'] };
    const { getResource } = renderEditor({
      queryType: 'matrix',
      filters: [{ ...shop, values: ['$ns'] }, noWorkload, targetOnly],
    });
    const input = valuesOf(2);
    jest.useFakeTimers();
    ['c', 'ca', 'car'].forEach((value) => fireEvent.change(input, { target: { value } }));
    await act(() => jest.advanceTimersByTimeAsync(1000));
    jest.useRealTimers();
    expect(screen.getByRole('option', { name: 'cart' })).toBeInTheDocument();
    expect(asked(getResource)).toEqual([
      {
        dimension: 'workload',
        side: 'source',
        q: 'car',
        filters: JSON.stringify([{ ...shop, values: ['shop'], operator: '=|' }]),
        from: testRange.from.valueOf(),
        to: testRange.to.valueOf(),
      },
    ]);
  });

  it('are not asked for again for what they hold already', async () => {
    const { getResource } = renderEditor({ queryType: 'matrix', filters: [noWorkload] });
    fireEvent.click(valuesOf(1));
    expect(await screen.findByRole('option', { name: 'web' })).toBeInTheDocument();
    await type(valuesOf(1), 'we');
    await waitFor(() => expect(screen.queryByRole('option', { name: 'cart' })).toBeNull());
    expect(screen.getByRole('option', { name: 'web' })).toBeInTheDocument();
    expect(asked(getResource)).toHaveLength(1);
  });

  it('offer variables of the dashboard and the missing value', async () => {
    const { query } = renderEditor({ queryType: 'matrix', filters: [noWorkload] });
    fireEvent.click(valuesOf(1));
    expect(await screen.findByRole('option', { name: '$ns' })).toBeInTheDocument();
    fireEvent.click(screen.getByRole('option', { name: /^\(empty\)/ }));
    expect(query().filters?.[0]?.values).toEqual(['']);
  });

  it('ask nothing for a dimension that only a variable without a value knows', async () => {
    const { getResource } = renderEditor({
      queryType: 'matrix',
      filters: [{ ...noWorkload, dimension: 'label:$nobody' }],
    });
    fireEvent.click(valuesOf(1));
    expect(await screen.findByRole('option', { name: '$ns' })).toBeInTheDocument();
    expect(asked(getResource)).toEqual([]);
  });

  it('say why they are not there, take a typed value meanwhile, and recover', async () => {
    const { getResource, query } = renderEditor({ queryType: 'matrix', filters: [noWorkload] });
    getResource.mockRejectedValueOnce({ status: 500, data: { message: 'An error occurred' }, config: { url: '' } });
    fireEvent.click(valuesOf(1));
    expect(await screen.findByText('The data source does not answer; it may be restarting.')).toBeInTheDocument();
    await choose(valuesOf(1), 'checkout');
    expect(query().filters?.[0]?.values).toEqual(['checkout']);
    await type(valuesOf(1), 'ca');
    expect(await screen.findByRole('option', { name: 'cart' })).toBeInTheDocument();
  });

  it('dimensions: the fixed ones remain, with the reason, while the labels cannot be listed', async () => {
    const { getResource } = renderEditor({ queryType: 'table', groupBy: [] });
    getResource.mockRejectedValueOnce({ status: 403, data: {}, config: { url: '' } });
    fireEvent.click(screen.getByRole('combobox', { name: /^Group by/ }));
    expect(await screen.findByText('You may not query this data source.')).toBeInTheDocument();
    expect(screen.getByRole('option', { name: 'workload' })).toBeInTheDocument();
  });
});
