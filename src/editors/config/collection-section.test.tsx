import { fireEvent, screen } from '@testing-library/react';
import { settingsSchema } from '../../shared/settings';
import { CollectionSection } from './collection-section';
import { renderSection } from './render-section-double';
import type { StoredSettings } from './stored-settings';

const locations = { flows: { location: '/data/flows' }, history: { location: '/data/history' } };

const open = () => fireEvent.click(screen.getByRole('button', { name: 'Expand section Collect pod history' }));
const checkbox = () => screen.getByRole('checkbox', { name: /Collect from the clusters above/ });

test('is off, and says what it costs before it is switched on', () => {
  const settings = renderSection(CollectionSection, { ...locations, clusters: [{ name: 'prod' }] });
  open();
  expect(checkbox()).not.toBeChecked();
  expect(screen.getByText(/two watches a cluster/)).toBeVisible();
  expect(screen.queryByLabelText(/^Time between writes/)).toBeNull();
  fireEvent.click(checkbox());
  fireEvent.change(screen.getByLabelText(/^Time between writes/), { target: { value: '30' } });
  expect(settings().collect).toEqual({ enabled: true, intervalSeconds: 30 });
  expect(settingsSchema.parse(settings()).collect).toEqual({ enabled: true, intervalSeconds: 30 });
  expect(screen.queryByRole('alert')).toBeNull();
});

test('takes a role and forgets it when it is emptied', () => {
  const settings = renderSection(CollectionSection, {
    ...locations,
    collect: { enabled: true },
    clusters: [{ name: 'a' }, { name: 'b' }],
  });
  const role = 'arn:aws:iam::111122223333:role/zoneflow';
  fireEvent.change(screen.getByLabelText(/^Role for b/), { target: { value: role } });
  fireEvent.change(screen.getByLabelText(/^External ID for b/), { target: { value: 'x1' } });
  expect(settings().clusters).toEqual([{ name: 'a' }, { name: 'b', assumeRoleArn: role, externalId: 'x1' }]);
  fireEvent.change(screen.getByLabelText(/^External ID for b/), { target: { value: '' } });
  expect(JSON.parse(JSON.stringify(settings().clusters))).toEqual([{ name: 'a' }, { name: 'b', assumeRoleArn: role }]);
});

test.each<[string, StoredSettings, RegExp]>([
  ['no cluster is named', { ...locations }, /Name the clusters/],
  [
    'the history is a table',
    { ...locations, history: { database: 'zf', table: 'pods' }, clusters: [{ name: 'prod' }] },
    /needs a location/,
  ],
])('says why it cannot collect: %s', (_, settings, text) => {
  renderSection(CollectionSection, { ...settings, collect: { enabled: true } });
  expect(screen.getByRole('alert')).toHaveTextContent(text);
});

test('a wrong interval is told at its field', () => {
  renderSection(CollectionSection, {
    ...locations,
    clusters: [{ name: 'prod' }],
    collect: { enabled: true, intervalSeconds: 5 },
  });
  expect(screen.getByText('At least 10.')).toBeVisible();
});

test('a provisioned one cannot be changed', () => {
  renderSection(CollectionSection, { ...locations, clusters: [{ name: 'prod' }], collect: { enabled: true } }, true);
  expect(checkbox()).toBeDisabled();
});
