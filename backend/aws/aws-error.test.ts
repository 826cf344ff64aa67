import { ZoneFlowError } from '../errors';
import { isExpired, isPassing, isThrottling, toAwsError } from './aws-error';

interface Given {
  name?: string;
  message?: string;
  status?: number;
  code?: string;
  cause?: Error;
}

function failure({ name = 'Error', message = 'said AWS', status, code, cause }: Given): Error {
  return Object.assign(new Error(message, { cause }), {
    name,
    ...(status !== undefined && { $metadata: { httpStatusCode: status } }),
    ...(code !== undefined && { code }),
  });
}

const call = { action: 's3:GetObject', of: 's3://logs/a' };
const known = (given: Given): ZoneFlowError => {
  const error = toAwsError(failure(given), call);
  if (!(error instanceof ZoneFlowError)) {
    throw new Error('no ZoneFlowError');
  }
  return error;
};

test.each<[Given, string, string]>([
  [{ name: 'CredentialsProviderError' }, 'no_credentials', 'there are no AWS credentials'],
  [{ name: 'ExpiredToken', status: 400 }, 'credentials_expired', 'the AWS credentials have expired'],
  [{ name: 'ExpiredTokenException', status: 403 }, 'credentials_expired', 'the AWS credentials have expired'],
  [
    { name: 'InvalidAccessKeyId', status: 403 },
    'credentials_rejected',
    'AWS does not accept the credentials (InvalidAccessKeyId)',
  ],
  [
    { name: 'SignatureDoesNotMatch', status: 403 },
    'credentials_rejected',
    'AWS does not accept the credentials (SignatureDoesNotMatch)',
  ],
  [
    { name: 'RequestTimeTooSkewed', status: 403 },
    'credentials_rejected',
    'AWS does not accept the time of the signature',
  ],
  [{ name: 'AccessDenied', status: 403 }, 'access_denied', 'AWS denied access'],
  [{ name: '403', status: 403 }, 'access_denied', 'AWS denied access'],
  [{ name: 'SlowDown', status: 503 }, 'throttled', 'AWS asks to slow down'],
  [{ name: 'ThrottlingException', status: 400 }, 'throttled', 'AWS asks to slow down'],
  [{ name: 'RequestLimitExceeded', status: 403 }, 'throttled', 'AWS asks to slow down'],
  [{ name: 'NoSuchBucket', status: 404 }, 'location_missing', 'the bucket does not exist'],
  [{ name: 'PermanentRedirect', status: 301 }, 'bad_settings', 'the data is in another region'],
  [{ code: 'ENOTFOUND' }, 'engine_unreachable', 'AWS does not answer (ENOTFOUND)'],
  [{ cause: failure({ code: 'ECONNREFUSED' }) }, 'engine_unreachable', 'AWS does not answer (ECONNREFUSED)'],
  [{ name: 'TimeoutError' }, 'engine_unreachable', 'AWS does not answer (TimeoutError)'],
  [
    { message: 'Unexpected token < Deserialization error: to see the raw response, inspect $response', status: 502 },
    'engine_unreachable',
    'what answers is not AWS (HTTP 502)',
  ],
  [
    { name: 'NotFound', message: 'UnknownError', status: 404 },
    'engine_unreachable',
    'what answers is not AWS (HTTP 404)',
  ],
  [{ message: 'Bad response: 407' }, 'engine_unreachable', 'the proxy refuses the connection (407)'],
  [
    { code: 'SELF_SIGNED_CERT_IN_CHAIN' },
    'engine_unreachable',
    'the certificate of the other side is not trusted (SELF_SIGNED_CERT_IN_CHAIN)',
  ],
  [{ name: 'InternalError', status: 500 }, 'engine_failed', 'InternalError: said AWS'],
])('%j', (given, code, what) => {
  expect(known(given)).toMatchObject({ code, message: `s3:GetObject (s3://logs/a): ${what}` });
});

test('the remedy names the action that AWS misses, which need not be the call’s own', () => {
  expect(known({ name: 'AccessDenied' }).remedy).toBe(
    'Allow s3:GetObject on s3://logs/a to the credentials of the data source.'
  );
  const message =
    'User: arn:aws:sts::111122223333:assumed-role/r/zoneflow is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:111122223333:key/7 because no identity-based policy allows the kms:Decrypt action';
  const denied = known({ name: 'AccessDenied', message });
  expect(denied.remedy).toBe(
    'Allow kms:Decrypt on arn:aws:kms:us-east-1:111122223333:key/7 to the credentials of the data source.'
  );
  expect(denied.message).toContain('because no identity-based policy allows the kms:Decrypt action');
});

test('what is no failure of AWS stays what it is', () => {
  const own = new ZoneFlowError('bad_query', 'no');
  const aborted = new DOMException('gone', 'AbortError');
  const disk = failure({ code: 'ENOSPC' });
  expect([own, aborted, disk, 'text'].map((error) => toAwsError(error, call))).toEqual([own, aborted, disk, 'text']);
});

test('no key and no signature is in a message', () => {
  const message =
    'https://x/?X-Amz-Signature=abcdef&X-Amz-Credential=AKIA0123456789ABCDEF%2F2026 of AKIA0123456789ABCDEF';
  expect(known({ name: 'Strange', message }).message).not.toMatch(/abcdef|AKIA0123456789ABCDEF/);
});

test.each<[Given, boolean, boolean]>([
  [{ name: 'SlowDown', status: 503 }, true, true],
  [{ status: 500 }, true, false],
  [{ status: 429 }, true, true],
  [{ code: 'ECONNRESET' }, true, false],
  [{ name: 'TimeoutError' }, true, false],
  [{ name: 'RequestTimeTooSkewed', status: 403 }, true, false],
  [{ code: 'ENOTFOUND' }, false, false],
  [{ name: 'AccessDenied', status: 403 }, false, false],
  [{ name: 'NoSuchKey', status: 404 }, false, false],
])('%j passes: %s, throttles: %s', (given, passing, throttling) => {
  expect([isPassing(failure(given)), isThrottling(failure(given))]).toEqual([passing, throttling]);
});

test('expired credentials are told from refused ones', () => {
  expect([isExpired(failure({ name: 'ExpiredToken' })), isExpired(failure({ name: 'AccessDenied' }))]).toEqual([
    true,
    false,
  ]);
});

test.each<[Given, string, RegExp, RegExp]>([
  [
    { code: 'ENOTFOUND' },
    'engine_unreachable',
    /no address of the service athena in the region eu-west-9/,
    /has the service athena/,
  ],
  [
    { name: 'UnrecognizedClientException', status: 400 },
    'credentials_rejected',
    /UnrecognizedClient/,
    /enabled the region eu-west-9/,
  ],
])('%j, where the region is a likely reason', (given, code, message, remedy) => {
  const error = toAwsError(failure(given), { action: 'athena:GetWorkGroup', of: 'primary', region: 'eu-west-9' });
  expect(error).toMatchObject({
    code,
    message: expect.stringMatching(message) as string,
    remedy: expect.stringMatching(remedy) as string,
  });
});
