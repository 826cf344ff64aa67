/** Failures of AWS calls as errors of our table: which call, on what, and what to do about it. */
import { ZoneFlowError, type ErrorCode } from '../errors';

export interface AwsCall {
  /** IAM action, `athena:StartQueryExecution`. */
  action: string;
  /** What it was about: a bucket, a workgroup, a cluster. */
  of?: string;
  /** Where it was asked, if a wrong region is a likely reason of its failure. */
  region?: string;
}

interface Kind {
  code: ErrorCode;
  what: string;
  remedy?: string;
}

/**
 * Credentials, permission, throttling, network and region failures; anything else is `engine_failed` with AWS's own words.
 * A ZoneFlowError, an abort and failures of this machine's disk pass through.
 */
export function toAwsError(error: unknown, call: AwsCall): unknown {
  if (error instanceof ZoneFlowError || !(error instanceof Error) || error.name === 'AbortError' || isOfDisk(error)) {
    return error;
  }
  const subject = call.of === undefined ? '' : ` (${call.of})`;
  const kind = kindOf(error, call);
  return new ZoneFlowError(kind.code, `${call.action}${subject}: ${kind.what}`, {
    ...(kind.remedy !== undefined && { remedy: kind.remedy }),
    cause: error,
  });
}

function isOfDisk(error: Error): boolean {
  return /^(ENOSPC|EDQUOT|EROFS|EACCES|EPERM|ENOENT|EMFILE|EIO)$/.test(codeOf(error));
}

/** True for what a later attempt may get over: throttling, server failures, cut connections, a clock set right since. */
export function isPassing(error: unknown): boolean {
  const { name, code, status } = traits(error);
  return (
    status === 429 ||
    status >= 500 ||
    throttling.has(name) ||
    passingCodes.has(code) ||
    passingNames.has(name) ||
    wrongClock.has(name)
  );
}

/** True if the failure is of the account's rate or concurrency, not of the call. */
export function isThrottling(error: unknown): boolean {
  const { name, status } = traits(error);
  return status === 429 || throttling.has(name);
}

/** True if new credentials may be accepted where these were not. */
export function isExpired(error: unknown): boolean {
  return expired.has(traits(error).name);
}

// Names without `Exception`, which some services add.
const throttling = new Set([
  'Throttling',
  'Throttled',
  'TooManyRequests',
  'RequestLimitExceeded',
  'SlowDown',
  'RequestThrottled',
]);
const expired = new Set(['ExpiredToken', 'TokenRefreshRequired', 'RequestExpired']);
const rejected = new Set([
  'InvalidClientTokenId',
  'UnrecognizedClient',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'InvalidSignature',
  'InvalidToken',
  'InvalidIdentityToken',
  'AuthFailure',
]);
/** The SDK corrects its clock by the answer's date, so that the next attempt is signed right. */
const wrongClock = new Set(['RequestTimeTooSkewed', 'RequestInTheFuture']);
const denied = new Set(['AccessDenied', 'UnauthorizedOperation', 'AuthorizationError', 'Forbidden']);
const passingNames = new Set(['TimeoutError', 'RequestTimeout', 'InternalError', 'ServiceUnavailable']);
const cutCode = 'ERR_STREAM_PREMATURE_CLOSE';
const passingCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  cutCode,
]);
const networkCodes = new Set([...passingCodes, 'ENOTFOUND']);
const wrongRegion = new Set(['PermanentRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraint']);

function kindOf(error: Error, call: AwsCall): Kind {
  const { name, status } = traits(error);
  if (name === 'CredentialsProviderError' || name === 'ProviderError') {
    return { code: 'no_credentials', what: 'there are no AWS credentials' };
  }
  if (expired.has(name)) {
    return { code: 'credentials_expired', what: 'the AWS credentials have expired' };
  }
  if (rejected.has(name)) {
    return {
      code: 'credentials_rejected',
      what: `AWS does not accept the credentials (${name})`,
      // A region that the account has not enabled knows none of its keys.
      ...(call.region !== undefined && {
        remedy: `Check access key ID, secret access key and session token, and that the account has enabled the region ${call.region}.`,
      }),
    };
  }
  if (wrongClock.has(name)) {
    return {
      code: 'credentials_rejected',
      what: 'AWS does not accept the time of the signature',
      remedy: 'Set the clock of the machine that runs Grafana right.',
    };
  }
  if (name === 'NoSuchBucket') {
    return { code: 'location_missing', what: 'the bucket does not exist' };
  }
  if (wrongRegion.has(name) || status === 301) {
    return {
      code: 'bad_settings',
      what: 'the data is in another region',
      remedy: 'Set the default region of the data source to the region of the data.',
    };
  }
  // Throttling comes with 400, 403, 429 or 503, by service.
  if (isThrottling(error)) {
    return { code: 'throttled', what: 'AWS asks to slow down' };
  }
  if (denied.has(name) || status === 403) {
    return deniedKind(error.message, call);
  }
  if (isNoAnswerOfAws(error, status)) {
    return {
      code: 'engine_unreachable',
      what: `what answers is not AWS${status === 0 ? '' : ` (HTTP ${status})`}`,
      remedy: 'Check region and endpoint, and whether a proxy on the way answers in place of AWS.',
    };
  }
  return unreachableKind(error, call) ?? { code: 'engine_failed', what: `${name}: ${withoutSecrets(error.message)}` };
}

/** A page in HTML, or an answer without any code: the SDK finds no error of AWS in it. */
function isNoAnswerOfAws({ message }: Error, status: number): boolean {
  return (
    message.includes('Deserialization error: to see the raw response') ||
    (/^Unknown(?:Error)?$/.test(message) && status < 500)
  );
}

/** AWS names the action that is missing, which need not be the call's own: `kms:Decrypt`, `sts:AssumeRole`. */
function deniedKind(message: string, call: AwsCall): Kind {
  const action = /not authorized to perform: ([a-z0-9-]+:[A-Za-z]+)/.exec(message)?.[1] ?? call.action;
  const resource = /on resource: "?(arn:[^\s"]+)/.exec(message)?.[1] ?? call.of;
  const reason = /because ([^.]{1,120})/.exec(message)?.[1];
  return {
    code: 'access_denied',
    what: reason === undefined ? 'AWS denied access' : `AWS denied access because ${reason}`,
    remedy: `Allow ${action}${resource === undefined ? '' : ` on ${resource}`} to the credentials of the data source.`,
  };
}

function unreachableKind(error: Error, { action, region }: AwsCall): Kind | null {
  const { name, code } = traits(error);
  const service = action.split(':', 1).join('');
  const proxyAnswer = /^Bad response: (\d+)$/.exec(error.message)?.[1];
  if (proxyAnswer !== undefined) {
    return {
      code: 'engine_unreachable',
      what: `the proxy refuses the connection (${proxyAnswer})`,
      remedy: 'Check the proxy’s address, user and password, and that it lets connections to AWS pass.',
    };
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|^ERR_TLS/.test(code)) {
    return {
      code: 'engine_unreachable',
      what: `the certificate of the other side is not trusted (${code})`,
      remedy: 'Name the certificate authority in NODE_EXTRA_CA_CERTS, and forward it to the plugin.',
    };
  }
  if (code === 'ENOTFOUND' && region !== undefined) {
    return {
      code: 'engine_unreachable',
      what: `there is no address of the service ${service} in the region ${region} (${code})`,
      remedy: `Check the name of the region, that it has the service ${service}, the endpoint if one is set, and that this machine resolves names of AWS.`,
    };
  }
  if (networkCodes.has(code) || networkCodes.has(name) || name === 'TimeoutError') {
    return {
      code: 'engine_unreachable',
      what: code === cutCode ? 'the answers of AWS break off' : `AWS does not answer (${code || name})`,
      remedy: 'Check region and endpoint, and that this machine may connect to AWS, through a proxy or a VPC endpoint.',
    };
  }
  return null;
}

const mostLetters = 300;

/** No message of AWS is known to hold a secret; key IDs, tokens and signatures would be there if one did. */
function withoutSecrets(message: string): string {
  return message
    .replaceAll(/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, '…')
    .replaceAll(/(X-Amz-(?:Signature|Credential|Security-Token)=)[^&\s]+/gi, '$1…')
    .slice(0, mostLetters);
}

interface Traits {
  name: string;
  code: string;
  status: number;
}

function traits(error: unknown): Traits {
  if (!(error instanceof Error)) {
    return { name: '', code: '', status: 0 };
  }
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata ? metadata.httpStatusCode : 0;
  const code = codeOf(error) || codeOf(error.cause);
  return { name: error.name.replace(/Exception$/, ''), code, status: typeof status === 'number' ? status : 0 };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
