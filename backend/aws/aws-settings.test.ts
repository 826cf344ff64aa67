import { ZoneFlowError } from '../errors';
import { awsPolicy, everythingAllowed } from './aws-policy';
import { parseAwsSettings } from './aws-settings';

const grafana = awsPolicy(new Map(), {});
const secrets = new Map([
  ['accessKey', 'key-one'],
  ['secretKey', 'top-secret'],
  ['sessionToken', 'FwoGZX'],
  ['proxyPassword', 'p@ss/word'],
]);
const parse = (jsonData: unknown, policy = everythingAllowed, given = secrets, environment = {}) =>
  parseAwsSettings(jsonData, given, policy, environment);

const region = { defaultRegion: 'eu-central-1' };

test('the least there can be', () => {
  expect(parse(region, grafana, new Map())).toEqual({
    authentication: { type: 'default' },
    region: 'eu-central-1',
    assumeRole: null,
    endpoint: undefined,
    fips: false,
    proxy: { type: 'env' },
  });
});

test.each<[string, object, object]>([
  [
    'keys',
    { authType: 'keys' },
    { authentication: { type: 'keys', accessKey: 'key-one', secretKey: 'top-secret', sessionToken: 'FwoGZX' } },
  ],
  [
    'a profile',
    { authType: 'credentials', profile: 'ops' },
    { authentication: { type: 'credentials', profile: 'ops' } },
  ],
  [
    'the default profile',
    { authType: 'credentials', profile: '' },
    { authentication: { type: 'credentials', profile: undefined } },
  ],
  ['the old name of a profile’s', { authType: 'sharedCreds' }, { authentication: { type: 'credentials' } }],
  ['the old name of the default', { authType: 'arn' }, { authentication: { type: 'default' } }],
  ['the instance', { authType: 'ec2_iam_role' }, { authentication: { type: 'ec2_iam_role' } }],
  [
    'null for what is not set',
    { authType: null, assumeRoleArn: null, endpoint: null },
    { authentication: { type: 'default' }, assumeRole: null, endpoint: undefined },
  ],
  [
    'a role',
    { assumeRoleArn: 'arn:aws:iam::1:role/r' },
    { assumeRole: { arn: 'arn:aws:iam::1:role/r', externalId: undefined } },
  ],
  [
    'a role with an external ID',
    { assumeRoleArn: 'arn:r', externalId: 'grafana-7' },
    { assumeRole: { externalId: 'grafana-7' } },
  ],
  ['an endpoint', { endpoint: 'https://s3.example:9000/' }, { endpoint: 'https://s3.example:9000' }],
  ['an endpoint without a protocol', { endpoint: 's3.example' }, { endpoint: 'https://s3.example' }],
  ['no endpoint chosen', { endpoint: 'default' }, { endpoint: undefined, fips: false }],
  ['an endpoint of FIPS', { endpoint: 's3-fips.us-east-1.amazonaws.com' }, { endpoint: undefined, fips: true }],
  ['no proxy', { proxyType: 'none' }, { proxy: { type: 'none' } }],
  [
    'a proxy',
    { proxyType: 'url', proxyUrl: 'http://proxy:3128' },
    { proxy: { type: 'url', url: 'http://proxy:3128/' } },
  ],
  [
    'a proxy with a password',
    { proxyType: 'url', proxyUrl: 'http://proxy:3128', proxyUsername: 'me' },
    { proxy: { type: 'url', url: 'http://me:p%40ss%2Fword@proxy:3128/' } },
  ],
])('%s', (_name, jsonData, expected) => {
  expect(parse({ ...region, ...jsonData })).toMatchObject(expected);
});

test.each<[string, object, string]>([
  [
    'what Grafana does not allow',
    { authType: 'ec2_iam_role' },
    'Grafana does not allow the AWS authentication "ec2_iam_role"',
  ],
  [
    'a role of Grafana Cloud',
    { authType: 'grafana_assume_role' },
    'The AWS authentication "grafana_assume_role" is not supported',
  ],
  ['a proxy of its own', { proxyType: 'none' }, 'The data source has a proxy of its own, which Grafana does not allow'],
  ['no region', { defaultRegion: '' }, 'The AWS setting defaultRegion is missing'],
  ['no region chosen', { defaultRegion: 'default' }, 'The AWS setting defaultRegion is missing'],
  ['a number for a role', { assumeRoleArn: 7 }, 'The AWS setting assumeRoleArn is no text'],
  ['an endpoint that is none', { endpoint: 'ftp://s3' }, 'The AWS setting endpoint is no http:// or https:// address'],
])('refused: %s', (_name, jsonData, message) => {
  expect(() => parse({ ...region, ...jsonData }, grafana)).toThrow(new ZoneFlowError('bad_settings', message));
});

test('a role where the administrator allows none', () => {
  const policy = { ...grafana, assumeRoleEnabled: false };
  expect(() => parse({ ...region, assumeRoleArn: 'arn:r' }, policy)).toThrow('which Grafana does not allow');
});

test('how long a role lasts is the administrator’s', () => {
  const policy = { ...grafana, sessionSeconds: 1800 };
  expect(parse({ ...region, assumeRoleArn: 'arn:r' }, policy).assumeRole?.seconds).toBe(1800);
});

test.each<[string, object]>([
  ['AWS_REGION', { AWS_REGION: 'us-west-2', AWS_DEFAULT_REGION: 'x' }],
  ['AWS_DEFAULT_REGION', { AWS_DEFAULT_REGION: 'us-west-2' }],
])('a region of the environment: %s', (_name, environment) => {
  expect(parse({}, grafana, secrets, environment).region).toBe('us-west-2');
  expect(parse(region, grafana, secrets, environment).region).toBe('eu-central-1');
});

test.each<[string, object, string[]]>([
  ['no access key', { authType: 'keys' }, ['accessKey']],
  ['no secret key', { authType: 'keys' }, ['secretKey']],
  ['a proxy that is no address', { proxyType: 'url', proxyUrl: 'me:p@ss/word' }, []],
])('secrets are in no message: %s', (_name, jsonData, without) => {
  const given = new Map([...secrets].filter(([name]) => !without.includes(name)));
  let text = '';
  try {
    parse({ ...region, ...jsonData }, everythingAllowed, given);
  } catch (error) {
    text = `${String(error)} ${JSON.stringify(error)}`;
  }
  expect(text).not.toBe('');
  for (const secret of [...secrets.values(), 'p@ss/word']) {
    expect(text).not.toContain(secret);
  }
});
