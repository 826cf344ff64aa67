/** Sends GET requests to API servers over kept connections, with bounded waits. */
import { HttpsProxyAgent } from 'hpagent';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import type { ApiTarget } from './api-access';

export interface SendOptions {
  connectMs: number;
  /** The answer may stay silent this long; then the connection is cut. */
  silenceMs: number;
  signal: AbortSignal;
}

export class ApiConnection {
  private kept: { key: string; agent: HttpAgent } | null = null;

  /** The answer, whatever its status. Errors: those of Node's sockets and TLS. */
  send(target: ApiTarget, path: string, { connectMs, silenceMs, signal }: SendOptions): Promise<IncomingMessage> {
    const url = new URL(`${target.server}${path}`);
    const secure = url.protocol === 'https:';
    const options: RequestOptions = {
      ...target.tls,
      agent: this.agentFor(target, secure),
      signal,
      headers: { ...target.headers, accept: 'application/json', 'accept-encoding': 'gzip', 'user-agent': 'zoneflow' },
    };
    return new Promise((resolve, reject) => {
      const sent = secure ? httpsRequest(url, options) : httpRequest(url, options);
      const giveUp = (): void => void sent.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }));
      const connecting = setTimeout(giveUp, connectMs);
      sent.once('socket', (socket) => {
        const connected = (): void => {
          clearTimeout(connecting);
          // A peer that vanished (a failed node, a forgotten NAT entry) is noticed below the stream.
          socket.setKeepAlive(true, 30_000);
        };
        if (socket.connecting) {
          socket.once(secure ? 'secureConnect' : 'connect', connected);
        } else {
          connected();
        }
      });
      sent.setTimeout(silenceMs, giveUp);
      sent.once('response', (response) => {
        clearTimeout(connecting);
        resolve(response);
      });
      sent.on('error', (error) => {
        clearTimeout(connecting);
        reject(error);
      });
      sent.end();
    });
  }

  close(): void {
    this.kept?.agent.destroy();
    this.kept = null;
  }

  /** Connections are kept for as long as server and certificates stay the same. */
  private agentFor({ server, tls, proxy }: ApiTarget, secure: boolean): HttpAgent {
    const key = JSON.stringify([server, tls, proxy]);
    if (this.kept?.key !== key) {
      this.close();
      const settings = { keepAlive: true, maxSockets: 8 };
      const direct = secure ? new HttpsAgent(settings) : new HttpAgent(settings);
      const agent = secure && proxy !== undefined ? new HttpsProxyAgent({ ...settings, proxy }) : direct;
      this.kept = { key, agent };
    }
    return this.kept.agent;
  }
}
