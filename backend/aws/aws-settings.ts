/** How to reach AWS: the keys that Grafana's AWS data sources share (`@grafana/aws-sdk`), read from settings and secrets. */
import * as z from 'zod/mini';
import { ZoneFlowError } from '../errors';
import type { AwsPolicy } from './aws-policy';

export type AwsAuthentication =
  /** The SDK's chain: environment, shared files, web identity, pod identity, instance role. */
  | { type: 'default' }
  | { type: 'keys'; accessKey: string; secretKey: string; sessionToken: string | undefined }
  /** A profile of the shared credentials file. */
  | { type: 'credentials'; profile: string | undefined }
  | { type: 'ec2_iam_role' };

export interface AwsSettings {
  authentication: AwsAuthentication;
  region: string;
  /** Role to take after authentication; `seconds` it lasts, by default one hour as STS has it. */
  assumeRole: { arn: string; externalId: string | undefined; seconds?: number | undefined } | null;
  /** Replaces the service's own address; only who may change data sources can set it. */
  endpoint: string | undefined;
  /** The service's endpoints that fulfil FIPS 140; an endpoint with `-fips.` in its name asks for them. */
  fips: boolean;
  proxy: { type: 'none' } | { type: 'env' } | { type: 'url'; url: string };
}

/** Provisioning files and older versions of the editor leave members null. */
const optionalText = z.nullish(z.string());
const storedSchema = z.object({
  authType: optionalText,
  profile: optionalText,
  defaultRegion: optionalText,
  assumeRoleArn: optionalText,
  externalId: optionalText,
  endpoint: optionalText,
  proxyType: optionalText,
  proxyUrl: optionalText,
  proxyUsername: optionalText,
});
type Stored = z.infer<typeof storedSchema>;

/**
 * @param environment gives the region where the settings name none
 * @throws ZoneFlowError `bad_settings` for what is wrong or not allowed here; never with a secret in it
 */
export function parseAwsSettings(
  jsonData: unknown,
  secrets: ReadonlyMap<string, string>,
  policy: AwsPolicy,
  environment: NodeJS.ProcessEnv = process.env
): AwsSettings {
  const stored = parseStored(jsonData);
  const type = authenticationType(stored.authType);
  if (!policy.allowedAuthProviders.includes(type)) {
    throw new ZoneFlowError('bad_settings', `Grafana does not allow the AWS authentication "${type}"`, {
      remedy: `Choose one of ${policy.allowedAuthProviders.join(', ')}, or add it to allowed_auth_providers in section [aws] of grafana.ini${forwarded}.`,
    });
  }
  if (stored.assumeRoleArn && !policy.assumeRoleEnabled) {
    throw new ZoneFlowError('bad_settings', 'The data source assumes a role, which Grafana does not allow', {
      remedy: 'Remove assumeRoleArn, or set assume_role_enabled = true in section [aws] of grafana.ini.',
    });
  }
  const region = chosen(stored.defaultRegion) ?? environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'];
  const endpoint = chosen(stored.endpoint);
  const fips = endpoint?.includes('-fips.') ?? false;
  return {
    authentication: authenticationOf(type, stored.profile || undefined, secrets),
    region: required(region, 'defaultRegion', 'Choose the region of the data, us-east-1 for example.'),
    assumeRole: stored.assumeRoleArn
      ? { arn: stored.assumeRoleArn, externalId: stored.externalId || undefined, seconds: policy.sessionSeconds }
      : null,
    endpoint: fips || endpoint === undefined ? undefined : checkedEndpoint(endpoint),
    fips,
    proxy: proxyOf(stored, secrets, policy),
  };
}

const forwarded = ', and the plugin to forward_settings_to_plugins there';

/** A member of a wrong type is refused and not left out: without its role or profile a data source would be another one. */
function parseStored(jsonData: unknown): Stored {
  const parsed = storedSchema.safeParse(jsonData ?? {});
  if (parsed.success) {
    return parsed.data;
  }
  const name = parsed.error.issues[0]?.path.map(String).join('.');
  throw new ZoneFlowError(
    'bad_settings',
    name ? `The AWS setting ${name} is no text` : 'The AWS settings are no object'
  );
}

/** Old names are still in provisioning files: `arn` was the default chain, `sharedCreds` the credentials file. */
function authenticationType(stored: Stored['authType']): AwsAuthentication['type'] {
  switch (stored) {
    case undefined:
    case null:
    case '':
    case 'default':
    case 'arn':
      return 'default';
    case 'credentials':
    case 'sharedCreds':
      return 'credentials';
    case 'keys':
    case 'ec2_iam_role':
      return stored;
    default:
      throw new ZoneFlowError('bad_settings', `The AWS authentication "${stored}" is not supported`, {
        remedy: 'Set authType to default, keys, credentials or ec2_iam_role.',
      });
  }
}

function authenticationOf(
  type: AwsAuthentication['type'],
  profile: string | undefined,
  secrets: ReadonlyMap<string, string>
): AwsAuthentication {
  switch (type) {
    case 'keys':
      return {
        type,
        accessKey: required(secrets.get('accessKey'), 'accessKey', 'Enter the access key ID.'),
        secretKey: required(secrets.get('secretKey'), 'secretKey', 'Enter the secret access key.'),
        sessionToken: secrets.get('sessionToken') || undefined,
      };
    case 'credentials':
      return { type, profile };
    case 'default':
    case 'ec2_iam_role':
      return { type };
  }
}

function proxyOf(
  { proxyType, proxyUrl, proxyUsername }: Stored,
  secrets: ReadonlyMap<string, string>,
  policy: AwsPolicy
): AwsSettings['proxy'] {
  if (proxyType !== 'none' && proxyType !== 'url') {
    return { type: 'env' };
  }
  if (!policy.proxyPerDataSource) {
    throw new ZoneFlowError('bad_settings', 'The data source has a proxy of its own, which Grafana does not allow', {
      remedy: `Set proxyType to env, or set per_datasource_http_proxy_enabled = true in section [aws] of grafana.ini${forwarded}.`,
    });
  }
  if (proxyType === 'none') {
    return { type: 'none' };
  }
  const remedy = 'Enter the address of the proxy, http://proxy.example:3128 for example.';
  const url = httpUrl(required(proxyUrl ?? undefined, 'proxyUrl', remedy));
  if (url === null) {
    throw new ZoneFlowError('bad_settings', 'The AWS setting proxyUrl is no http:// or https:// address', { remedy });
  }
  const password = secrets.get('proxyPassword');
  if (proxyUsername && password) {
    url.username = encodeURIComponent(proxyUsername);
    url.password = encodeURIComponent(password);
  }
  return { type: 'url', url: url.href };
}

function checkedEndpoint(endpoint: string): string {
  const url = httpUrl(/^[a-z]+:\/\//i.test(endpoint) ? endpoint : `https://${endpoint}`);
  if (url === null) {
    throw new ZoneFlowError('bad_settings', 'The AWS setting endpoint is no http:// or https:// address', {
      remedy: 'Leave it empty for AWS’s own endpoint, or enter an address such as https://s3.example:9000.',
    });
  }
  return url.href.replace(/\/$/, '');
}

function httpUrl(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '' ? url : null;
}

/** `default` is what the lists of Grafana's AWS data sources store for no choice. */
function chosen(value: string | null | undefined): string | undefined {
  return !value || value === 'default' ? undefined : value;
}

function required(value: string | undefined, name: string, remedy: string): string {
  if (!value) {
    throw new ZoneFlowError('bad_settings', `The AWS setting ${name} is missing`, { remedy });
  }
  return value;
}
