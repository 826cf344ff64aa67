/** HTTP for the AWS clients: kept connections, bounded waits, and the proxy that settings or environment name. */
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { AwsSettings } from './aws-settings';

type Handled = ReturnType<NodeHttpHandler['handle']>;

const connectionTimeoutMs = 5_000;
/** None of the calls takes long for its first or next byte. */
const silenceTimeoutMs = 30_000;
const agentOptions = { keepAlive: true, maxSockets: 64 };

/** @param silenceMs a connection that stays silent for this long has failed */
export function requestHandler(proxy: AwsSettings['proxy'], silenceMs = silenceTimeoutMs): NodeHttpHandler {
  const route = proxyRoute(proxy, process.env);
  const timeouts = {
    connectionTimeout: connectionTimeoutMs,
    socketTimeout: silenceMs,
    // Listing many folders at once waits in line for its connections; that is no news for the log.
    socketAcquisitionWarningTimeout: silenceTimeoutMs,
  };
  const direct = {
    httpAgent: new HttpAgent(agentOptions),
    httpsAgent: new HttpsAgent(agentOptions),
  };
  if (route.http === undefined && route.https === undefined) {
    return new NodeHttpHandler({ ...timeouts, ...direct });
  }
  const proxied = {
    httpAgent: route.http === undefined ? direct.httpAgent : new HttpProxyAgent({ ...agentOptions, proxy: route.http }),
    httpsAgent:
      route.https === undefined ? direct.httpsAgent : new HttpsProxyAgent({ ...agentOptions, proxy: route.https }),
  };
  return new RoutedHandler({ ...timeouts, ...proxied }, { ...timeouts, ...direct }, route.isDirect);
}

/** Asks the hosts that need no proxy directly: a private endpoint lies beside Grafana, AWS's own behind the proxy. */
class RoutedHandler extends NodeHttpHandler {
  private readonly direct: NodeHttpHandler;
  private readonly isDirect: ProxyRoute['isDirect'];

  constructor(proxied: NodeHttpHandlerOptions, direct: NodeHttpHandlerOptions, isDirect: ProxyRoute['isDirect']) {
    super(proxied);
    this.direct = new NodeHttpHandler(direct);
    this.isDirect = isDirect;
  }

  override handle(...[request, options]: Parameters<NodeHttpHandler['handle']>): Handled {
    return this.isDirect(request.hostname, request.port)
      ? this.direct.handle(request, options)
      : super.handle(request, options);
  }

  override destroy(): void {
    super.destroy();
    this.direct.destroy();
  }
}

export interface ProxyRoute {
  /** Proxies by the protocol of what is asked; undefined for none. */
  http: string | undefined;
  https: string | undefined;
  isDirect: (host: string, port: number | undefined) => boolean;
}

/** For `env` the variables that Grafana passes on to plugins, with Go's rules of NO_PROXY. */
export function proxyRoute(proxy: AwsSettings['proxy'], environment: NodeJS.ProcessEnv): ProxyRoute {
  switch (proxy.type) {
    case 'none':
      return { http: undefined, https: undefined, isDirect: () => true };
    case 'url':
      return { http: proxy.url, https: proxy.url, isDirect: isThisMachine };
    case 'env': {
      const value = (name: string): string | undefined =>
        environment[name] || environment[name.toLowerCase()] || undefined;
      const patterns = (value('NO_PROXY') ?? '')
        .split(',')
        .map((pattern) => pattern.trim().toLowerCase())
        .filter((pattern) => pattern !== '');
      return {
        http: withProtocol(value('HTTP_PROXY')),
        https: withProtocol(value('HTTPS_PROXY')),
        isDirect: (host, port) => isThisMachine(host) || patterns.some((pattern) => matches(pattern, host, port)),
      };
    }
  }
}

function withProtocol(proxy: string | undefined): string | undefined {
  return proxy === undefined || /^https?:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || /^127\./.test(host) || host === '[::1]' || host === '::1';
}

/** `*`, a domain with its subdomains, `.domain` for the subdomains alone; each may name a port. */
function matches(pattern: string, host: string, port: number | undefined): boolean {
  const [, domain = pattern, onlyPort] = /^(.*?)(?::(\d+))?$/.exec(pattern) ?? [];
  if (onlyPort !== undefined && Number(onlyPort) !== (port ?? 443)) {
    return false;
  }
  const name = host.toLowerCase();
  const suffix = domain.replace(/^\*(?=\.)/, '');
  return domain === '*' || name === suffix || name.endsWith(suffix.startsWith('.') ? suffix : `.${suffix}`);
}
