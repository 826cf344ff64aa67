/** What can go wrong between this process and an API server, told by its status, its certificate or the network. */
import { ZoneFlowError, type ErrorCode } from '../../errors';

/** An answer other than success. */
export class ApiRefusal extends ZoneFlowError {
  /** HTTP status, or the `code` of an ERROR event in a watch. */
  readonly answered: number;
  /** How long the server asks to wait; null if it does not say. */
  readonly retryAfterMs: number | null;

  constructor(
    code: ErrorCode,
    message: string,
    options: { answered: number; retryAfterMs?: number | null; remedy?: string }
  ) {
    super(code, message, options.remedy === undefined ? {} : { remedy: options.remedy });
    this.answered = options.answered;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** The stream ended in the middle of an answer, or stayed silent for too long. */
export class ApiCut extends ZoneFlowError {
  constructor(message: string, cause?: unknown) {
    super('cluster_unreachable', message, { cause });
  }
}

/** Continue token or resourceVersion too old: only a new list helps. */
export function isGone(error: unknown): boolean {
  return error instanceof ApiRefusal && error.answered === 410;
}

/** True for what the next attempt may get over without anyone doing anything. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ApiRefusal) {
    return error.answered === 429 || error.answered >= 500;
  }
  return error instanceof ApiCut || (error instanceof ZoneFlowError && passingCodes.has(error.code));
}

const passingCodes = new Set<ErrorCode>(['throttled', 'cluster_unreachable', 'engine_unreachable']);

/** Codes of Node's TLS for a certificate that nobody vouches for, or that is for another host. */
export function isUntrusted(error: unknown): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO|^ERR_TLS|^ERR_SSL|^ERR_OSSL/.test(codeOf(error));
}

export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return '';
  }
  if ('code' in error && typeof error.code === 'string') {
    return error.code;
  }
  // Of several addresses that all refused, the first tells enough.
  return error instanceof AggregateError ? codeOf(error.errors[0]) : '';
}

/** `Retry-After` in seconds or as a date; at most five minutes. */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined) {
    return null;
  }
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(wait) ? null : Math.min(longestWaitMs, Math.max(0, wait));
}

const longestWaitMs = 5 * 60_000;

/** An answer that is no JSON comes from something else than an API server. */
export function asAnswerFailure(error: unknown): unknown {
  return error instanceof ZoneFlowError && error.code === 'bad_input'
    ? new ZoneFlowError('cluster_failed', error.message, { cause: error })
    : error;
}
