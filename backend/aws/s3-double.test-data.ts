/** A small S3 in this process, for tests: buckets in memory behind S3's REST interface, with faults on demand. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, ServerResponse, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AwsSettings } from './aws-settings';
import { settingsOfDouble } from './aws-settings.test-data';

export interface S3Request {
  operation: 'list' | 'get' | 'put' | 'delete';
  bucket: string;
  /** Key of an object, prefix of a listing. */
  key: string;
  /** How many requests of this operation for this key came before. */
  earlier: number;
  accessKey: string;
  headers: IncomingMessage['headers'];
}

/** What happens instead of the answer; `body` goes out as far as `bytes`, then the connection breaks or falls silent. */
export type S3Fault = Refusal | BrokenBody | { refuse: true };
type BrokenBody = { cutAfter: number } | { silentAfter: number };

interface Refusal {
  status: number;
  code: string;
  message?: string;
  headers?: Record<string, string>;
}

export interface S3Double {
  endpoint: string;
  settings: AwsSettings;
  buckets: Map<string, Map<string, Buffer>>;
  requests: S3Request[];
  /** Asked for each request; null for the true answer. */
  fault: (request: S3Request) => S3Fault | null | Promise<S3Fault | null>;
  /** Whether what was asked for is done but the answer never comes. */
  lostAnswer: (request: S3Request) => boolean;
  put(bucket: string, key: string, content: Buffer | string): void;
  /** Puts every file of a folder below a prefix. */
  putFolder(bucket: string, prefix: string, folder: string): Promise<void>;
  counts(): Record<S3Request['operation'], number>;
  close(): Promise<void>;
}

export interface S3DoubleOptions {
  /** Entries of a page of a listing. */
  pageSize?: number;
  /** How long each request takes longer. */
  latencyMs?: number;
  /** Another service on the same endpoint: false leaves the request to S3. */
  others?: (incoming: IncomingMessage, response: ServerResponse) => boolean;
}

export async function startS3Double({
  pageSize = 1000,
  latencyMs = 0,
  others = () => false,
}: S3DoubleOptions = {}): Promise<S3Double> {
  const buckets = new Map<string, Map<string, Buffer>>();
  const requests: S3Request[] = [];
  const server = createServer((incoming, response) => {
    if (!others(incoming, response)) {
      void answer(incoming, response).catch(() => response.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  const double: S3Double = {
    endpoint,
    settings: settingsOfDouble(endpoint),
    buckets,
    requests,
    fault: () => null,
    lostAnswer: () => false,
    put(bucket, key, content) {
      const objects = buckets.get(bucket) ?? new Map<string, Buffer>();
      buckets.set(bucket, objects.set(key, Buffer.from(content)));
    },
    async putFolder(bucket, prefix, folder) {
      for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
        if (entry.isFile()) {
          const path = join(entry.parentPath, entry.name);
          double.put(bucket, `${prefix}${relative(folder, path)}`, await readFile(path));
        }
      }
    },
    counts() {
      const counts = { list: 0, get: 0, put: 0, delete: 0 };
      requests.forEach(({ operation }) => (counts[operation] += 1));
      return counts;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return double;

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', endpoint);
    const [, bucket = '', ...rest] = url.pathname.split('/');
    const isListing = incoming.method === 'GET' && url.searchParams.has('list-type');
    const operation = isListing ? 'list' : operationOf(incoming.method ?? '');
    const key = isListing ? (url.searchParams.get('prefix') ?? '') : decodeURIComponent(rest.join('/'));
    const accessKey = /Credential=([^/]+)/.exec(incoming.headers.authorization ?? '')?.[1] ?? '';
    const earlier = requests.filter((one) => one.operation === operation && one.key === key).length;
    const request: S3Request = { operation, bucket, key, earlier, accessKey, headers: incoming.headers };
    requests.push(request);
    const body = await bodyOf(incoming);
    const fault = await double.fault(request);
    if (latencyMs > 0) {
      await sleep(latencyMs);
    }
    if (fault !== null && 'refuse' in fault) {
      response.destroy();
    } else if (fault !== null && 'status' in fault) {
      fail(response, fault);
    } else {
      const objects = buckets.get(bucket);
      if (objects === undefined) {
        fail(response, { status: 404, code: 'NoSuchBucket' });
      } else if (isListing) {
        response.end(listing(objects, url.searchParams, pageSize));
      } else {
        const isLost = double.lostAnswer(request);
        serve(objects, { ...request, body, fault }, isLost ? new ServerResponse(incoming) : response);
        if (isLost) {
          response.destroy();
        }
      }
    }
  }
}

function serve(
  objects: Map<string, Buffer>,
  { operation, key, headers, body, fault }: S3Request & { body: Buffer; fault: BrokenBody | null },
  response: ServerResponse
): void {
  const content = objects.get(key);
  const etag = content === undefined ? null : etagOf(content);
  const isAsWanted =
    (headers['if-match'] === undefined || headers['if-match'] === etag) && !(headers['if-none-match'] === '*' && etag);
  if (!isAsWanted) {
    return fail(response, { status: 412, code: 'PreconditionFailed' });
  }
  switch (operation) {
    case 'get': {
      if (content === undefined) {
        return fail(response, { status: 404, code: 'NoSuchKey' });
      }
      response.writeHead(200, { 'content-length': content.length, etag: etag ?? '' });
      if (fault === null) {
        response.end(content);
      } else if ('cutAfter' in fault) {
        response.write(content.subarray(0, fault.cutAfter), () => response.destroy());
      } else {
        response.write(content.subarray(0, fault.silentAfter));
      }
      return;
    }
    case 'put':
      objects.set(key, body);
      response.writeHead(200, { etag: etagOf(body) }).end();
      return;
    case 'delete':
      objects.delete(key);
      response.writeHead(204).end();
      return;
    case 'list':
      return;
  }
}

function listing(objects: Map<string, Buffer>, query: URLSearchParams, pageSize: number): string {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const after = query.get('continuation-token') ?? '';
  const entries = new Map<string, string>();
  for (const key of [...objects.keys()].sort()) {
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const name = end < 0 ? key : key.slice(0, end + 1);
    const content = objects.get(key);
    if (!key.startsWith(prefix) || name <= after || content === undefined) {
      continue;
    }
    entries.set(
      name,
      end < 0
        ? `<Contents><Key>${xml(key)}</Key><LastModified>2026-03-10T05:00:00.000Z</LastModified><ETag>${xml(etagOf(content))}</ETag><Size>${content.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`
        : `<CommonPrefixes><Prefix>${xml(name)}</Prefix></CommonPrefixes>`
    );
  }
  const page = [...entries].slice(0, pageSize);
  const next = entries.size > pageSize ? (page.at(-1)?.[0] ?? '') : null;
  const more = next === null ? '' : `<NextContinuationToken>${xml(next)}</NextContinuationToken>`;
  return `<?xml version="1.0"?><ListBucketResult><IsTruncated>${next !== null}</IsTruncated>${more}${page.map(([, text]) => text).join('')}</ListBucketResult>`;
}

function fail(response: ServerResponse, { status, code, message = code, headers = {} }: Refusal): void {
  response.writeHead(status, { 'content-type': 'application/xml', ...headers });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${xml(message)}</Message></Error>`);
}

function operationOf(method: string): S3Request['operation'] {
  return method === 'PUT' ? 'put' : method === 'DELETE' ? 'delete' : 'get';
}

function etagOf(content: Buffer): string {
  return `"${createHash('md5').update(content).digest('hex')}"`;
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) {
    if (Buffer.isBuffer(chunk)) {
      chunks.push(chunk);
    }
  }
  return Buffer.concat(chunks);
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
