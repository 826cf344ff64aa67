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

it('adds and removes events; none means all', async () => {
  const { query } = renderEditor();
  const events = screen.getByLabelText(/^Events/);
  await choose(events, /^Node departures/);
  expect(query().events).toEqual(['rollout', 'node-departure']);
  fireEvent.click(screen.getByRole('button', { name: 'Remove Rollouts' }));
  fireEvent.click(screen.getByRole('button', { name: 'Remove Node departures' }));
  expect(query().events).toBeUndefined();
  expect(events).toHaveAttribute('placeholder', 'All');
  expect(eventsQuerySchema.parse(query()).events).toHaveLength(4);
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

it('shows a query of another hand, and keeps what it does not know', async () => {
  const { query } = renderEditor(JSON.parse('{"events":"rollout","filters":7,"limit":"x","later":1}'));
  await choose(screen.getByLabelText(/^Events/), /^History gaps/);
  expect(query()).toEqual({ refId: 'Anno', queryType: 'events', events: ['history-gap'], filters: [], later: 1 });
});
