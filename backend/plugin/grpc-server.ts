/** Serves remote calls by @grpc/grpc-js; the only file that knows the library. Methods not in the list answer UNIMPLEMENTED. */
import * as grpc from '@grpc/grpc-js';
import { toZoneFlowError } from '../errors';
import { CallerDeadline } from '../traffic/caller-deadline';
import type { RpcAddress, RpcMethod, RpcServer } from './rpc';

/** Grafana sends a query's JSON inside the request, which may list 100,000 filter values; the default limit is 4 MB. */
const maxRequestBytes = 256 * 1024 * 1024;

/** @param shutdown aborts every running call */
export async function serveGrpc(
  methods: readonly RpcMethod[],
  address: RpcAddress,
  shutdown: AbortSignal
): Promise<RpcServer> {
  const server = new grpc.Server({
    'grpc.max_receive_message_length': maxRequestBytes,
    'grpc.max_send_message_length': -1,
  });
  for (const method of methods) {
    register(server, method, shutdown);
  }
  const port = await bind(server, address);
  return {
    address: address.network === 'tcp' ? { ...address, port } : address,
    stop: () => server.forceShutdown(),
  };
}

function register(server: grpc.Server, method: RpcMethod, shutdown: AbortSignal): void {
  const definition = {
    path: method.path,
    requestStream: false,
    responseStream: method.streamed,
    requestSerialize: asBuffer,
    requestDeserialize: (bytes: Buffer): Uint8Array => bytes,
    responseSerialize: asBuffer,
    responseDeserialize: (bytes: Buffer): Uint8Array => bytes,
  };
  const unary: grpc.handleUnaryCall<Uint8Array, Uint8Array> = (call, callback) => {
    method.run(call.request, signalOf(call, shutdown)).then(
      (answer) => callback(null, answer),
      (error: unknown) => callback(statusOf(error))
    );
  };
  const streamed: grpc.handleServerStreamingCall<Uint8Array, Uint8Array> = (call) => {
    method.run(call.request, signalOf(call, shutdown)).then(
      (answer) => {
        call.write(answer);
        call.end();
      },
      (error: unknown) => call.destroy(Object.assign(new Error(statusOf(error).details), statusOf(error)))
    );
  };
  server.addService({ [method.path]: definition }, { [method.path]: method.streamed ? streamed : unary });
}

interface Cancellable {
  on(event: 'cancelled', listener: () => void): unknown;
  /** Epoch milliseconds or a date; infinite if the caller has all the time. */
  getDeadline(): Date | number;
}

/** The caller's own clock ends the call a moment before this one. */
const clockToleranceMs = 1_000;

function signalOf(call: Cancellable, shutdown: AbortSignal): AbortSignal {
  const gone = new AbortController();
  const deadline = Number(call.getDeadline());
  call.on('cancelled', () => {
    gone.abort(Date.now() >= deadline - clockToleranceMs ? new CallerDeadline() : undefined);
  });
  return AbortSignal.any([gone.signal, shutdown]);
}

function statusOf(error: unknown): { code: grpc.status; details: string } {
  const known = toZoneFlowError(error);
  const code = known.code === 'cancelled' ? grpc.status.CANCELLED : grpc.status.INTERNAL;
  return { code, details: known.sentence };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function bind(server: grpc.Server, address: RpcAddress): Promise<number> {
  const target = address.network === 'unix' ? `unix:${address.path}` : `${address.host}:${address.port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(target, grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port)
    );
  });
}
