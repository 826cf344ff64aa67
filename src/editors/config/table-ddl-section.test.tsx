import { setBackendSrv, type BackendSrv } from '@grafana/runtime';
import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import React from 'react';
import { choose, giveElementsSize } from '../combobox-double';
import { TableDdlSection } from './table-ddl-section';

const flowLogs = [
  { id: 'fl-1', resource: 'vpc-1', destination: 's3://logs/prod', problem: null },
  { id: 'fl-2', resource: 'vpc-2', destination: 'cloud-watch-logs', problem: 'It delivers to CloudWatch Logs' },
];
const ddl = {
  statements: ['CREATE EXTERNAL TABLE flow_logs (az_id string)'],
  notices: [{ severity: 'warning', text: 'The flow logs have no packets.' }],
};
const refusal = (message: string, remedy: string) =>
  Promise.reject({ status: 403, data: { error: { message, remedy } } });

function answering(answers: Record<string, (parameters: unknown) => Promise<unknown>>) {
  const asked: unknown[][] = [];
  const backend: Pick<BackendSrv, 'get'> = {
    get: (url: string, parameters?: unknown) => {
      asked.push([url, parameters]);
      const name = url.split('/').at(-1) ?? '';
      // What a caller may make of the answer is its own business.
      return (answers[name] ?? (() => refusal('unknown', '')))(parameters) as never;
    },
  };
  setBackendSrv(backend as BackendSrv);
  return asked;
}

function open() {
  render(<TableDdlSection datasourceUid="zoneflow" />);
  fireEvent.click(screen.getByRole('button', { name: 'Expand section Make the table' }));
}

function find() {
  open();
  fireEvent.click(screen.getByRole('button', { name: 'Find flow logs' }));
}

beforeEach(giveElementsSize);
afterEach(() => jest.restoreAllMocks());

it('lists flow logs when asked, and shows the statement of the chosen one to copy', async () => {
  const copied = jest.fn();
  Object.assign(navigator, { clipboard: { writeText: copied } });
  Object.assign(window, { isSecureContext: true });
  const asked = answering({ 'flow-logs': () => Promise.resolve({ flowLogs }), ddl: () => Promise.resolve(ddl) });
  find();
  await choose(await screen.findByRole('combobox', { name: 'Flow log' }), /fl-1/);
  const statement = await screen.findByRole('region', { name: 'Statement' });
  expect(statement).toHaveTextContent('CREATE EXTERNAL TABLE flow_logs (az_id string);');
  expect(within(screen.getByRole('status')).getByText('The flow logs have no packets.')).toBeInTheDocument();
  fireEvent.click(screen.getByRole('button', { name: 'Copy the statement' }));
  await waitFor(() => expect(copied).toHaveBeenCalledWith('CREATE EXTERNAL TABLE flow_logs (az_id string);\n'));
  expect(asked).toEqual([
    ['/api/datasources/uid/zoneflow/resources/flow-logs', undefined],
    ['/api/datasources/uid/zoneflow/resources/ddl', { flowLogId: 'fl-1' }],
  ]);
});

it('asks nothing before somebody wants to know', () => {
  const asked = answering({});
  open();
  expect(asked).toEqual([]);
  expect(screen.queryByRole('combobox')).not.toBeInTheDocument();
});

it('says why flow logs cannot be listed, and lets one try again', async () => {
  answering({ 'flow-logs': () => refusal('ec2:DescribeFlowLogs: AWS denied access', 'Allow ec2:DescribeFlowLogs.') });
  find();
  expect(await screen.findByText('ec2:DescribeFlowLogs: AWS denied access')).toBeInTheDocument();
  expect(screen.getByText('Allow ec2:DescribeFlowLogs.')).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Find flow logs' })).toBeEnabled();
});

it('says that there is none', async () => {
  answering({ 'flow-logs': () => Promise.resolve({ flowLogs: [] }) });
  find();
  expect(await screen.findByText('There is no flow log in this account and region.')).toBeInTheDocument();
});

it('says why no table can be made of the chosen one', async () => {
  answering({
    'flow-logs': () => Promise.resolve({ flowLogs }),
    ddl: () => refusal('The flow log fl-2 delivers to CloudWatch Logs', 'Create one that delivers to S3.'),
  });
  find();
  await choose(await screen.findByRole('combobox', { name: 'Flow log' }), /fl-2.*CloudWatch/);
  expect(await screen.findByText('The flow log fl-2 delivers to CloudWatch Logs')).toBeInTheDocument();
  expect(screen.queryByRole('region')).not.toBeInTheDocument();
});
