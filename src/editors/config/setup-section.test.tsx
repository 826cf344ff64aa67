import { setBackendSrv, type BackendSrv } from '@grafana/runtime';
import { fireEvent, render, screen, within } from '@testing-library/react';
import React from 'react';
import { SetupSection } from './setup-section';

const report = {
  state: 'failed',
  checks: [
    { area: 'credentials', subject: '', state: 'ok', finding: 'They are of a role.', remedy: '' },
    { area: 'flow log', subject: 'vpc-1', state: 'failed', finding: 'There is none.', remedy: 'Create one.' },
  ],
  policy: { Version: '2012-10-17', Statement: [] },
};

function answering(get: () => Promise<unknown>) {
  const asked: string[] = [];
  const backend: Pick<BackendSrv, 'get'> = {
    get: (url: string) => {
      asked.push(url);
      // What a caller may make of the answer is its own business.
      return get() as never;
    },
  };
  setBackendSrv(backend as BackendSrv);
  return asked;
}

function check() {
  render(<SetupSection datasourceUid="zoneflow" />);
  fireEvent.click(screen.getByRole('button', { name: 'Expand section Check the setup' }));
  fireEvent.click(screen.getByRole('button', { name: 'Check the saved setup' }));
}

it('shows what is wrong first, with its remedy, and offers the policy', async () => {
  const asked = answering(() => Promise.resolve(report));
  check();
  const items = within(await screen.findByRole('list', { name: 'Findings' })).getAllByRole('listitem');
  expect(items.map((item) => item.textContent)).toEqual([
    expect.stringContaining('flow log, vpc-1: There is none.Create one.'),
    expect.stringContaining('credentials: They are of a role.'),
  ]);
  expect(screen.getByRole('button', { name: 'Copy the least IAM policy' })).toBeEnabled();
  expect(asked).toEqual(['/api/datasources/uid/zoneflow/resources/doctor']);
});

it('asks nothing before somebody wants to know', () => {
  const asked = answering(() => Promise.resolve(report));
  render(<SetupSection datasourceUid="zoneflow" />);
  expect(asked).toEqual([]);
});

it('says why there is no report', async () => {
  answering(() => Promise.reject({ status: 400, data: { error: { message: 'No location', remedy: 'Set one.' } } }));
  check();
  expect(await screen.findByText('No location')).toBeInTheDocument();
  expect(screen.getByText('Set one.')).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Check the saved setup' })).toBeEnabled();
});
