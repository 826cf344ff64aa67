/** Where an EKS cluster's API server is and which authority its certificate is from. */
import type { EKSClient } from '@aws-sdk/client-eks';
import { isExpired, toAwsError } from '../../aws/aws-error';
import type { AwsSettings } from '../../aws/aws-settings';
import { clientOptions } from '../../aws/client-options';
import { withRetries, type RetryOptions } from '../../aws/retry';
import { ZoneFlowError } from '../../errors';

export interface EksCluster {
  endpoint: string;
  /** Certificate authority, PEM. */
  ca: string;
  vpcId: string;
  publicAccess: boolean;
  /** Networks that may reach the public endpoint. */
  publicCidrs: readonly string[];
  privateAccess: boolean;
}

export class EksClusters {
  private readonly settings: AwsSettings;
  private readonly retry: RetryOptions;
  private client: Promise<EKSClient> | undefined;

  constructor(settings: AwsSettings, retry: RetryOptions = {}) {
    this.settings = settings;
    this.retry = retry;
  }

  /** Errors: cluster_missing if there is none of that name, or it has no endpoint (yet, any more); those of toAwsError. */
  async describe(name: string, signal: AbortSignal): Promise<EksCluster> {
    const { region } = this.settings;
    const { DescribeClusterCommand, EKSClient } = await import('@aws-sdk/client-eks');
    this.client ??= Promise.resolve(new EKSClient(clientOptions(this.settings)));
    const client = await this.client;
    const ask = async (): Promise<EksCluster> => {
      const { cluster } = await client.send(new DescribeClusterCommand({ name }), { abortSignal: signal });
      const ca = cluster?.certificateAuthority?.data;
      if (!cluster?.endpoint || !ca || cluster.status === 'DELETING' || cluster.status === 'CREATING') {
        const state = cluster?.status?.toLowerCase() ?? 'without a state';
        throw new ZoneFlowError('cluster_missing', `The EKS cluster ${name} in ${region} is ${state}`, {
          remedy: 'Collect from it once it is active, or take it out of the list of clusters.',
        });
      }
      const network = cluster.resourcesVpcConfig;
      return {
        endpoint: cluster.endpoint.replace(/\/$/, ''),
        ca: Buffer.from(ca, 'base64').toString('utf8'),
        vpcId: network?.vpcId ?? '',
        publicAccess: network?.endpointPublicAccess ?? true,
        publicCidrs: network?.publicAccessCidrs ?? [],
        privateAccess: network?.endpointPrivateAccess ?? false,
      };
    };
    try {
      return await withRetries(() => ask().catch((error: unknown) => this.renewed(error, ask)), signal, this.retry);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Error && error.name === 'ResourceNotFoundException') {
        throw new ZoneFlowError('cluster_missing', `There is no EKS cluster ${name} in ${region} of this account`, {
          cause: error,
        });
      }
      throw toAwsError(error, { action: 'eks:DescribeCluster', of: name });
    }
  }

  close(): void {
    void this.client?.then((client) => client.destroy());
  }

  private async renewed<T>(error: unknown, again: () => Promise<T>): Promise<T> {
    if (!isExpired(error)) {
      throw error;
    }
    const client = await this.client;
    await client?.config.credentials({ forceRefresh: true });
    return again();
  }
}
