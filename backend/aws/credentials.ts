/** Credentials for AWS by the data source's settings, each kind from the SDK's own provider. */
import {
  fromIni,
  fromInstanceMetadata,
  fromNodeProviderChain,
  fromTemporaryCredentials,
} from '@aws-sdk/credential-providers';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ZoneFlowError } from '../errors';
import { toAwsError } from './aws-error';
import type { AwsSettings } from './aws-settings';
import { requestHandler } from './request-handler';

/** What the clients of the SDK take. */
export type AwsCredentialsProvider = ReturnType<typeof fromTemporaryCredentials>;

/** Shown in CloudTrail as the session of an assumed role. */
const roleSessionName = 'zoneflow';
/** The SDK renews what ends within five minutes: it looks a minute later for files that were written anew. */
const unmarkedLifeMs = 6 * 60_000;

/**
 * A provider that the clients ask whenever theirs end. Its errors: no_credentials, credentials_expired,
 * credentials_rejected, access_denied (of the role), engine_unreachable.
 */
export function credentialsOf(settings: AwsSettings): AwsCredentialsProvider {
  // The SDK would write of later versions of itself, which are not the reader's choice.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const base = baseCredentials(settings);
  const { assumeRole } = settings;
  if (assumeRole === null) {
    return base;
  }
  const role = fromTemporaryCredentials({
    masterCredentials: base,
    params: {
      RoleArn: assumeRole.arn,
      RoleSessionName: roleSessionName,
      ...(assumeRole.externalId !== undefined && { ExternalId: assumeRole.externalId }),
      ...(assumeRole.seconds !== undefined && { DurationSeconds: assumeRole.seconds }),
    },
    clientConfig: stsConfiguration(settings),
  });
  return async (asked) => {
    try {
      return await role(asked);
    } catch (error) {
      throw toAwsError(error, { action: 'sts:AssumeRole', of: assumeRole.arn });
    }
  };
}

function baseCredentials(settings: AwsSettings): AwsCredentialsProvider {
  const { authentication } = settings;
  switch (authentication.type) {
    case 'keys': {
      const { accessKey, secretKey, sessionToken } = authentication;
      return async () => ({
        accessKeyId: accessKey,
        secretAccessKey: secretKey,
        ...(sessionToken !== undefined && { sessionToken }),
      });
    }
    case 'credentials': {
      const { profile } = authentication;
      const options = { ...(profile !== undefined && { profile }), clientConfig: stsConfiguration(settings) };
      return explained(() => fromIni({ ...options, ignoreCache: true })(), noProfile(profile));
    }
    case 'ec2_iam_role':
      return explained(fromInstanceMetadata({ maxRetries: 1 }), {
        message: 'The instance that runs Grafana gives no credentials of an instance role',
        remedy:
          'Attach a role to the instance; where Grafana runs in a container, allow a hop limit of 2 for instance metadata.',
      });
    case 'default': {
      const options = { clientConfig: stsConfiguration(settings) };
      // A chain keeps what has no end for ever, and the files with it: each asking makes a new one.
      return explained(() => fromNodeProviderChain({ ...options, ignoreCache: true })(), noneInChain());
    }
  }
}

interface Explanation {
  message: string;
  remedy: string;
}

/** Says what to do where there are none, and gives credentials without an end a short one. */
function explained(
  provider: () => ReturnType<AwsCredentialsProvider>,
  { message, remedy }: Explanation
): AwsCredentialsProvider {
  return async () => {
    haveHome();
    try {
      const credentials = await provider();
      return { ...credentials, expiration: credentials.expiration ?? new Date(Date.now() + unmarkedLifeMs) };
    } catch (error) {
      const known = toAwsError(error, { action: 'AWS credentials' });
      throw known instanceof ZoneFlowError && known.code === 'no_credentials'
        ? new ZoneFlowError('no_credentials', `${message}${wordsOf(error)}`, { remedy, cause: error })
        : known;
    }
  };
}

/** The SDK's own words where they tell more: a login that has ended, a device that must confirm. */
function wordsOf(error: unknown): string {
  const words = error instanceof Error ? error.message.slice(0, mostLetters) : '';
  return words === '' || /from any providers|resolve credentials using profile|metadata service/.test(words)
    ? ''
    : `: ${words}`;
}

const mostLetters = 300;

/**
 * The SDK looks for shared files in the home folder before anything else that follows, and fails where there is none: an
 * account without an entry in the system's list of users, as containers have it, and no HOME.
 */
function haveHome(): void {
  try {
    homedir();
  } catch {
    process.env['HOME'] = '/';
  }
}

const pluginId = 'zoneflow-ekscrossaz-datasource';

function noneInChain(): Explanation {
  const remedy = isInGrafana()
    ? `Grafana keeps its AWS variables from plugins: add ${pluginId} to forward_settings_to_plugins in section [aws] of grafana.ini (Grafana 12.4.2 and later) or to forward_host_env_vars in section [plugins], or choose access keys.`
    : 'Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.';
  return {
    message:
      'There are no AWS credentials in the environment, the shared files, a web identity, a pod identity or an instance role',
    remedy,
  };
}

function noProfile(profile: string | undefined): Explanation {
  const file = process.env['AWS_SHARED_CREDENTIALS_FILE'] || join(homeFolder(), '.aws', 'credentials');
  return {
    message: `The file ${file} has no AWS credentials of the profile ${profile ?? process.env['AWS_PROFILE'] ?? 'default'}`,
    remedy: `Write the profile into the file, readable for the account that runs Grafana, or name another file in AWS_SHARED_CREDENTIALS_FILE${
      isInGrafana() ? `, which forward_host_env_vars = ${pluginId} in section [plugins] passes on` : ''
    }.`,
  };
}

function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return '/';
  }
}

/** Grafana tells each plugin its version. */
function isInGrafana(): boolean {
  return process.env['GF_VERSION'] !== undefined;
}

/** STS of the data's region: the global one is no part of other partitions and of private networks. */
function stsConfiguration({ region, proxy, fips }: AwsSettings) {
  return { region, requestHandler: requestHandler(proxy), ...(fips && { useFipsEndpoint: true }) };
}
