/** What a remote call is to the rest of the plugin: bytes in, bytes out, and a signal; so the transport can be exchanged. */
import type { Message } from './wire';

export interface RpcMethod {
  /** `/package.Service/Method`. */
  path: string;
  /** True if the protocol declares a stream of answers; one answer is sent either way. */
  streamed: boolean;
  /** @param signal aborts when the caller goes away or the process ends */
  run(request: Uint8Array, signal: AbortSignal): Promise<Uint8Array>;
}

export interface RpcServer {
  /** The address as the handshake names it. */
  address: RpcAddress;
  /** Ends running calls and stops listening. */
  stop(): void;
}

export type RpcAddress = { network: 'unix'; path: string } | { network: 'tcp'; host: string; port: number };

/** A method whose messages are decoded and encoded by their tables. */
export function rpcMethod<Request, Response>(
  path: string,
  types: { request: Message<Request>; response: Message<Response>; streamed?: boolean },
  handle: (request: Request, signal: AbortSignal) => Promise<Response>
): RpcMethod {
  return {
    path,
    streamed: types.streamed ?? false,
    run: async (request, signal) => types.response.encode(await handle(types.request.decode(request), signal)),
  };
}
