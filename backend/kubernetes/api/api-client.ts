/** GET requests to a cluster's API server, whose answers are read as streams. */
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { IncomingMessage } from 'node:http';
import { ZoneFlowError, type ErrorCode } from '../../errors';
import { isRecord, textIn, type JsonRecord } from '../json-record';
import type { ApiAccess, ApiTarget } from './api-access';
import { ApiConnection } from './api-connection';
import { ApiCut, ApiRefusal, codeOf, isUntrusted, retryAfterMs } from './api-failure';

export interface GetOptions {
  /** What the request does, for messages: `list pods`. */
  what: string;
  /** The answer may stay silent this long. */
  silenceMs: number;
  signal: AbortSignal;
}

export interface ApiClientOptions {
  /** Epoch milliseconds. */
  now?: () => number;
  /** Longest wait for a connection. */
  connectMs?: number;
}

export class ApiClient {
  /** Requests sent, and those answered with other than success. */
  readonly counts = { requests: 0, refused: 0 };
  readonly access: ApiAccess;
  private readonly connection = new ApiConnection();
  private readonly localNow: () => number;
  private readonly connectMs: number;
  private skewMs = 0;

  constructor(access: ApiAccess, { now = Date.now, connectMs = 10_000 }: ApiClientOptions = {}) {
    this.access = access;
    this.localNow = now;
    this.connectMs = connectMs;
  }

  /**
   * Epoch milliseconds by this machine's clock, or by the server's where they differ by more than its answers can tell:
   * of two collectors with different clocks, none must find gone what the other saw later.
   */
  now(): number {
    return this.localNow() + this.skewMs;
  }

  /** How far the server's clock is ahead of this machine's; 0 where they agree. */
  get clockSkewMs(): number {
    return this.skewMs;
  }

  /**
   * The body of a successful answer, unzipped. A token that is not accepted and a server that is not found, or not trusted,
   * are looked up anew once. Errors: ApiRefusal, ApiCut, cluster_unreachable, cluster_missing, those of the access, the
   * abort's reason.
   */
  async get(path: string, options: GetOptions): Promise<AsyncIterable<Buffer>> {
    const { signal, silenceMs } = options;
    const renewed = { token: false, cluster: false };
    for (;;) {
      const target = await this.access.target(signal);
      const sentAt = this.localNow();
      this.counts.requests++;
      let response: IncomingMessage;
      try {
        response = await this.connection.send(target, path, { connectMs: this.connectMs, silenceMs, signal });
      } catch (error) {
        signal.throwIfAborted();
        if (!renewed.cluster && (await this.access.renew('cluster', signal))) {
          renewed.cluster = true;
          continue;
        }
        throw await this.unreachable(target, error, signal);
      }
      this.noteClock(response.headers.date, sentAt);
      if (response.statusCode === 200) {
        return body(response, options);
      }
      this.counts.refused++;
      const refusal = await this.refusal(response, options);
      if (refusal.answered === 401 && !renewed.token && (await this.access.renew('token', signal))) {
        renewed.token = true;
        continue;
      }
      throw refusal;
    }
  }

  close(): void {
    this.connection.close();
  }

  /** The date has whole seconds: half a second and the way of the answer lie within what is let pass. */
  private noteClock(header: string | undefined, sentAt: number): void {
    const date = Date.parse(header ?? '');
    if (!Number.isNaN(date)) {
      const skew = date + 500 - (sentAt + this.localNow()) / 2;
      this.skewMs = Math.abs(skew) > passableSkewMs ? Math.round(skew) : 0;
    }
  }

  private async unreachable(target: ApiTarget, cause: unknown, signal: AbortSignal): Promise<ZoneFlowError> {
    const { cluster } = this.access;
    const untrusted = isUntrusted(cause);
    const why = codeOf(cause) || (cause instanceof Error ? cause.message : String(cause));
    const message = untrusted
      ? `The API server of the cluster ${cluster} shows a certificate that its authority did not issue (${why})`
      : `The API server of the cluster ${cluster} at ${target.server} does not answer (${why})`;
    const remedy = await this.access.remedies(untrusted ? 'untrusted' : 'unreachable', signal);
    return new ZoneFlowError('cluster_unreachable', message, { remedy, cause });
  }

  private async refusal(response: IncomingMessage, options: GetOptions): Promise<ApiRefusal> {
    const { what, signal } = options;
    const { cluster } = this.access;
    const answered = response.statusCode ?? 0;
    const words = messageOf(await statusDocument(response, options));
    const refuse = (code: ErrorCode, message: string, remedy?: string): ApiRefusal =>
      new ApiRefusal(code, message, {
        answered,
        retryAfterMs: retryAfterMs(response.headers['retry-after'], this.localNow()),
        ...(remedy !== undefined && { remedy }),
      });
    switch (answered) {
      case 401: {
        const remedy = await this.access.remedies('unauthorized', signal);
        return refuse('cluster_denied', `The cluster ${cluster} does not accept who asks (401)`, remedy);
      }
      case 403: {
        const remedy = await this.access.remedies('forbidden', signal);
        return refuse('cluster_denied', `The cluster ${cluster} does not allow to ${what}${words}`, remedy);
      }
      case 429:
        return refuse('throttled', `The API server of the cluster ${cluster} asks to slow down`, 'It is tried again.');
      default:
        return refuse('cluster_failed', `The cluster ${cluster} answers ${answered} to ${what}${words}`);
    }
  }
}

const passableSkewMs = 2_000;
const longestStatus = 64 * 1024;

/** A Kubernetes Status object, if the answer is one. */
async function statusDocument(response: IncomingMessage, options: GetOptions): Promise<JsonRecord> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body(response, options)) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > longestStatus) {
        break;
      }
    }
    const document: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return isRecord(document) ? document : {};
  } catch {
    options.signal.throwIfAborted();
    return {}; // a load balancer's page, or nothing: the status says enough
  }
}

function messageOf(status: JsonRecord): string {
  const message = textIn(status, 'message');
  return message === '' ? '' : `: ${message.slice(0, 300)}`;
}

async function* body(response: IncomingMessage, { signal, what }: GetOptions): AsyncGenerator<Buffer> {
  const zipped = response.headers['content-encoding'] === 'gzip';
  const stream: Readable = zipped ? pipeline(response, createGunzip(), () => undefined) : response;
  try {
    for await (const chunk of stream) {
      yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    }
  } catch (error) {
    signal.throwIfAborted();
    throw new ApiCut(`The answer to ${what} was cut off or stayed silent`, error);
  } finally {
    response.destroy();
  }
}
