import { flowLogChecks, recommendedFormat, s3LocationOf, type FlowLogFacts } from './flow-log-checks';

const sound: FlowLogFacts = {
  id: 'fl-1',
  resourceId: 'vpc-1',
  status: 'ACTIVE',
  deliverStatus: 'SUCCESS',
  deliverError: undefined,
  destinationType: 's3',
  destination: 'arn:aws:s3:::logs/prod/',
  format: `${recommendedFormat} \${next-hop-az-id}`,
  intervalSeconds: 60,
  trafficType: 'ALL',
};

function without(...fields: string[]): string {
  return fields.reduce((format, field) => format.replace(`\${${field}}`, ''), sound.format ?? '');
}

test('a flow log with every field is well', () => {
  expect(flowLogChecks(sound, 's3://logs/prod')).toEqual([
    expect.objectContaining({ state: 'ok', subject: 'fl-1 of vpc-1', remedy: '' }),
  ]);
});

test.each<[string, Partial<FlowLogFacts>, 'failed' | 'warning' | 'ok', RegExp]>([
  ['stopped', { status: 'INACTIVE' }, 'failed', /status is INACTIVE/],
  [
    'not delivered',
    { deliverStatus: 'FAILED', deliverError: 'Access error' },
    'failed',
    /not delivered \(Access error\)/,
  ],
  ['no packet addresses', { format: without('pkt-srcaddr') }, 'failed', /lacks pkt-srcaddr: no question/],
  ['no action', { format: without('action') }, 'warning', /lacks action: rejected/],
  [
    'several fields less',
    { format: without('action', 'az-id') },
    'warning',
    /lacks action: rejected .*; az-id: zones of addresses .*\.$/,
  ],
  ['no direction, but a path', { format: without('flow-direction', 'next-hop-az-id') }, 'ok', /no next-hop-az-id/],
  ['no direction and no path', { format: without('flow-direction', 'traffic-path') }, 'warning', /counts twice/],
  ['600 s', { intervalSeconds: 600 }, 'warning', /sums up 600 s/],
  ['rejected only', { trafficType: 'REJECT' }, 'failed', /rejected traffic only/],
  ['to CloudWatch', { destinationType: 'cloud-watch-logs' }, 'warning', /cloud-watch-logs, which cannot be read/],
  [
    'to another bucket',
    { destination: 'arn:aws:s3:::other' },
    'warning',
    /delivers to s3:\/\/other, but questions read/,
  ],
])('%s', (_, facts, state, finding) => {
  const checks = flowLogChecks({ ...sound, ...facts }, 's3://logs/prod');
  expect(checks).toMatchObject([{ state }]);
  expect(checks[0]?.finding).toMatch(finding);
  expect(checks[0]?.remedy === '').toBe(state === 'ok');
});

test('a remedy for a lacking field is a format that has it', () => {
  const [check] = flowLogChecks({ ...sound, format: without('az-id') }, null);
  expect(check?.remedy).toContain('${az-id}');
});

test.each([
  ['s3://logs/prod/', 0],
  ['s3://logs/prod/AWSLogs/123', 0],
  ['s3://logs', 1],
  ['s3://logs/production', 1],
])('questions that read %s', (location, warnings) => {
  expect(flowLogChecks(sound, location).filter(({ state }) => state === 'warning')).toHaveLength(warnings);
});

test.each([
  ['arn:aws:s3:::bucket', 's3://bucket'],
  ['arn:aws-cn:s3:::bucket/a/b/', 's3://bucket/a/b'],
  ['arn:aws:logs:us-east-1:1:log-group:x', null],
])('%s is %s', (arn, location) => {
  expect(s3LocationOf(arn)).toBe(location);
});
