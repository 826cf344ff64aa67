/**
 * A small Athena in this process, for tests: its wire protocol (AWS JSON 1.1) in front of a backend that answers statements,
 * with the S3 of its results on the same endpoint, faults on demand, and a count of who asked what and of what still runs.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AwsSettings } from '../../backend/aws/aws-settings';
import { startS3Double, type S3Double } from '../../backend/aws/s3-double.test-data';
import type { Backend } from './backend';
import { handlers, type CallContext } from './calls';
import type { AthenaFault } from './faults';
import { Queries, type Query } from './queries';
import { RateLimits, type Rates } from './rate-limits';
import { csvOf, metadataOf, textOf } from './result-text';
import { work, type Reply } from './reply';
import { workgroup, type Workgroup } from './workgroups';

export interface AthenaCall {
  /** `StartQueryExecution` */
  action: string;
  input: unknown;
  /** How many calls of this action came before. */
  earlier: number;
  accessKey: string;
}

export interface AthenaDouble {
  endpoint: string;
  settings: AwsSettings;
  s3: S3Double;
  /** `primary` writes to `s3://results/athena/`. */
  workgroups: Map<string, Workgroup>;
  calls: AthenaCall[];
  /** Asked for each call; null for the true answer. */
  fault: (call: AthenaCall) => AthenaFault | null | Promise<AthenaFault | null>;
  /** All queries there ever were. */
  queries(): Query[];
  /** Queued or running ones: when every caller has its answer, these are orphans. */
  active(): Query[];
  /** Queued or running ones whose state nobody has asked for so many milliseconds. */
  orphans(silentMs: number): Query[];
  counts(): Record<string, number>;
  close(): Promise<void>;
}

export interface DoubleOptions {
  /** Of every call, S3's included: half on the way there, half on the way back. */
  latencyMs?: number;
  /** Most queries queued or running at once; an account's quota. */
  mostActive?: number;
  /** Calls a second that an account may make; unlimited if not given. */
  rates?: Rates;
}

export async function startAthenaDouble(
  backend: Backend,
  { latencyMs = 0, mostActive = 200, rates = {} }: DoubleOptions = {}
): Promise<AthenaDouble> {
  const s3 = await startS3Double({
    latencyMs,
    others: (incoming, response) => {
      const target = incoming.headers['x-amz-target'];
      if (typeof target !== 'string') {
        return false;
      }
      void serve(target, incoming, response).catch(() => response.destroy());
      return true;
    },
  });
  s3.buckets.set('results', new Map());
  const queries = new Queries(backend, (query, answer) => {
    const { bucket, key } = placeOf(query.outputLocation);
    if (bucket !== null) {
      s3.put(bucket, key, query.kind === 'DML' ? csvOf(answer) : textOf(answer));
      s3.put(bucket, `${key}.metadata`, metadataOf(answer));
    }
  });
  const workgroups = new Map([['primary', workgroup('primary', { outputLocation: 's3://results/athena/' })]]);
  const context: CallContext = { backend, queries, workgroups, mostActive, tokens: new Map() };
  const limits = new RateLimits(rates);
  const double: AthenaDouble = {
    endpoint: s3.endpoint,
    settings: s3.settings,
    s3,
    workgroups,
    calls: [],
    fault: () => null,
    queries: () => [...queries.all.values()],
    active: () => queries.active(),
    orphans: (silentMs) => queries.active().filter(({ attended }) => Date.now() - attended >= silentMs),
    counts() {
      const counts: Record<string, number> = {};
      double.calls.forEach(({ action }) => (counts[action] = (counts[action] ?? 0) + 1));
      return counts;
    },
    async close() {
      queries.active().forEach((query) => queries.stop(query));
      await s3.close();
      await backend.close();
    },
  };
  return double;

  async function serve(target: string, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const action = target.replace(/^AmazonAthena\./, '');
    const body = await textOfBody(incoming);
    const accessKey = /Credential=([^/]+)/.exec(incoming.headers.authorization ?? '')?.[1] ?? '';
    const input: unknown = JSON.parse(body);
    const earlier = double.calls.filter((one) => one.action === action).length;
    const call: AthenaCall = { action, input, earlier, accessKey };
    double.calls.push(call);
    await halfWay();
    const fault = limits.exceeded(action) ?? (await double.fault(call));
    const reply = await work(fault, () => {
      const handler = handlers[action];
      return handler === undefined ? null : handler(input, context);
    });
    await halfWay();
    send(reply, response);
  }

  async function halfWay(): Promise<void> {
    if (latencyMs > 0) {
      await sleep(latencyMs / 2);
    }
  }
}

function send(reply: Reply, response: ServerResponse): void {
  switch (reply.type) {
    case 'answer':
      response.writeHead(reply.status, { 'content-type': 'application/x-amz-json-1.1', ...reply.headers });
      response.end(reply.body);
      return;
    case 'cut':
      response.writeHead(200, {
        'content-type': 'application/x-amz-json-1.1',
        'content-length': Buffer.byteLength(reply.body),
      });
      response.write(reply.body.slice(0, reply.after), () => response.destroy());
      return;
    case 'broken':
      response.destroy();
      return;
    case 'silence':
      return;
  }
}

function placeOf(location: string | null): { bucket: string | null; key: string } {
  const [, bucket = null, key = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(location ?? '') ?? [];
  return { bucket, key };
}

async function textOfBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) {
    if (Buffer.isBuffer(chunk)) {
      chunks.push(chunk);
    }
  }
  return Buffer.concat(chunks).toString();
}
