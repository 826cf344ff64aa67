/** One HTTP exchange with a Trino server over connections that stay open, tried again where Trino says to. */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { ZoneFlowError } from '../../errors';
import { timeLimit } from '../../time-limit';

export interface HttpOptions {
  /** Scheme, host, port and a path before `/v1/…` if a proxy wants one. */
  url: string;
  /** Sent with every request; may hold credentials. */
  headers: Readonly<Record<string, string>>;
  /** PEM of certificate authorities to trust instead of the system's. */
  certificateAuthority?: string;
}

export interface HttpAnswer {
  status: number;
  body: string;
}

export interface HttpCall {
  method: 'GET' | 'POST' | 'DELETE';
  /** Absolute URL; its origin is replaced by the configured one, so that credentials go nowhere else. */
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** An abort does not cut off a try under way, only the pauses between tries: its answer must be known. */
  uncut?: boolean;
}

/** Errors of every method: engine_unreachable; the signal's reason when it aborts. */
export interface Http {
  /** Tries again on the statuses that the protocol names (429, 502, 503, 504) and on cut connections. */
  send(call: HttpCall, signal: AbortSignal): Promise<HttpAnswer>;
  url(path: string): string;
  close(): void;
}

/** Trino's client protocol: "If the client request returns an HTTP 502, 503 or 504, …try again"; 429 names a time in Retry-After. */
const passingStatuses = new Set([429, 502, 503, 504]);
const mostTries = 6;
const longestWaitMs = 10_000;
/** Trino answers a poll within a second; longer silence is a dead connection. */
const silenceMs = 60_000;
const mostBodyBytes = 256 * 2 ** 20;

export function createHttp({ url, headers, certificateAuthority }: HttpOptions): Http {
  const base = new URL(url);
  const secure = base.protocol === 'https:';
  const agent = secure
    ? new HttpsAgent({ keepAlive: true, ca: certificateAuthority })
    : new HttpAgent({ keepAlive: true });

  /** One try. Resolves with any status; rejects with what broke the connection. */
  function once(call: HttpCall, signal: AbortSignal): Promise<HttpAnswer & { retryAfter: string | undefined }> {
    const { pathname, search } = new URL(call.url);
    const target = new URL(`${base.origin}${pathname}${search}`);
    return new Promise((resolve, reject) => {
      const request = (secure ? httpsRequest : httpRequest)(
        target,
        {
          agent,
          method: call.method,
          signal: call.uncut === true ? timeLimit(silenceMs) : signal,
          timeout: silenceMs,
          headers: {
            ...headers,
            ...call.headers,
            'accept-encoding': 'gzip',
            ...(call.body === undefined ? {} : { 'content-length': Buffer.byteLength(call.body) }),
          },
        },
        (response) => {
          readBody(response).then(
            (body) => resolve({ status: response.statusCode ?? 0, body, retryAfter: response.headers['retry-after'] }),
            reject
          );
        }
      );
      request.on('timeout', () => request.destroy(new Error('the server does not answer')));
      request.on('error', reject);
      request.end(call.body);
    });
  }

  return {
    url: (path) => `${base.origin}${base.pathname.replace(/\/$/, '')}${path}`,
    async send(call, signal) {
      for (let tries = 1; ; tries++) {
        signal.throwIfAborted();
        let failure: unknown = null;
        let wait = 0;
        try {
          const { status, body, retryAfter } = await once(call, signal);
          if (!passingStatuses.has(status) || tries === mostTries) {
            return { status, body };
          }
          wait = retryAfterMs(retryAfter);
        } catch (error) {
          failure = error;
        }
        signal.throwIfAborted();
        if (failure !== null && (tries === mostTries || !isPassing(failure))) {
          throw unreachable(failure, base.host);
        }
        // Half to all of a doubling step, so that many clients do not come back at one moment.
        const step = 100 * 2 ** (tries - 1);
        const pause = Math.min(longestWaitMs, Math.max(wait, step * (0.5 + Math.random() / 2)));
        await sleep(pause, undefined, { signal }).catch(() => signal.throwIfAborted());
      }
    },
    close: () => agent.destroy(),
  };
}

async function readBody(response: IncomingMessage): Promise<string> {
  const stream = response.headers['content-encoding'] === 'gzip' ? response.pipe(createGunzip()) : response;
  // A pipe does not hand on the source's failure.
  response.on('error', (error) => stream.destroy(error));
  response.on('aborted', () => stream.destroy(new Error('the connection was cut')));
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > mostBodyBytes) {
      throw new Error('an answer is larger than 256 MiB');
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function retryAfterMs(header: string | undefined): number {
  const seconds = Number(header);
  return header !== undefined && Number.isFinite(seconds) ? seconds * 1000 : 0;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Connections that end are made again; names that do not resolve and certificates that do not fit stay so. */
function isPassing(error: unknown): boolean {
  return !/^(ENOTFOUND|ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|UNABLE_TO|SELF_SIGNED|EPROTO|HPE_)/.test(codeOf(error));
}

function unreachable(error: unknown, host: string): ZoneFlowError {
  const reason = error instanceof Error ? error.message || codeOf(error) : String(error);
  const isCertificate = /^(ERR_TLS|CERT_|DEPTH_ZERO|UNABLE_TO|SELF_SIGNED)/.test(codeOf(error));
  return new ZoneFlowError('engine_unreachable', `Trino at ${host} cannot be reached: ${reason}`, {
    cause: error,
    ...(isCertificate
      ? {
          remedy: 'Give the certificate of its authority as the secret tlsCACert of the data source.',
        }
      : {}),
  });
}
