import { LoadingState } from '@grafana/data';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import type { StoredQuery } from '../../query/stored-query';
import { noCoverage } from '../../shared/coverage';
import { answerTo, someCoverage } from './answer-double';
import { renderEditor, runButton, testRange } from './render-editor-double';

const query: StoredQuery = { refId: 'A', queryType: 'matrix', measure: 'bytes' };
const stale = 'The query was changed since this answer.';
const measureTo = (text: string) => {
  fireEvent.click(screen.getByLabelText('All'));
  expect(screen.getByText(text)).toBeInTheDocument();
};

describe('the last answer', () => {
  it('is not spoken of before there is one', () => {
    renderEditor(query);
    expect(screen.queryByText(/attributed/)).toBeNull();
    expect(screen.queryByText(/scanned/)).toBeNull();
    expect(screen.getByRole('button', { name: 'SQL' })).toBeInTheDocument();
  });

  it('says what it covers, read, took and warns of', () => {
    const meta = {
      notices: [{ severity: 'info', text: 'Late.' } as const],
      stats: [
        { displayName: 'Engine time', value: 1200, unit: 'ms' },
        { displayName: 'Queue time', value: 15, unit: 'ms' },
        { displayName: 'Bytes scanned', value: 2 ** 30, unit: 'bytes' },
        { displayName: 'Price of the scan', value: 0.0051, unit: 'currencyUSD' },
      ],
    };
    renderEditor(query, {
      data: answerTo({ query, range: testRange, meta: { custom: { coverage: someCoverage }, ...meta } }),
    });
    expect(screen.getByRole('button', { name: '94.9 % attributed' })).toBeInTheDocument();
    expect(
      screen.getByText('1 GiB scanned · 1.20 s in the engine · 15 ms in its queue · $0.0051 for the scan · notices: 1')
    ).toBeInTheDocument();
  });

  it('explains on a click what is missing and what to do, part by part', async () => {
    renderEditor(query, { data: answerTo({ query, range: testRange }) });
    fireEvent.click(screen.getByRole('button', { name: '94.9 % attributed' }));
    expect(await screen.findByText('Coverage of this answer')).toBeInTheDocument();
    const names = screen.getAllByRole('term').map((term) => term.textContent);
    expect(names).toEqual([
      'Attributed94.9 %, 949 B',
      'Unattributed1.3 %, 13 B',
      'External3.8 %, 38 B',
      'Unknown zone4.1 %, 41 B',
      'Rejected7 records',
      'Skipped by AWS2 records',
    ]);
    expect(screen.getByText(/Look for gaps with the view Health/)).toBeInTheDocument();
  });

  it('without traffic says why', async () => {
    const text = 'No pod of this range is in the namespace "gone".';
    const meta = { custom: { coverage: noCoverage }, notices: [{ severity: 'info', text } as const] };
    renderEditor(query, { data: answerTo({ query, range: testRange, meta }) });
    fireEvent.click(screen.getByRole('button', { name: 'No traffic: why?' }));
    expect(await screen.findByText(text)).toBeInTheDocument();
    expect(screen.getByText('No flow record of the range passes the filters.')).toBeInTheDocument();
  });
});

describe('the run button', () => {
  it('stands out while nothing or another query was run', () => {
    const { answer } = renderEditor(query);
    const standsOut = runButton().className;
    answer(answerTo({ query, range: testRange }));
    expect(runButton().className).not.toBe(standsOut);
    expect(screen.queryByText(stale)).toBeNull();
    measureTo(stale);
    expect(runButton().className).toBe(standsOut);
    answer(answerTo({ query: { ...query, traffic: 'all' }, range: testRange }));
    expect(screen.queryByText(stale)).toBeNull();
  });

  it('counts as run what it runs, until Grafana tells of another run', () => {
    const { answer, query: current } = renderEditor(query, { data: answerTo({ query, range: testRange }) });
    measureTo(stale);
    fireEvent.click(runButton());
    expect(screen.queryByText(stale)).toBeNull();
    answer(answerTo({ query: current(), range: testRange }));
    expect(screen.queryByText(stale)).toBeNull();
    answer(answerTo({ query: { ...query, measure: 'cost' }, range: testRange }));
    expect(screen.getByText(stale)).toBeInTheDocument();
  });

  it('members that make no other answer do not make it stale', () => {
    const data = answerTo({ query: { ...query, hide: false, key: 'Q-1', datasource: { uid: 'x' } }, range: testRange });
    renderEditor(query, { data });
    expect(screen.queryByText(stale)).toBeNull();
  });

  it('becomes a button that cancels while the query runs', () => {
    const { datasource } = renderEditor(query, {
      data: answerTo({ query, range: testRange, state: LoadingState.Loading }),
    });
    const cancel = jest.spyOn(datasource, 'cancel');
    expect(screen.queryByRole('button', { name: 'Run query' })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Cancel query' }));
    expect(cancel).toHaveBeenCalledWith('Q1');
  });
});

describe('SQL', () => {
  const sqlButton = () => screen.getByRole('button', { name: 'SQL' });

  it('is asked for when it is opened, with the interval of the panel, and can be copied', async () => {
    const { postResource } = renderEditor(query, { data: answerTo({ query, range: testRange }) });
    expect(postResource).not.toHaveBeenCalled();
    fireEvent.click(sqlButton());
    expect(await screen.findByText('SELECT 1')).toBeInTheDocument();
    expect(sqlButton()).toHaveAttribute('aria-expanded', 'true');
    expect(screen.getByRole('button', { name: 'Copy SQL' })).toBeInTheDocument();
    expect(postResource).toHaveBeenCalledTimes(1);
    expect(postResource.mock.calls[0]?.[1]).toEqual({
      query,
      from: testRange.from.valueOf(),
      to: testRange.to.valueOf(),
      intervalMs: 120_000,
      maxDataPoints: 500,
    });
  });

  it('is not asked for again by changes, but on the button and on opening', async () => {
    const { postResource } = renderEditor(query);
    fireEvent.click(sqlButton());
    expect(await screen.findByText('SELECT 1')).toBeInTheDocument();
    postResource.mockResolvedValue({ sql: 'SELECT 2' });
    fireEvent.click(screen.getByLabelText('All'));
    expect(screen.getByText('The query was changed since.')).toBeInTheDocument();
    expect(postResource).toHaveBeenCalledTimes(1);
    fireEvent.click(screen.getByRole('button', { name: 'Refresh SQL' }));
    expect(await screen.findByText('SELECT 2')).toBeInTheDocument();
    expect(screen.queryByText('The query was changed since.')).toBeNull();
    fireEvent.click(sqlButton());
    expect(screen.queryByText('SELECT 2')).toBeNull();
    fireEvent.click(sqlButton());
    await waitFor(() => expect(postResource).toHaveBeenCalledTimes(3));
  });

  it('says why there is none and tries again', async () => {
    const { postResource } = renderEditor(query);
    const error = { code: 'bad_query', message: 'The query’s limit is wrong', remedy: 'Correct the named member.' };
    postResource.mockRejectedValueOnce({ status: 400, data: { error }, config: { url: '' } });
    fireEvent.click(sqlButton());
    expect(await screen.findByText(error.message)).toBeInTheDocument();
    expect(screen.getByText(error.remedy)).toBeInTheDocument();
    fireEvent.click(screen.getByRole('button', { name: 'Refresh SQL' }));
    expect(await screen.findByText('SELECT 1')).toBeInTheDocument();
  });

  it('of a query that was changed meanwhile is not shown as if it were its own', async () => {
    const { postResource } = renderEditor(query);
    let arrive: (answer: { sql: string }) => void = () => undefined;
    postResource.mockReturnValueOnce(new Promise((resolve) => (arrive = resolve)));
    fireEvent.click(sqlButton());
    fireEvent.click(screen.getByLabelText('All'));
    await act(async () => arrive({ sql: 'SELECT old' }));
    expect(screen.getByText('The query was changed since.')).toBeInTheDocument();
  });

  it('is not offered for health, which has none', () => {
    renderEditor({ refId: 'A', queryType: 'health' });
    expect(screen.queryByRole('button', { name: 'SQL' })).toBeNull();
  });
});
