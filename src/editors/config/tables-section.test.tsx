import { setBackendSrv, type BackendSrv } from '@grafana/runtime';
import { fireEvent, screen } from '@testing-library/react';
import { settingsSchema } from '../../shared/settings';
import { choose, giveElementsSize } from '../combobox-double';
import { renderSection } from './render-section-double';
import type { StoredSettings } from './stored-settings';
import { TablesSection } from './tables-section';

beforeAll(giveElementsSize);

const tables: StoredSettings = {
  engine: 'trino',
  flows: { database: 'zf', table: 'flow_logs' },
  history: { database: 'zf', table: 'pods' },
};

/** Flow logs, pod history and rollup, in this order. */
const nth = (label: RegExp, position: number) => screen.getAllByLabelText(label)[position] ?? document.body;

function type(field: HTMLElement, text: string) {
  fireEvent.change(field, { target: { value: text } });
}

test('takes the tables of the rollup, and forgets them when both fields are emptied', () => {
  const settings = renderSection(TablesSection, tables);
  expect(screen.queryByRole('alert')).toBeNull();
  type(nth(/^Schema/, 2), 'zf');
  expect(settingsSchema.safeParse(settings()).success).toBe(false);
  fireEvent.blur(nth(/^Table/, 2));
  expect(screen.getByRole('alert')).toHaveTextContent('Fill this in');
  type(nth(/^Table/, 2), 'rollup');
  expect(screen.queryByRole('alert')).toBeNull();
  expect(settings()).toEqual({ ...tables, rollup: { database: 'zf', table: 'rollup' } });
  expect(settingsSchema.parse(settings()).rollup).toEqual({ database: 'zf', table: 'rollup' });
  type(nth(/^Table/, 2), '');
  expect(screen.getByRole('alert')).toHaveTextContent('Fill this in');
  type(nth(/^Schema/, 2), '');
  expect(JSON.parse(JSON.stringify(settings()))).toEqual(tables);
  expect(screen.queryByRole('alert')).toBeNull();
});

test('offers the tables of the database that was chosen for the rollup', async () => {
  const get = jest.fn((url: string) => Promise.resolve(url.endsWith('/databases') ? ['zf', 'sums'] : ['rollup']));
  setBackendSrv({ get } as unknown as BackendSrv);
  const settings = renderSection(TablesSection, { ...tables, engine: 'athena', athena: { catalog: 'lake' } });
  await choose(nth(/^Database/, 2), 'sums');
  await choose(nth(/^Table/, 2), 'rollup');
  expect(settings().rollup).toEqual({ database: 'sums', table: 'rollup' });
  expect(get).toHaveBeenLastCalledWith(
    '/api/datasources/uid/zoneflow/resources/tables',
    { catalog: 'lake', database: 'sums' },
    undefined,
    { showErrorAlert: false }
  );
});

test.each<[StoredSettings['engine'], RegExp]>([
  ['athena', /^Database/],
  ['trino', /^Schema/],
])('%s: what is needed is asked for once it was left empty, the rollup never', (engine, database) => {
  setBackendSrv({ get: jest.fn().mockResolvedValue([]) } as unknown as BackendSrv);
  renderSection(TablesSection, { engine });
  fireEvent.blur(nth(database, 2));
  expect(screen.queryByRole('alert')).toBeNull();
  fireEvent.blur(nth(database, 0));
  expect(screen.getByRole('alert')).toHaveTextContent('Fill this in');
});

test.each(['athena', 'trino'] as const)('%s: a provisioned one can only be read', (engine) => {
  renderSection(TablesSection, { ...tables, engine, rollup: { database: 'zf', table: 'rollup' } }, true);
  const fields = screen.getAllByRole('textbox');
  expect(fields.map((field) => field.getAttribute('value'))).toEqual(['zf', 'flow_logs', 'zf', 'pods', 'zf', 'rollup']);
  expect(fields.every((field) => field.hasAttribute('readonly'))).toBe(true);
});
