import { startAccountDouble, type AccountDouble, type DescribedFlowLog } from '../aws/account-double.test-data';
import { openAccount, type Account } from '../aws/account';
import type { AwsSettings } from '../aws/aws-settings';
import { ddlOfFiles, ddlOfFlowLog, listFlowLogs } from './table-ddl';
import { filesOfFlowLog, formatFields } from './flow-log-files';

const { signal } = new AbortController();
const whole =
  '${version} ${az-id} ${flow-direction} ${pkt-srcaddr} ${pkt-dstaddr} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}';
const parquet: DescribedFlowLog = {
  id: 'fl-1',
  resource: 'vpc-1',
  format: whole,
  destination: 'arn:aws:s3:::logs/prod/',
  options: { FileFormat: 'parquet', HiveCompatiblePartitions: true, PerHourPartition: true },
};

let double: AccountDouble;
let account: Account;
beforeEach(async () => {
  double = await startAccountDouble();
  double.flowLogs.push(
    parquet,
    { id: 'fl-text', resource: 'vpc-2', format: whole, destination: 'arn:aws-cn:s3:::plain' },
    { id: 'fl-watch', resource: 'vpc-1', format: whole, destination: 'cloud-watch-logs' },
    {
      id: 'fl-old',
      resource: 'vpc-3',
      format: '${srcaddr} ${dstaddr} ${bytes} ${start}',
      destination: 'arn:aws:s3:::old',
    }
  );
  const settings: AwsSettings = {
    authentication: { type: 'keys', accessKey: 'AKIATEST', secretKey: 'secret', sessionToken: undefined },
    region: 'us-east-2',
    assumeRole: null,
    endpoint: double.endpoint,
    fips: false,
    proxy: { type: 'none' },
  };
  account = openAccount(settings, { attempts: 1 });
});
afterEach(async () => {
  account.close();
  await double.close();
});

const target = { form: 'athena', database: 'zoneflow', table: 'flow_logs', region: 'us-east-2' } as const;
const ddl = (wanted: { id: string } | { resource: string }, accountId?: string) =>
  ddlOfFlowLog(account, { ...target, wanted, accountId }, signal);

test('a flow log by its ID: fields, files, folders and account are its own', async () => {
  const { statements, notices } = await ddl({ id: 'fl-1' });
  expect(notices).toEqual([]);
  expect(statements).toHaveLength(1);
  expect(statements[0]).toContain('CREATE EXTERNAL TABLE IF NOT EXISTS `zoneflow`.`flow_logs`');
  expect(statements[0]).toContain(
    `'s3://logs/prod/AWSLogs/aws-account-id=\${aws_account_id}/aws-service=vpcflowlogs/aws-region=\${aws_region}/year=\${year}/month=\${month}/day=\${day}/hour=\${hour}/'`
  );
  expect(statements[0]).toContain(`'projection.aws_account_id.values' = '123456789012'`);
  expect(statements[0]).toContain(`'projection.year.range' = '2026,2100'`);
  expect(statements[0]).toContain('STORED AS PARQUET');
});

test('without options files are text by the day, since the day it was created on', async () => {
  const { statements } = await ddl({ resource: 'vpc-2' }, '999988887777');
  expect(statements[0]).toContain('STORED AS TEXTFILE');
  expect(statements[0]).toContain(`'projection.day.range' = '2026/01/31,NOW'`);
  expect(statements[0]).toContain(`'projection.aws_account_id.values' = '999988887777'`);
  expect(double.calls.map((call) => call.get('Action'))).not.toContain('GetCallerIdentity');
});

test('a VPC with one flow log in S3 and another elsewhere means the one in S3', async () => {
  expect((await ddl({ resource: 'vpc-1' })).statements[0]).toContain('s3://logs/prod');
});

test.each([
  ['no such ID', { id: 'fl-none' }, 'not_found', 'There is no flow log fl-none in us-east-2'],
  ['no flow log', { resource: 'vpc-9' }, 'not_found', 'vpc-9 has no flow log in us-east-2'],
  ['CloudWatch Logs', { id: 'fl-watch' }, 'unusable_flow_log', 'fl-watch delivers to CloudWatch Logs, not to S3'],
  ['fields', { resource: 'vpc-3' }, 'unusable_flow_log', 'fl-old has no pkt-srcaddr, pkt-dstaddr in its format'],
])('%s is refused', async (_, wanted, code, message) => {
  const made = ddl(wanted);
  await expect(made).rejects.toMatchObject({ code });
  await expect(made).rejects.toThrow(message);
});

test('several flow logs on one VPC must be told apart', async () => {
  double.flowLogs.push({ ...parquet, id: 'fl-2' });
  await expect(ddl({ resource: 'vpc-1' })).rejects.toThrow('vpc-1 has several flow logs: fl-1, fl-2');
});

test.each(['DescribeFlowLogs', 'GetCallerIdentity'])('a refused %s names the action', async (action) => {
  double.denied.add(action);
  const made = ddl({ id: 'fl-1' });
  await expect(made).rejects.toHaveProperty('code', 'access_denied');
  await expect(made).rejects.toHaveProperty('remedy', expect.stringContaining(`ec2:${action}`));
});

test('what keeps a table empty is said beside the statement', async () => {
  const deliver = { status: 'FAILED', error: 'Access error' };
  double.flowLogs.push({ ...parquet, id: 'fl-bad', resource: 'vpc-4', trafficType: 'REJECT', deliver });
  const { notices } = await ddl({ id: 'fl-bad' });
  expect(notices.map(({ text }) => text)).toEqual([
    'AWS could not deliver records of the flow log fl-bad: Access error.',
    expect.stringContaining('records rejected traffic only'),
  ]);
});

test('the list has every page, usable flow logs first, the others with their problem', async () => {
  const list = await listFlowLogs(account, 'us-east-2', signal);
  expect(list.map(({ id, resource, destination }) => [id, resource, destination])).toEqual([
    ['fl-1', 'vpc-1', 's3://logs/prod'],
    ['fl-text', 'vpc-2', 's3://plain'],
    ['fl-watch', 'vpc-1', 'cloud-watch-logs'],
    ['fl-old', 'vpc-3', 's3://old'],
  ]);
  expect(list.map(({ problem }) => problem)).toEqual([
    null,
    null,
    expect.stringContaining('CloudWatch Logs'),
    expect.stringContaining('pkt-srcaddr'),
  ]);
});

test('fields in any writing; what a format lacks is said with its consequence', () => {
  expect(formatFields('${az-id}  ${bytes}\n')).toEqual(['az-id', 'bytes']);
  expect(formatFields('az-id, pkt_srcaddr bytes')).toEqual(['az-id', 'pkt_srcaddr', 'bytes']);
  const files = {
    location: 's3://b',
    fields: formatFields('az-id flow-direction pkt-srcaddr pkt-dstaddr start bytes'),
    files: 'parquet',
    ...{ hive: false, hourly: true, accounts: ['1'], regions: ['r'], firstDay: '2026-01-01' },
  } as const;
  const { notices } = ddlOfFiles(files, { ...target, form: 'trino', subject: 'The format' });
  expect(notices.map(({ text }) => text)).toEqual([
    'The flow logs have no action: rejected traffic is counted as if it had passed.',
    'The flow logs have no log-status: it is not known whether AWS skipped records.',
    'The flow logs have no packets: packets are shown as 0.',
  ]);
});

test('a destination that is no bucket is refused', async () => {
  double.flowLogs.push({ ...parquet, id: 'fl-hose', destination: 'kinesis-data-firehose' });
  const log = (await account.flowLogs([], signal)).find(({ id }) => id === 'fl-hose');
  expect(log).toBeDefined();
  expect(() => log && filesOfFlowLog(log, { account: '1', region: 'r' })).toThrow('delivers to Amazon Data Firehose');
});
