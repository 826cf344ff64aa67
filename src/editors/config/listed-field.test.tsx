import { setBackendSrv, type BackendSrv } from '@grafana/runtime';
import { render, screen } from '@testing-library/react';
import React, { useState } from 'react';
import { choose, giveElementsSize } from '../combobox-double';
import { ListedField } from './listed-field';

beforeAll(giveElementsSize);

function renderField(get: jest.Mock, props: Partial<React.ComponentProps<typeof ListedField>> = {}) {
  setBackendSrv({ get } as unknown as BackendSrv);
  let current = '';
  function Holder() {
    const [value, setValue] = useState(current);
    current = value;
    return (
      <ListedField
        id="field"
        label="Table"
        width={30}
        value={value}
        datasourceUid="zoneflow"
        names={{ list: 'tables', catalog: 'lake', database: 'net' }}
        onChange={(name = '') => setValue(name)}
        {...props}
      />
    );
  }
  render(<Holder />);
  return { value: () => current };
}

it('is chosen from what the account has', async () => {
  const get = jest.fn().mockResolvedValue(['pods', 'flow_logs']);
  const { value } = renderField(get);
  await choose(screen.getByLabelText('Table'), 'flow_logs');
  expect(value()).toBe('flow_logs');
  expect(get).toHaveBeenCalledWith(
    '/api/datasources/uid/zoneflow/resources/tables',
    { catalog: 'lake', database: 'net' },
    undefined,
    { showErrorAlert: false }
  );
});

it('is typed where nothing may be listed', async () => {
  const { value } = renderField(jest.fn().mockRejectedValue(new Error('denied')));
  await choose(screen.getByLabelText('Table'), /mine/, 'mine');
  expect(value()).toBe('mine');
});

it('asks for no tables of no database', async () => {
  const get = jest.fn();
  const { value } = renderField(get, { names: { list: 'tables', database: '' } });
  await choose(screen.getByLabelText('Table'), /mine/, 'mine');
  expect(value()).toBe('mine');
  // A list of an earlier test may still ask late, for its own database.
  expect(get.mock.calls.filter(([, of]) => of.database === '')).toEqual([]);
});

it('says what is wrong, and is only text where nothing may be changed', () => {
  renderField(jest.fn(), { problem: 'No such table.' });
  expect(screen.getByRole('alert')).toHaveTextContent('No such table.');
  renderField(jest.fn(), { id: 'other', label: 'Other', readOnly: true });
  expect(screen.getByLabelText('Other')).toHaveAttribute('readonly');
});
