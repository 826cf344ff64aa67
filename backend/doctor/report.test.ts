import { ok, warning } from './check';
import { reportText, type DoctorReport } from './report';

const width = 60;
const long = 'Create another flow log, with all of the fields that the documentation of this product lists.';
const report: DoctorReport = {
  state: 'warning',
  checks: [
    ok('engine', '', 'It has run for 3 min, and its result was read within 0.4 s.'),
    warning('flow log', 'fl-1', 'Its format lacks action.', long),
    warning('flow log', 'fl-2', 'Its format lacks action.', long),
    warning('pod history', 'prod', 'It is late.', 'Collect it.'),
    warning('pod history', 'test', 'It is late.', 'Collect it.'),
  ],
  policy: {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'Read', Effect: 'Allow', Action: ['s3:ListBucket', 's3:GetObject'], Resource: ['*'] },
      {
        Sid: 'Long',
        Effect: 'Allow',
        Action: ['ec2:DescribeFlowLogs', 'ec2:DescribeAvailabilityZones', 'ec2:DescribeSubnets'],
        Resource: ['*'],
      },
    ],
  },
};

test('no line is wider than the terminal, but for words that are', () => {
  const lines = reportText(report, width).split('\n');
  expect(lines.filter((line) => line.length > width)).toEqual([]);
});

test('a number stays with its unit', () => {
  for (let columns = 16; columns < 40; columns += 1) {
    expect(reportText(report, columns)).toMatch(/ 3 min,[^]* 0\.4 s\./);
  }
});

test('a long remedy is told once, a short one each time', () => {
  const text = reportText(report, width);
  expect(text.match(/Create another flow log/g)).toHaveLength(1);
  expect(text).toContain('→ As for fl-1.');
  expect(text.match(/Collect it\./g)).toHaveLength(2);
});

test('the policy can be copied as JSON', () => {
  const text = reportText(report, width);
  const json: unknown = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
  expect(json).toEqual(report.policy);
  expect(text).toContain('"Action": ["s3:ListBucket", "s3:GetObject"]');
});

test('ends with how many there are of each state', () => {
  expect(reportText(report, width)).toMatch(/\n1 ok, 4 to look at\n$/);
});
