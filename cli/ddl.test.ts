/** The command as people run it: the built one, against an EC2 of this process. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { startAccountDouble, type AccountDouble } from '../backend/aws/account-double.test-data';

const program = join(__dirname, '../bin/zoneflow');

let double: AccountDouble;
beforeAll(async () => {
  double = await startAccountDouble();
  double.flowLogs.push({
    id: 'fl-1',
    resource: 'vpc-1',
    format: '${az-id} ${flow-direction} ${pkt-srcaddr} ${pkt-dstaddr} ${start} ${bytes}',
    destination: 'arn:aws:s3:::logs',
    options: { FileFormat: 'parquet', PerHourPartition: true },
  });
});
afterAll(() => double.close());

function zoneflow(...args: string[]): Promise<{ status: number | string; stdout: string; stderr: string }> {
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: double.endpoint,
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'us-east-2',
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env, timeout: 110_000 }, (error, stdout, stderr) =>
      resolve({ status: error?.code ?? 0, stdout, stderr })
    );
  });
}

test('a flow log of a VPC: the whole statement on standard output, what it lacks beside it', async () => {
  const { status, stdout, stderr } = await zoneflow('ddl', '--vpc', 'vpc-1', '--database', 'eks-inter-az-visibility');
  expect(status).toBe(0);
  expect(stdout).toBe(`CREATE EXTERNAL TABLE IF NOT EXISTS \`eks-inter-az-visibility\`.\`flow_logs\` (
  \`az_id\` string,
  \`flow_direction\` string,
  \`pkt_srcaddr\` string,
  \`pkt_dstaddr\` string,
  \`start\` bigint,
  \`bytes\` bigint
)
PARTITIONED BY (
  \`aws_account_id\` string,
  \`aws_region\` string,
  \`hour\` string
)
STORED AS PARQUET
LOCATION 's3://logs/AWSLogs/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.aws_account_id.type' = 'enum',
  'projection.aws_account_id.values' = '123456789012',
  'projection.aws_region.type' = 'enum',
  'projection.aws_region.values' = 'us-east-2',
  'projection.hour.type' = 'date',
  'projection.hour.format' = 'yyyy/MM/dd/HH',
  'projection.hour.range' = '2026/01/31/00,NOW',
  'projection.hour.interval' = '1',
  'projection.hour.interval.unit' = 'HOURS',
  'storage.location.template' = 's3://logs/AWSLogs/\${aws_account_id}/vpcflowlogs/\${aws_region}/\${hour}/'
);
`);
  expect(stderr.split('\n')[0]).toBe(
    'warning: The flow logs have no action: rejected traffic is counted as if it had passed.'
  );
});

test('history for Trino, without AWS', async () => {
  const { status, stdout } = await zoneflow(
    ...['ddl', '--history', 's3://kept/prod', '--cluster', 'prod', '--cluster', 'test'],
    ...['--first-day', '2026-03-01', '--engine', 'trino']
  );
  expect(status).toBe(0);
  expect(stdout.match(/CREATE TABLE IF NOT EXISTS .*/g)).toEqual([
    'CREATE TABLE IF NOT EXISTS "zoneflow"."pods" (',
    'CREATE TABLE IF NOT EXISTS "zoneflow"."pods_nodes" (',
    'CREATE TABLE IF NOT EXISTS "zoneflow"."pods_observations" (',
    'CREATE TABLE IF NOT EXISTS "zoneflow"."pods_interfaces" (',
    'CREATE TABLE IF NOT EXISTS "zoneflow"."pods_subnets" (',
  ]);
  expect(stdout).toContain(`partition_projection_values = ARRAY['prod', 'test']`);
});

test.each([
  [[], 1, 'There is nothing to make a table of'],
  [['--flow-log-id', 'fl-none'], 1, 'There is no flow log fl-none in us-east-2'],
  [['--location', 's3://logs'], 1, 'The option --format-fields is missing'],
  [['--history', 's3://kept', '--cluster', 'a'], 1, 'The option --first-day is missing'],
  [['--history', 's3://kept', '--first-day', 'yesterday'], 2, 'It is not a day'],
])('%j: one line says what to do', async (args, status, message) => {
  const ran = await zoneflow('ddl', ...args);
  expect(ran.status).toBe(status);
  expect(ran.stderr).toContain(message);
  expect(ran.stdout).toBe('');
});
