import { contextOfPath, mayHoldRange, mayHoldTime } from './layout';

const five = Date.UTC(2026, 2, 10, 5) / 1000;
const hour = { from: five, to: five + 3600 };
const regional = 'logs/AWSLogs/123456789012/vpcflowlogs/us-east-1';
const hive = 'AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=us-east-1';

test.each([
  [`${regional}/2026/03/10`, '123456789012', 'us-east-1', [2026, 3, 10]],
  [`${regional}/2026/03/10/05`, '123456789012', 'us-east-1', [2026, 3, 10, 5]],
  [`${hive}/year=2026/month=03/day=10/hour=05`, '123456789012', 'us-east-1', [2026, 3, 10, 5]],
  [`${hive}/year=2026/month=3`, '123456789012', 'us-east-1', [2026, 3]],
  ['/data/2026/flows', '', '', []],
  ['/data/2026/03/AWSLogs', '', '', []],
  ['/data/2026/03/10/part', '', '', [2026, 3, 10]],
  [`${regional}/2026/13`, '123456789012', 'us-east-1', []],
  [`AWSLogs/o-abc123/123456789012/vpcflowlogs/eu-west-1/2026`, '123456789012', 'eu-west-1', [2026]],
])('%s', (path, accountId, region, date) => {
  expect(contextOfPath(path)).toMatchObject({ accountId, region, date });
});

test.each([
  [`${regional}/2026`, true],
  [`${regional}/2025`, false],
  [`${regional}/2026/02`, false],
  [`${regional}/2026/03/08`, false],
  [`${regional}/2026/03/09`, true],
  [`${regional}/2026/03/11`, true],
  [`${regional}/2026/03/12`, false],
  [`${regional}/2026/03/10/03`, false],
  [`${regional}/2026/03/10/04`, true],
  [`${regional}/2026/03/10/06`, true],
  [`${regional}/2026/03/10/07`, false],
  [`${hive}/year=2027`, false],
  [`${hive}/year=2026/month=03/day=10/hour=05`, true],
  // Numbers that need not be a date: only a whole day is believed.
  ['/backup/2025', true],
  ['/backup/2025/01', true],
  ['/backup/2025/01/01', false],
])('%s may hold 05:00-06:00 of 2026-03-10: %s', (path, expected) => {
  expect(mayHoldRange(contextOfPath(path), hour)).toBe(expected);
});

test.each([
  [null, true],
  [five - 3600, true],
  [five - 3601, false],
  [five + 7200, true],
  [five + 7201, false],
])('an object named by %s', (time, expected) => {
  expect(mayHoldTime(time, hour)).toBe(expected);
});
