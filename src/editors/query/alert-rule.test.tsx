import { CoreApp, dateTime, type TimeRange } from '@grafana/data';
import { fireEvent, screen } from '@testing-library/react';
import { defaultQueryFor, type StoredQuery } from '../../query/stored-query';
import { choose as chooseOption, giveElementsSize } from '../combobox-double';
import { renderEditor, runButton } from './render-editor-double';

const app = CoreApp.UnifiedAlerting;
const query: StoredQuery = { refId: 'A', ...defaultQueryFor(app) };

/** A range as the rule editor makes it. */
function endingBeforeMinutes(minutes: number): TimeRange {
  const to = dateTime(Date.now() - minutes * 60_000);
  const bounds = { from: dateTime(to.valueOf() - 300_000), to };
  return { ...bounds, raw: bounds };
}

beforeEach(giveElementsSize);
afterEach(() => jest.restoreAllMocks());

describe('an alert rule', () => {
  it('offers what can alert, the rest with the reason, not to be chosen', async () => {
    const { query: current } = renderEditor(query, { app });
    await chooseOption(screen.getByLabelText(/^Show/), /^Table/);
    expect(current().queryType).toBe('table');
    await chooseOption(screen.getByLabelText(/^Show/), /^Node graph.*No numbers to compare/);
    expect(current().queryType).toBe('table');
  });

  it('says why a stored graph cannot alert, and the way out', () => {
    const { onRunQuery } = renderEditor({ refId: 'A', queryType: 'graph' }, { app });
    expect(screen.getByRole('alert')).toHaveTextContent('A graph is no number to compare');
    fireEvent.click(runButton());
    expect(onRunQuery).not.toHaveBeenCalled();
  });

  it.each([
    [0, true],
    [15, false],
  ])('hints at late records if its range ends %d minutes ago: %s', (minutes, hints) => {
    renderEditor(query, { app, range: endingBeforeMinutes(minutes) });
    expect(screen.queryByText(/now-20m to now-15m/) !== null).toBe(hints);
  });

  it('stores the default that it shows, once, if the rule has none yet', () => {
    const { onChange } = renderEditor(query, { app, queries: [{ refId: 'A' }, { refId: 'B' }] });
    expect(onChange.mock.calls).toEqual([[query]]);
  });

  it('stores nothing by itself if the rule has a query', () => {
    const { onChange } = renderEditor(query, { app, queries: [query] });
    expect(onChange).not.toHaveBeenCalled();
  });

  it('nor does a panel', () => {
    const { onChange } = renderEditor(query, { app: CoreApp.PanelEditor, queries: [{ refId: 'A' }] });
    expect(onChange).not.toHaveBeenCalled();
  });
});
