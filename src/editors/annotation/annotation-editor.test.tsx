import { fireEvent, render, screen } from '@testing-library/react';
import React, { useState } from 'react';
import { ZoneFlowDataSource } from '../../datasource';
import type { StoredQuery } from '../../query/stored-query';
import { templatesWith } from '../../query/template-double';
import { eventsQuerySchema } from '../../shared/events';
import { choose, giveElementsSize } from '../combobox-double';
import { dataSourceSettings } from '../config/settings-double';
import { AnnotationEditor } from './annotation-editor';

function renderEditor(members: Partial<StoredQuery> = { events: ['rollout'] }) {
  let current: StoredQuery = { refId: 'Anno', queryType: 'events', ...members };
  const onChange = jest.fn();
  const datasource = new ZoneFlowDataSource(dataSourceSettings, templatesWith({ ns: ['shop'] }));
  jest.spyOn(datasource, 'getResource').mockImplementation(async (path) => (path === 'values' ? ['shop'] : []));
  function Holder() {
    const [query, setQuery] = useState(current);
    current = query;
    return (
      <AnnotationEditor
        datasource={datasource}
        query={query}
        onRunQuery={() => undefined}
        onChange={(changed) => {
          onChange(changed);
          setQuery(changed);
        }}
      />
    );
  }
  render(<Holder />);
  return { query: () => current, onChange };
}

beforeAll(giveElementsSize);

it('adds and removes events, the last of them not', () => {
  const { query } = renderEditor();
  fireEvent.click(screen.getByLabelText(/^Node departures/));
  expect(query().events).toEqual(['rollout', 'node-departure']);
  fireEvent.click(screen.getByLabelText(/^Rollouts/));
  fireEvent.click(screen.getByLabelText(/^Node departures/));
  expect(screen.getByRole('alert')).toHaveTextContent('at least one');
  expect(query().events).toEqual(['node-departure']);
  expect(eventsQuerySchema.safeParse(query()).success).toBe(true);
});

it('shows all events where none are stored, as they are asked', () => {
  renderEditor({});
  for (const box of screen.getAllByRole('checkbox')) {
    expect(box).toBeChecked();
  }
});

it('filters by what an event has, without sides, once the filter is complete', async () => {
  const { query, onChange } = renderEditor();
  fireEvent.click(screen.getByRole('button', { name: 'Add filter' }));
  expect(screen.queryByLabelText('Filter side')).toBeNull();
  expect(onChange).not.toHaveBeenCalled();
  await choose(screen.getByLabelText('Filter values'), '$ns');
  expect(query().filters).toEqual([{ dimension: 'namespace', operator: '=|', values: ['$ns'] }]);
});

it('takes the limit when it is written, not with each digit', () => {
  const { query, onChange } = renderEditor();
  const limit = screen.getByLabelText(/^At most/);
  fireEvent.change(limit, { target: { value: '2' } });
  fireEvent.change(limit, { target: { value: '20' } });
  expect(onChange).not.toHaveBeenCalled();
  fireEvent.keyDown(limit, { key: 'Enter' });
  expect(query().limit).toBe(20);
  fireEvent.change(limit, { target: { value: '' } });
  fireEvent.blur(limit);
  expect(query().limit).toBeUndefined();
  expect(onChange).toHaveBeenCalledTimes(2);
});

it('says what is wrong with a limit and does not ask it', () => {
  const { query } = renderEditor();
  const limit = screen.getByLabelText(/^At most/);
  fireEvent.change(limit, { target: { value: '5000' } });
  fireEvent.blur(limit);
  expect(screen.getByRole('alert')).toHaveTextContent('from 1 to 1,000');
  expect(limit).toHaveValue(5000);
  expect(query().limit).toBeUndefined();
});

it('shows a query of another hand, and keeps what it does not know', () => {
  const { query } = renderEditor(JSON.parse('{"events":["rollout","quake"],"filters":7,"limit":"x","later":1}'));
  fireEvent.click(screen.getByLabelText(/^History gaps/));
  expect(query()).toEqual({
    refId: 'Anno',
    queryType: 'events',
    events: ['rollout', 'history-gap'],
    filters: [],
    later: 1,
  });
});
