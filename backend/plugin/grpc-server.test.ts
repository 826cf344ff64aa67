/** What a method is told of its caller's end. */
import * as grpc from '@grpc/grpc-js';
import { setTimeout as sleep } from 'node:timers/promises';
import { CallerDeadline } from '../traffic/caller-deadline';
import { serveGrpc } from './grpc-server';

const path = '/test.Service/Wait';
const bytes = (value: Buffer): Buffer => value;

async function endOfCall(options: grpc.CallOptions, cancelAfterMs: number | null): Promise<unknown> {
  let told: (reason: unknown) => void = () => undefined;
  const reason = new Promise<unknown>((resolve) => (told = resolve));
  const run = (_: Uint8Array, signal: AbortSignal): Promise<Uint8Array> =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        told(signal.reason);
        reject(new Error('ended'));
      });
    });
  const address = { network: 'tcp', host: '127.0.0.1', port: 0 } as const;
  const server = await serveGrpc([{ path, streamed: false, run }], address, new AbortController().signal);
  const port = server.address.network === 'tcp' ? server.address.port : 0;
  const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  try {
    const call = client.makeUnaryRequest(
      path,
      bytes,
      bytes,
      Buffer.alloc(0),
      new grpc.Metadata(),
      options,
      () => undefined
    );
    if (cancelAfterMs !== null) {
      await sleep(cancelAfterMs);
      call.cancel();
    }
    return await reason;
  } finally {
    client.close();
    server.stop();
  }
}

test('a caller whose time limit ended may come back', async () => {
  expect(await endOfCall({ deadline: Date.now() + 300 }, null)).toBeInstanceOf(CallerDeadline);
});

test.each([
  ['without a time limit', {}],
  ['long before it', { deadline: Date.now() + 60_000 }],
])('a caller who leaves %s has left', async (_, options) => {
  expect(await endOfCall(options, 200)).toMatchObject({ name: 'AbortError' });
});
