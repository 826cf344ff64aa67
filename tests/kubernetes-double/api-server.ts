/**
 * A Kubernetes API server for tests: lists in pages and watches of pods and nodes over TLS, by the rules that clients rely
 * on (resourceVersion, continue, bookmarks, 410), and with the faults that real ones show.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { createAuthority, serverCertificate, type Authority } from './certificates';
import { Gone, ObjectStore, type ChangeType, type Resource } from './object-store';
import type { JsonRecord } from '../../backend/kubernetes/json-record';

export interface DoubleOptions {
  /** Milliseconds that one second of `timeoutSeconds` lasts. */
  secondMs?: number;
  /** Milliseconds between bookmarks. */
  bookmarkMs?: number;
  port?: number;
  /** Of the `Date` header, epoch milliseconds. */
  now?: () => number;
}

/** What may be set while it runs. */
export interface Faults {
  /** Tokens that are accepted; null for any. */
  tokens: ReadonlySet<string> | null;
  /** `list pods`, `watch nodes`: answered with 403. */
  denied: Set<string>;
  /** Answers to the next requests, one each; `null` for a right one. */
  answers: Array<Refusal | null>;
  /** Bytes after which the next lists are cut, one each. */
  listCuts: number[];
  /** Whether a version that is too old is told by the status or in the stream. */
  goneInStream: boolean;
  /** No bookmarks and no ends of watches: a connection that is dead. */
  silent: boolean;
  /** Milliseconds until a request is answered. */
  delayMs: number;
}

export interface Refusal {
  status: number;
  retryAfter?: string;
}

interface OpenWatch {
  resource: Resource;
  response: ServerResponse;
  /** No more events; the connection stays. */
  stop: () => void;
  end: () => void;
}

export class KubernetesDouble {
  readonly store = new ObjectStore();
  readonly faults: Faults = {
    tokens: null,
    denied: new Set(),
    answers: [],
    listCuts: [],
    goneInStream: true,
    silent: false,
    delayMs: 0,
  };
  /** `GET /api/v1/pods?limit=500 200` */
  readonly requests: string[] = [];
  private readonly options: Required<Omit<DoubleOptions, 'now'>> & { now: () => number };
  private readonly server: Server;
  private readonly watches = new Set<OpenWatch>();
  private currentAuthority: Authority;

  private constructor(options: DoubleOptions) {
    this.options = { secondMs: 1000, bookmarkMs: 60_000, port: 0, now: Date.now, ...options };
    this.currentAuthority = createAuthority('kubernetes');
    this.server = createServer(serverCertificate(this.currentAuthority), (request, response) => {
      void this.answer(request, response);
    });
  }

  static async start(options: DoubleOptions = {}): Promise<KubernetesDouble> {
    const double = new KubernetesDouble(options);
    await new Promise<void>((resolve) => double.server.listen(double.options.port, '127.0.0.1', resolve));
    return double;
  }

  get url(): string {
    const address: AddressInfo | string | null = this.server.address();
    return `https://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  /** PEM of the authority that vouches for it. */
  get authority(): string {
    return this.currentAuthority.certificate;
  }

  get openWatches(): number {
    return this.watches.size;
  }

  apply(type: ChangeType, resource: Resource, object: JsonRecord): void {
    this.store.apply(type, resource, object);
  }

  /** Cuts all watches in the middle of an event, or ends them in order. */
  endWatches(how: 'cut' | 'end'): void {
    for (const watch of [...this.watches]) {
      if (how === 'end') {
        watch.end();
      } else {
        watch.stop();
        watch.response.write('{"type":"MODIFIED","object":{"metad');
        setImmediate(() => watch.response.destroy());
      }
    }
  }

  /** Another authority from now on, as a rotation ends; connections are cut. */
  rotateAuthority(): void {
    this.currentAuthority = createAuthority(`kubernetes-${Date.now()}`);
    this.server.setSecureContext(serverCertificate(this.currentAuthority));
    this.server.closeAllConnections();
  }

  async stop(): Promise<void> {
    this.watches.forEach(({ end }) => end());
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    response.on('close', () => this.requests.push(`${request.method} ${request.url} ${response.statusCode}`));
    response.setHeader('date', new Date(this.options.now()).toUTCString());
    if (this.faults.delayMs > 0) {
      await sleep(this.faults.delayMs);
    }
    const resource = /^\/api\/v1\/(pods|nodes)$/.exec(url.pathname)?.[1];
    const refusal = this.faults.answers.shift() ?? null;
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    const verb = url.searchParams.get('watch') === 'true' ? 'watch' : 'list';
    if (refusal !== null) {
      this.refuse(response, refusal, 'as the test wants it');
    } else if (this.faults.tokens !== null && !this.faults.tokens.has(token)) {
      this.refuse(response, { status: 401 }, 'Unauthorized');
    } else if (resource !== 'pods' && resource !== 'nodes') {
      this.refuse(response, { status: 404 }, 'the server could not find the requested resource');
    } else if (this.faults.denied.has(`${verb} ${resource}`)) {
      const message = `${resource} is forbidden: User "u" cannot ${verb} resource "${resource}" in API group "" at the cluster scope`;
      this.refuse(response, { status: 403 }, message);
    } else if (verb === 'list') {
      this.list(resource, url.searchParams, { request, response });
    } else {
      this.watch(resource, url.searchParams, response);
    }
  }

  private list(
    resource: Resource,
    query: URLSearchParams,
    { request, response }: { request: IncomingMessage; response: ServerResponse }
  ): void {
    let text: string;
    try {
      const page = this.store.list(resource, Number(query.get('limit') ?? 0), query.get('continue') ?? '');
      const metadata = {
        resourceVersion: String(page.version),
        ...(page.continued !== '' && { continue: page.continued, remainingItemCount: page.remaining }),
      };
      const kind = resource === 'pods' ? 'PodList' : 'NodeList';
      text = `{"kind":"${kind}","apiVersion":"v1","metadata":${JSON.stringify(metadata)},"items":[${page.items.join(',')}]}\n`;
    } catch (error) {
      return this.gone(response, error);
    }
    response.setHeader('content-type', 'application/json');
    const cut = this.faults.listCuts.shift();
    if (cut !== undefined) {
      response.setHeader('content-length', Buffer.byteLength(text));
      response.write(text.slice(0, cut), () => response.destroy());
    } else if (text.length > 128 * 1024 && request.headers['accept-encoding']?.includes('gzip')) {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync(text, { level: 1 }));
    } else {
      response.end(text);
    }
  }

  private watch(resource: Resource, query: URLSearchParams, response: ServerResponse): void {
    response.setHeader('content-type', 'application/json');
    const send = (type: string, json: string): void => {
      if (!this.faults.silent) {
        response.write(`{"type":"${type}","object":${json}}\n`);
      }
    };
    let unlisten: () => void;
    try {
      unlisten = this.store.watch(resource, Number(query.get('resourceVersion')), ({ type, json }) => send(type, json));
    } catch (error) {
      if (this.faults.goneInStream && error instanceof Gone) {
        send('ERROR', JSON.stringify(statusObject(410, 'Expired', error.message)));
        response.end();
        return;
      }
      return this.gone(response, error);
    }
    response.flushHeaders();
    const kind = resource === 'pods' ? 'Pod' : 'Node';
    const bookmark = (): void => {
      const metadata = { resourceVersion: String(this.store.resourceVersion), creationTimestamp: null };
      send('BOOKMARK', JSON.stringify({ kind, apiVersion: 'v1', metadata }));
    };
    const bookmarks = setInterval(bookmark, this.options.bookmarkMs);
    const lasts = Number(query.get('timeoutSeconds') ?? 300) * this.options.secondMs;
    const timer = setTimeout(() => this.faults.silent || end(), lasts);
    const quiet = (): void => {
      unlisten();
      clearInterval(bookmarks);
      clearTimeout(timer);
      this.watches.delete(watch);
    };
    const end = (): void => {
      quiet();
      response.end();
    };
    const watch = { resource, response, stop: quiet, end };
    this.watches.add(watch);
    response.on('close', quiet);
  }

  private gone(response: ServerResponse, error: unknown): void {
    if (!(error instanceof Gone)) {
      throw error;
    }
    this.refuse(response, { status: 410 }, error.message);
  }

  private refuse(response: ServerResponse, { status, retryAfter }: Refusal, message: string): void {
    if (retryAfter !== undefined) {
      response.setHeader('retry-after', retryAfter);
    }
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(`${JSON.stringify(statusObject(status, reasons[status] ?? '', message))}\n`);
  }
}

const reasons: Record<number, string> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  410: 'Expired',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
};

function statusObject(code: number, reason: string, message: string): JsonRecord {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
}
