/** Access to an EKS cluster: where it is says DescribeCluster, who asks says a token that lives some minutes. */
import { openAccount } from '../../aws/account';
import { credentialsOf, type AwsCredentialsProvider } from '../../aws/credentials';
import { proxyRoute } from '../../aws/request-handler';
import type { AwsSettings } from '../../aws/aws-settings';
import type { RetryOptions } from '../../aws/retry';
import type { ApiAccess, ApiTarget } from '../api/api-access';
import { EksClusters, type EksCluster } from './eks-cluster';
import { eksToken, tokenLifeMs } from './eks-token';

export interface EksAccessOptions {
  cluster: string;
  /** Region of the cluster, and who asks: a role in the cluster's account, where that is another. */
  aws: AwsSettings;
  /** For tests. */
  retry?: RetryOptions;
  now?: () => number;
}

/** An authority changes within weeks and a cluster moves when it is made anew; asking this often finds both. */
const describeAgainMs = 10_000;

export class EksAccess implements ApiAccess {
  readonly cluster: string;
  private readonly aws: AwsSettings;
  private readonly now: () => number;
  private readonly clusters: EksClusters;
  private readonly credentials: AwsCredentialsProvider;
  private known: Promise<EksCluster> | null = null;
  private describedAt = 0;
  private token: { text: Promise<string>; madeAt: number } | null = null;

  constructor({ cluster, aws, retry, now = Date.now }: EksAccessOptions) {
    this.cluster = cluster;
    this.aws = aws;
    this.now = now;
    this.clusters = new EksClusters(aws, retry);
    this.credentials = credentialsOf(aws);
  }

  async target(signal: AbortSignal): Promise<ApiTarget> {
    const { endpoint, ca } = await this.described(signal);
    const token = await this.currentToken();
    const { hostname, port } = new URL(endpoint);
    const route = proxyRoute(this.aws.proxy, process.env);
    const direct = route.isDirect(hostname, port === '' ? undefined : Number(port));
    return {
      server: endpoint,
      tls: { ca },
      headers: { authorization: `Bearer ${token}` },
      proxy: direct ? undefined : route.https,
    };
  }

  async renew(what: 'token' | 'cluster', signal: AbortSignal): Promise<boolean> {
    if (what === 'token') {
      const isNew = this.token === null || this.now() - this.token.madeAt < 1_000;
      this.token = null;
      return !isNew;
    }
    if (this.known === null || this.now() - this.describedAt < describeAgainMs) {
      return false;
    }
    const before = await this.described(signal);
    this.known = null;
    const after = await this.described(signal);
    return before.endpoint !== after.endpoint || before.ca !== after.ca;
  }

  async remedies(of: Parameters<ApiAccess['remedies']>[0], signal: AbortSignal): Promise<string> {
    switch (of) {
      case 'unauthorized': {
        const principal = await this.principal(signal);
        return `Give ${principal ?? 'the identity of the credentials'} an access entry: aws eks create-access-entry --cluster-name ${this.cluster} --region ${this.aws.region} --principal-arn ${principal ?? 'ARN'} --kubernetes-groups zoneflow; in a cluster of authentication mode CONFIG_MAP add it to the ConfigMap kube-system/aws-auth with that group.`;
      }
      case 'forbidden':
        return rightsRemedy;
      case 'unreachable':
        return unreachableRemedy(await this.described(signal).catch(() => null));
      case 'untrusted':
        return 'If a proxy on the way opens TLS, let connections to the cluster pass it by (NO_PROXY); otherwise something else answers at the cluster’s address.';
    }
  }

  private described(signal: AbortSignal): Promise<EksCluster> {
    if (this.known === null) {
      this.describedAt = this.now();
      const known = this.clusters.describe(this.cluster, signal);
      this.known = known;
      known.catch(() => {
        this.known = this.known === known ? null : this.known;
      });
    }
    return this.known;
  }

  private currentToken(): Promise<string> {
    const now = this.now();
    if (this.token === null || now - this.token.madeAt > tokenLifeMs || now < this.token.madeAt) {
      const { cluster, credentials } = this;
      const text = eksToken({ cluster, region: this.aws.region, credentials, now });
      const token = { text, madeAt: now };
      this.token = token;
      text.catch(() => {
        this.token = this.token === token ? null : this.token;
      });
    }
    return this.token.text;
  }

  /** The role or user whose access entry is missing; null if even that cannot be asked. */
  private async principal(signal: AbortSignal): Promise<string | null> {
    const account = openAccount(this.aws);
    try {
      return principalOf((await account.identity(signal)).arn);
    } catch {
      signal.throwIfAborted();
      return null;
    } finally {
      account.close();
    }
  }
}

export const rightsRemedy =
  'Apply the ClusterRole and binding that zoneflow collect --rights prints, and put who asks into the group zoneflow.';

/** Access entries name roles, not their sessions. A role's path is not in its sessions' ARNs. */
export function principalOf(arn: string): string {
  return arn.replace(/^arn:([a-z-]+):sts::(\d+):assumed-role\/([^/]+)\/.*$/, 'arn:$1:iam::$2:role/$3');
}

function unreachableRemedy(cluster: EksCluster | null): string {
  if (cluster === null) {
    return 'Check that this machine may connect to the cluster’s endpoint (port 443).';
  }
  const { publicAccess, privateAccess, publicCidrs, vpcId } = cluster;
  if (!publicAccess) {
    return `The endpoint is private: run the collector in ${vpcId} or a network that reaches it, let the cluster’s security group accept port 443 from there, or enable public access.`;
  }
  const everyone = publicCidrs.length === 0 || publicCidrs.includes('0.0.0.0/0');
  const allowed = everyone ? '' : ` The public endpoint accepts ${publicCidrs.slice(0, 8).join(', ')} only.`;
  const inside = privateAccess ? ` Within ${vpcId} its name leads to private addresses.` : '';
  return `Check that this machine may connect to port 443 of the endpoint, through a proxy (HTTPS_PROXY) if need be.${allowed}${inside}`;
}
