import { setBackendSrv, type BackendSrv } from '@grafana/runtime';
import { fireEvent, screen, within } from '@testing-library/react';
import { choose, giveElementsSize } from '../combobox-double';
import { ClustersSection } from './clusters-section';
import { renderSection } from './render-section-double';

beforeAll(giveElementsSize);

it('are added, filled in and removed', async () => {
  const get = jest.fn().mockResolvedValue(['prod', 'test']);
  setBackendSrv({ get } as unknown as BackendSrv);
  const settings = renderSection(ClustersSection, {});
  fireEvent.click(screen.getByRole('button', { name: 'Expand section Clusters' }));
  fireEvent.click(screen.getByRole('button', { name: 'Add cluster' }));
  await choose(screen.getByLabelText(/^Name/), 'prod');
  await choose(screen.getByLabelText(/^Region/), 'eu-central-1', 'eu-central');
  fireEvent.change(screen.getByLabelText('VPC ID'), { target: { value: 'vpc-0a' } });
  expect(get).toHaveBeenCalledWith(
    '/api/datasources/uid/zoneflow/resources/values',
    expect.objectContaining({ dimension: 'cluster' }),
    undefined,
    { showErrorAlert: false }
  );
  expect(settings().clusters).toEqual([{ name: 'prod', region: 'eu-central-1', vpcId: 'vpc-0a' }]);
  fireEvent.click(screen.getByRole('button', { name: 'Add cluster' }));
  fireEvent.click(screen.getByRole('button', { name: 'Remove cluster 1' }));
  expect(settings().clusters).toEqual([{ name: '' }]);
});

it('can be named without help of a data source that does not answer', async () => {
  setBackendSrv({ get: jest.fn().mockRejectedValue(new Error('no')) } as unknown as BackendSrv);
  const settings = renderSection(ClustersSection, { clusters: [{ name: '' }] });
  await choose(screen.getByLabelText(/^Name/), /mine/, 'mine');
  expect(settings().clusters).toEqual([{ name: 'mine' }]);
});

it('say which of them is wrong', () => {
  renderSection(ClustersSection, {
    clusters: [
      { name: 'a', vpcId: 'vpc-1' },
      { name: '', vpcId: 'subnet-1' },
    ],
  });
  const second = within(screen.getByRole('group', { name: 'Cluster 2' }));
  expect(second.getAllByRole('alert').map((alert) => alert.textContent)).toEqual([
    'Name the cluster.',
    'A VPC ID is written vpc-0123456789abcdef0.',
  ]);
  expect(screen.getAllByRole('alert')).toHaveLength(2);
});
