/** What can go wrong with a call, and AWS's own words for the usual ones. */
import type { S3Fault } from '../../backend/aws/s3-double.test-data';

export type AthenaFault =
  | { type: 'error'; name: string; message: string; status: number; reason?: string; athenaErrorCode?: string }
  /** An answer that is not the service's: of a load balancer or a proxy. */
  | { type: 'status'; status: number }
  /** The connection breaks and nothing was done. */
  | { type: 'refuse' }
  /** The call took effect, but its answer never left: the connection breaks. */
  | { type: 'lost' }
  /** No answer and no end; `works`: the call took effect nevertheless. */
  | { type: 'silence'; works: boolean }
  /** The call took effect; the answer breaks after so many bytes. */
  | { type: 'cut'; after: number }
  | { type: 'slow'; ms: number };

export const user = 'arn:aws:iam::123456789012:user/grafana';

export function rateExceeded(): AthenaFault {
  return { type: 'error', name: 'ThrottlingException', message: 'Rate exceeded', status: 400 };
}

export function queueFull(): AthenaFault {
  return {
    type: 'error',
    name: 'TooManyRequestsException',
    message: 'You have exceeded the limit for the number of queries you can run concurrently.',
    status: 400,
    reason: 'CONCURRENT_QUERY_LIMIT_EXCEEDED',
  };
}

export function internalError(): AthenaFault {
  return { type: 'error', name: 'InternalServerException', message: 'Internal failure', status: 500 };
}

export function expiredToken(): AthenaFault {
  const message = 'The security token included in the request is expired';
  return { type: 'error', name: 'ExpiredTokenException', message, status: 400 };
}

export function accessDenied(action: string, resource: string): AthenaFault {
  return { type: 'error', name: 'AccessDeniedException', message: denial(action, resource), status: 400 };
}

export function invalidRequest(message: string, athenaErrorCode?: string): AthenaFault {
  return {
    type: 'error',
    name: 'InvalidRequestException',
    message,
    status: 400,
    ...(athenaErrorCode !== undefined && { athenaErrorCode }),
  };
}

export function s3SlowDown(): S3Fault {
  return { status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' };
}

/** @param action `s3:GetObject`, or `kms:Decrypt` for an encrypted object whose key may not be used */
export function s3Denied(action: string, resource: string): S3Fault {
  return { status: 403, code: 'AccessDenied', message: denial(action, resource) };
}

export function s3Expired(): S3Fault {
  return { status: 400, code: 'ExpiredToken', message: 'The provided token has expired.' };
}

function denial(action: string, resource: string): string {
  return `User: ${user} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
}
