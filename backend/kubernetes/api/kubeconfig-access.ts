/** Access by a kubeconfig file, or by the service account of the pod that this process runs in. */
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import type { RequestOptions } from 'node:https';
import { proxyRoute } from '../../aws/request-handler';
import { ZoneFlowError } from '../../errors';
import { isRecord, textIn } from '../json-record';
import type { ApiAccess, ApiTarget, ApiTls } from './api-access';

export interface KubeconfigAccessOptions {
  /** Name under which the history is kept. */
  cluster: string;
  source: { file: string; context: string | undefined } | { inCluster: true };
}

/** Tokens of service accounts and of exec plugins are looked at anew this often; the client library keeps what still holds. */
const targetLifeMs = 60_000;

export class KubeconfigAccess implements ApiAccess {
  readonly cluster: string;
  private readonly source: KubeconfigAccessOptions['source'];
  private known: { target: Promise<ApiTarget>; madeAt: number } | null = null;

  constructor({ cluster, source }: KubeconfigAccessOptions) {
    this.cluster = cluster;
    this.source = source;
  }

  target(): Promise<ApiTarget> {
    if (this.known === null || Date.now() - this.known.madeAt > targetLifeMs) {
      const known = { target: this.load(), madeAt: Date.now() };
      this.known = known;
      known.target.catch(() => {
        this.known = this.known === known ? null : this.known;
      });
    }
    return this.known.target;
  }

  async renew(): Promise<boolean> {
    const before = await this.known?.target.catch(() => undefined);
    this.known = null;
    return JSON.stringify(before) !== JSON.stringify(await this.target());
  }

  remedies(of: Parameters<ApiAccess['remedies']>[0]): Promise<string> {
    return Promise.resolve(remedyTexts[of](this.sourceName));
  }

  private get sourceName(): string {
    return 'file' in this.source ? this.source.file : 'the pod’s service account';
  }

  private async load(): Promise<ApiTarget> {
    // Only the part that reads such files: the whole library has a class for each kind of object there is.
    const { KubeConfig: Config } = await import('@kubernetes/client-node/dist/config.js');
    try {
      return await targetOf(this.loaded(new Config()));
    } catch (error) {
      if (error instanceof ZoneFlowError) {
        throw error;
      }
      const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
      throw new ZoneFlowError('bad_settings', `${this.sourceName} gives no access to a cluster: ${why}`, {
        remedy: 'Check it with kubectl --kubeconfig FILE --context NAME get pods.',
        cause: error,
      });
    }
  }

  private loaded(config: KubeConfig): KubeConfig {
    const { source } = this;
    if ('inCluster' in source) {
      if (!process.env['KUBERNETES_SERVICE_HOST']) {
        throw new ZoneFlowError('bad_settings', 'This process does not run in a pod of a cluster', {
          remedy: 'Give --kubeconfig, or --region for an EKS cluster.',
        });
      }
      config.loadFromCluster();
      return config;
    }
    config.loadFromFile(source.file);
    if (source.context !== undefined) {
      const names = config.getContexts().map(({ name }) => name);
      if (!names.includes(source.context)) {
        throw new ZoneFlowError('bad_settings', `${source.file} has no context ${source.context}`, {
          remedy: `Choose one of ${names.slice(0, 20).join(', ')}.`,
        });
      }
      config.setCurrentContext(source.context);
    }
    return config;
  }
}

async function targetOf(config: KubeConfig): Promise<ApiTarget> {
  const cluster = config.getCurrentCluster();
  if (!cluster) {
    throw new ZoneFlowError('bad_settings', 'The kubeconfig has no current context with a cluster', {
      remedy: 'Give --context.',
    });
  }
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const { hostname, port } = new URL(cluster.server);
  const route = proxyRoute({ type: 'env' }, process.env);
  const direct = route.isDirect(hostname, port === '' ? undefined : Number(port));
  return {
    server: cluster.server.replace(/\/$/, ''),
    tls: tlsOf(options, cluster),
    headers: headersOf(options),
    proxy: cluster.proxyUrl ?? (direct ? undefined : route.https),
  };
}

function tlsOf(options: RequestOptions, cluster: { skipTLSVerify?: boolean; tlsServerName?: string }): ApiTls {
  const { ca, cert, key } = options;
  return {
    ...(ca !== undefined && { ca: pem(ca) }),
    ...(cert !== undefined && { cert: pem(cert) }),
    ...(key !== undefined && { key: pem(key) }),
    ...(cluster.skipTLSVerify && { rejectUnauthorized: false }),
    ...(cluster.tlsServerName && { servername: cluster.tlsServerName }),
  };
}

function pem(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join('\n') : String(value);
}

function headersOf({ headers, auth }: RequestOptions): Record<string, string> {
  const basic = auth ? `Basic ${Buffer.from(auth).toString('base64')}` : '';
  const authorization = (isRecord(headers) && textIn(headers, 'Authorization')) || basic;
  return authorization === '' ? {} : { authorization };
}

const remedyTexts: Record<Parameters<ApiAccess['remedies']>[0], (source: string) => string> = {
  unauthorized: (source) => `Renew the credentials in ${source}: kubectl must be able to get pods with them.`,
  forbidden: () =>
    'Apply the ClusterRole that zoneflow collect --rights prints, bound to who asks (for a pod: its service account).',
  unreachable: (source) => `Check the server in ${source}, and that this machine may connect to it.`,
  untrusted: (source) => `Check certificate-authority-data of the cluster in ${source}.`,
};
