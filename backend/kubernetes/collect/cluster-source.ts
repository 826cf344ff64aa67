/** A cluster to collect from: how it is reached and where its history is kept. */
import type { AwsSettings } from '../../aws/aws-settings';
import type { ApiAccess } from '../api/api-access';
import { KubeconfigAccess } from '../api/kubeconfig-access';
import { EksAccess } from '../eks/eks-access';
import { openLiveHistory, type LiveHistory } from '../../history/store/live';

export interface ClusterSource {
  /** Name in the history; of an EKS cluster its own. */
  cluster: string;
  by:
    | { type: 'eks'; aws: AwsSettings }
    | { type: 'kubeconfig'; file: string; context: string | undefined }
    | { type: 'in-cluster' };
  /** A folder or `s3://bucket/prefix`. */
  history: string;
  /** Whose credentials write it, where it is in S3. */
  historyAws: () => AwsSettings;
}

export function accessTo({ cluster, by }: ClusterSource): ApiAccess {
  switch (by.type) {
    case 'eks':
      return new EksAccess({ cluster, aws: by.aws });
    case 'kubeconfig':
      return new KubeconfigAccess({ cluster, source: { file: by.file, context: by.context } });
    case 'in-cluster':
      return new KubeconfigAccess({ cluster, source: { inCluster: true } });
  }
}

/** @param now epoch milliseconds; for tests */
export function historyOf(
  { cluster, history, historyAws }: ClusterSource,
  now?: () => number
): (signal: AbortSignal) => Promise<LiveHistory> {
  return (signal) => openLiveHistory({ location: history, cluster, aws: historyAws, ...(now && { now }) }, signal);
}
