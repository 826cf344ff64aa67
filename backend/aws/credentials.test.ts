import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type * as Os from 'node:os';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ZoneFlowError } from '../errors';
import { everythingAllowed } from './aws-policy';
import { parseAwsSettings, type AwsSettings } from './aws-settings';
import { credentialsOf } from './credentials';

jest.mock('node:os', () => {
  const actual = jest.requireActual<typeof Os>('node:os');
  return { ...actual, homedir: jest.fn(actual.homedir) };
});

const secrets = new Map([
  ['accessKey', 'key-one'],
  ['secretKey', 'top-secret'],
  ['sessionToken', 'FwoGZX'],
]);
const settingsOf = (jsonData: object): AwsSettings =>
  parseAwsSettings({ defaultRegion: 'eu-central-1', ...jsonData }, secrets, everythingAllowed, {});
const ask = (jsonData: object) => credentialsOf(settingsOf(jsonData))();

let folder: string;
let server: Server;
let base: string;
/** What the service was asked, and what it answers. */
let asked: Array<{ url: string; headers: Record<string, unknown>; form: URLSearchParams }>;
let answer: { status: number; body: string };

const environment = process.env;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoneflow-credentials-'));
  asked = [];
  server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push({ url: request.url ?? '', headers: request.headers, form: new URLSearchParams(body) });
      response.writeHead(answer.status).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // As a plugin's process has it: nearly empty.
  process.env = {
    NODE_ENV: 'test',
    AWS_ENDPOINT_URL_STS: base,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: base,
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    AWS_CONFIG_FILE: join(folder, 'config'),
  };
  answer = { status: 404, body: '' };
});
afterEach(async () => {
  process.env = environment;
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

function role(action: string, key: string): string {
  return `<${action}Response><${action}Result><Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2126-01-01T00:00:00Z</Expiration></Credentials></${action}Result></${action}Response>`;
}

function stsError(code: string, message: string): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
}

test('keys are taken as they are', async () => {
  expect(await ask({ authType: 'keys' })).toMatchObject({
    accessKeyId: 'key-one',
    secretAccessKey: 'top-secret',
    sessionToken: 'FwoGZX',
  });
});

describe('the shared file', () => {
  const profile = (name: string, key: string): string =>
    `[${name}]\naws_access_key_id = ${key}\naws_secret_access_key = s\n`;

  test('by the profile, and by the default one', async () => {
    await writeFile(join(folder, 'credentials'), profile('default', 'first') + profile('ops', 'second'));
    expect(await ask({ authType: 'credentials' })).toMatchObject({ accessKeyId: 'first' });
    expect(await ask({ authType: 'credentials', profile: 'ops' })).toMatchObject({ accessKeyId: 'second' });
  });

  test('is read anew within minutes: whoever renews it need not restart Grafana', async () => {
    await writeFile(join(folder, 'credentials'), profile('default', 'old'));
    const provider = credentialsOf(settingsOf({ authType: 'credentials' }));
    const { expiration } = await provider();
    expect(expiration?.getTime()).toBeLessThan(Date.now() + 7 * 60_000);
    await writeFile(join(folder, 'credentials'), profile('default', 'new'));
    expect(await provider()).toMatchObject({ accessKeyId: 'new' });
  });

  test('without the profile: which file was looked at', async () => {
    await expect(ask({ authType: 'credentials', profile: 'ops' })).rejects.toMatchObject({
      code: 'no_credentials',
      message: `The file ${join(folder, 'credentials')} has no AWS credentials of the profile ops`,
    });
  });

  test('a login that has ended says so', async () => {
    const session =
      '[profile sso]\nsso_start_url = https://x\nsso_account_id = 1\nsso_region = us-east-1\nsso_role_name = r\n';
    await writeFile(join(folder, 'config'), session);
    await expect(ask({ authType: 'credentials', profile: 'sso' })).rejects.toThrow(/no AWS credentials.*SSO session/);
  });
});

describe('the default chain', () => {
  test('keys of the environment', async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'env', AWS_SECRET_ACCESS_KEY: 's' });
    expect(await ask({})).toMatchObject({ accessKeyId: 'env' });
  });

  test('a web identity, by STS', async () => {
    await writeFile(join(folder, 'token'), 'jwt');
    Object.assign(process.env, {
      AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'token'),
      AWS_ROLE_ARN: 'arn:aws:iam::1:role/pod',
    });
    answer = { status: 200, body: role('AssumeRoleWithWebIdentity', 'web') };
    expect(await ask({})).toMatchObject({ accessKeyId: 'web' });
    expect(Object.fromEntries(asked[0]?.form ?? [])).toMatchObject({
      Action: 'AssumeRoleWithWebIdentity',
      RoleArn: 'arn:aws:iam::1:role/pod',
      WebIdentityToken: 'jwt',
    });
  });

  test('a web identity that STS refuses', async () => {
    await writeFile(join(folder, 'token'), 'jwt-that-is-secret');
    Object.assign(process.env, { AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'token'), AWS_ROLE_ARN: 'arn:r' });
    answer = { status: 400, body: stsError('InvalidIdentityToken', 'No OpenIDConnect provider found') };
    const failure: unknown = await ask({}).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'credentials_rejected' });
    expect(String(failure)).not.toContain('jwt-that-is-secret');
  });

  test('a pod identity, by its agent', async () => {
    await writeFile(join(folder, 'token'), 'pod-token');
    Object.assign(process.env, {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${base}/v1/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: join(folder, 'token'),
    });
    const credentials = { AccessKeyId: 'pod', SecretAccessKey: 's', Token: 't', Expiration: '2126-01-01T00:00:00Z' };
    answer = { status: 200, body: JSON.stringify(credentials) };
    expect(await ask({})).toMatchObject({ accessKeyId: 'pod' });
    expect(asked[0]).toMatchObject({ url: '/v1/credentials', headers: { authorization: 'pod-token' } });
  });

  test.each([
    ['in Grafana', { GF_VERSION: '12.4.0' }, /forward_settings_to_plugins.*forward_host_env_vars/],
    ['on the command line', {}, /^Set AWS_PROFILE/],
  ])('nothing anywhere, %s', async (_name, given, remedy) => {
    Object.assign(process.env, given);
    const failure: unknown = await ask({}).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'no_credentials' });
    expect(failure instanceof ZoneFlowError ? failure.remedy : '').toMatch(remedy);
  });

  test('nobody answers where an instance would: soon over', async () => {
    // An address of documentation: packets to it go nowhere.
    process.env['AWS_EC2_METADATA_SERVICE_ENDPOINT'] = 'http://192.0.2.1';
    const began = performance.now();
    await expect(ask({})).rejects.toMatchObject({ code: 'no_credentials' });
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  test('an account without a home', async () => {
    delete process.env['AWS_SHARED_CREDENTIALS_FILE'];
    delete process.env['AWS_CONFIG_FILE'];
    // As for a user that the system's list does not know.
    jest.mocked(homedir).mockImplementation(() => {
      if (process.env['HOME'] === undefined) {
        throw Object.assign(new Error('uv_os_homedir returned ENOENT'), { code: 'ERR_SYSTEM_ERROR' });
      }
      return process.env['HOME'];
    });
    await writeFile(join(folder, 'token'), 'jwt');
    Object.assign(process.env, { AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'token'), AWS_ROLE_ARN: 'arn:r' });
    answer = { status: 200, body: role('AssumeRoleWithWebIdentity', 'web') };
    expect(await ask({})).toMatchObject({ accessKeyId: 'web' });
  });
});

describe('an assumed role', () => {
  const arn = 'arn:aws:iam::111122223333:role/zoneflow';

  test('with its external ID and the administrator’s duration, of the region’s STS', async () => {
    answer = { status: 200, body: role('AssumeRole', 'role') };
    const settings = settingsOf({ authType: 'keys', assumeRoleArn: arn, externalId: 'grafana-7' });
    const provider = credentialsOf({ ...settings, assumeRole: { arn, externalId: 'grafana-7', seconds: 1800 } });
    expect(await provider()).toMatchObject({ accessKeyId: 'role', sessionToken: 't' });
    expect(Object.fromEntries(asked[0]?.form ?? [])).toMatchObject({
      Action: 'AssumeRole',
      RoleArn: arn,
      RoleSessionName: 'zoneflow',
      ExternalId: 'grafana-7',
      DurationSeconds: '1800',
    });
    expect(asked[0]?.headers['authorization']).toContain('/eu-central-1/sts/aws4_request');
    expect(asked[0]?.headers['authorization']).toContain('key-one');
  });

  test('that may not be taken: the action and the role', async () => {
    answer = {
      status: 403,
      body: stsError('AccessDenied', `User: arn:u is not authorized to perform: sts:AssumeRole on resource: ${arn}`),
    };
    await expect(ask({ authType: 'keys', assumeRoleArn: arn })).rejects.toMatchObject({
      code: 'access_denied',
      message: `sts:AssumeRole (${arn}): AWS denied access`,
      remedy: `Allow sts:AssumeRole on ${arn} to the credentials of the data source.`,
    });
  });

  test('without credentials to take it with', async () => {
    await expect(ask({ assumeRoleArn: arn })).rejects.toMatchObject({ code: 'no_credentials' });
  });
});
