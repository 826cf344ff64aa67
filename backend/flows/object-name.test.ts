import { parseObjectName } from './object-name';

const aws = '123456789012_vpcflowlogs_us-east-1_fl-0123456789abcdef0_20260310T0510Z_a619f8a5';

test.each([
  [`${aws}.log.gz`, 'gzip'],
  [`${aws}.log.parquet`, 'parquet'],
])('%s', (name, format) => {
  expect(parseObjectName(name)).toEqual({
    format,
    accountId: '123456789012',
    region: 'us-east-1',
    flowLogId: 'fl-0123456789abcdef0',
    time: Date.UTC(2026, 2, 10, 5, 10) / 1000,
    identity: aws,
  });
});

test.each([
  ['flows.log', { format: 'text', flowLogId: '', time: null, identity: '' }],
  ['part-0.parquet', { format: 'parquet', time: null }],
  ['export_fl-0a1b_20260310T051500Z.gz', { format: 'gzip', flowLogId: 'fl-0a1b', time: 1_773_119_700 }],
  ['20261310T0510Z.gz', { time: null }],
  ['UPPER.LOG.GZ', { format: 'gzip' }],
])('%s', (name, expected) => {
  expect(parseObjectName(name)).toMatchObject(expected);
});

test.each([
  'README.md',
  '_SUCCESS',
  '.hidden.gz',
  '_temporary.parquet',
  'x_CloudTrail_us-east-1.json.gz',
  'a.csv.gz',
  'gz',
])('%s is no flow log', (name) => {
  expect(parseObjectName(name)).toBeNull();
});
