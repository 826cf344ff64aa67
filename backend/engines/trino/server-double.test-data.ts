/** A server that holds to Trino's statement protocol: queries live until their last page is read or they are deleted. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { gzipSync } from 'node:zlib';

export interface Page {
  columns?: Array<{ name: string; type: string }>;
  data?: unknown[][];
  error?: { message: string; errorName: string; errorType: string };
}

export interface ServerDouble {
  url: string;
  /** Queries that were started and neither read to their end nor deleted. */
  alive: Set<string>;
  /** Requests in order, `POST`, `GET`, `DELETE`, and their headers. */
  requests: Array<{ method: string; headers: IncomingMessage['headers']; body: string }>;
  /** Answers to give before the protocol's own, one a request: a status, or `cut` for a broken connection. */
  disturb(...answers: Array<{ status: number; headers?: Record<string, string>; body?: string } | 'cut'>): void;
  /** Holds answers back until `release` is called. */
  hold(method: 'POST' | 'GET'): { held: Promise<void>; release: () => void };
  close(): Promise<void>;
}

/** @param pagesOf the pages of a statement after its first, empty answer */
export async function startServerDouble(
  pagesOf: (sql: string) => Page[],
  options: { gzip?: boolean; tls?: { key: string; cert: string } } = {}
): Promise<ServerDouble> {
  const alive = new Set<string>();
  const pages = new Map<string, Page[]>();
  const requests: ServerDouble['requests'] = [];
  const disturbances: Array<Parameters<ServerDouble['disturb']>[number]> = [];
  const holds = new Map<string, { reached: () => void; released: Promise<void> }>();
  let started = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const method = request.method ?? '';
    requests.push({ method, headers: request.headers, body });
    const disturbance = disturbances.shift();
    if (disturbance === 'cut') {
      request.socket.destroy();
      return;
    }
    if (disturbance !== undefined) {
      response.writeHead(disturbance.status, disturbance.headers).end(disturbance.body ?? '');
      return;
    }
    const hold = holds.get(method);
    if (hold !== undefined) {
      holds.delete(method);
      // The query is there from the moment it was asked for, whether its answer arrives or not.
      const reply = method === 'POST' ? start(body) : null;
      hold.reached();
      await hold.released;
      send(response, reply ?? next(request.url ?? ''));
      return;
    }
    switch (method) {
      case 'POST':
        return send(response, start(body));
      case 'DELETE':
        alive.delete(idOf(request.url ?? ''));
        response.writeHead(204).end();
        return;
      default:
        return send(response, next(request.url ?? ''));
    }
  }

  function start(sql: string): Record<string, unknown> {
    const id = `query_${++started}`;
    alive.add(id);
    pages.set(id, pagesOf(sql));
    return { id, nextUri: uri(id, 0), stats: { state: 'QUEUED', queuedTimeMillis: 5, elapsedTimeMillis: 5 } };
  }

  function next(path: string): Record<string, unknown> {
    const id = idOf(path);
    const token = Number(path.split('/').at(-1));
    const all = pages.get(id) ?? [];
    const isLast = token >= all.length - 1;
    const page = all[token] ?? {};
    if (isLast || page.error !== undefined) {
      alive.delete(id);
    }
    const stats = {
      state: isLast ? 'FINISHED' : 'RUNNING',
      queuedTimeMillis: 5,
      elapsedTimeMillis: 25,
      physicalInputBytes: 1000,
    };
    return { id, ...page, ...(isLast || page.error !== undefined ? {} : { nextUri: uri(id, token + 1) }), stats };
  }

  function send(response: ServerResponse, json: Record<string, unknown>): void {
    const body = Buffer.from(JSON.stringify(json));
    response.writeHead(200, options.gzip === true ? { 'content-encoding': 'gzip' } : {});
    response.end(options.gzip === true ? gzipSync(body) : body);
  }

  const listener = (request: IncomingMessage, response: ServerResponse): void => void answer(request, response);
  const server: Server = options.tls === undefined ? createServer(listener) : createSecureServer(options.tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  // A host of its own in the links, as a server behind a proxy writes them.
  const uri = (id: string, token: number): string =>
    `http://coordinator.internal:8080/v1/statement/executing/${id}/${token}`;

  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    alive,
    requests,
    disturb: (...answers) => void disturbances.push(...answers),
    hold(method) {
      let release = (): void => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      const held = new Promise<void>((resolve) => holds.set(method, { reached: resolve, released }));
      return { held, release };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function idOf(path: string): string {
  return path.split('/').at(-2) ?? '';
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(Buffer.from(chunk as Uint8Array));
  }
  return Buffer.concat(chunks).toString();
}
