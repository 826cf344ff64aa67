import { awsPolicy } from './aws-policy';

const policy = (configuration: Record<string, string>, environment: Record<string, string> = {}) =>
  awsPolicy(new Map(Object.entries(configuration)), environment);

test('without a word of Grafana its own defaults hold', () => {
  expect(policy({})).toEqual({
    allowedAuthProviders: ['default', 'keys', 'credentials'],
    assumeRoleEnabled: true,
    proxyPerDataSource: false,
    sessionSeconds: undefined,
  });
});

test.each<[string, Record<string, string>, object]>([
  ['providers', { AllowedAuthProviders: ' keys, ec2_iam_role ,' }, { allowedAuthProviders: ['keys', 'ec2_iam_role'] }],
  ['no provider at all', { AllowedAuthProviders: ' , ' }, { allowedAuthProviders: ['default', 'keys', 'credentials'] }],
  ['no roles', { AssumeRoleEnabled: 'false' }, { assumeRoleEnabled: false }],
  ['no roles, as Go also writes it', { AssumeRoleEnabled: '0' }, { assumeRoleEnabled: false }],
  ['roles, in words nobody knows', { AssumeRoleEnabled: 'perhaps' }, { assumeRoleEnabled: true }],
  ['a proxy for each', { PerDatasourceHTTPProxyEnabled: 'true' }, { proxyPerDataSource: true }],
  ['minutes', { SESSION_DURATION: '30m' }, { sessionSeconds: 1800 }],
  ['hours and minutes', { SESSION_DURATION: '1h30m' }, { sessionSeconds: 5400 }],
  ['days', { SESSION_DURATION: '2d' }, { sessionSeconds: 172_800 }],
  ['less than STS gives', { SESSION_DURATION: '5m' }, { sessionSeconds: 900 }],
  ['no duration', { SESSION_DURATION: 'soon' }, { sessionSeconds: undefined }],
])('%s', (_name, values, expected) => {
  const named = Object.fromEntries(Object.entries(values).map(([name, value]) => [`AWS_AUTH_${name}`, value]));
  expect(policy(named)).toMatchObject(expected);
  expect(policy({}, named)).toMatchObject(expected);
});

test('what a call says comes before the environment', () => {
  const name = 'AWS_AUTH_AllowedAuthProviders';
  expect(policy({ [name]: 'keys' }, { [name]: 'default' }).allowedAuthProviders).toEqual(['keys']);
});
