/** EKS clusters of whoever runs the collector: reached with the credentials of the process, or with a role in another account. */
import { everythingAllowed } from '../../aws/aws-policy';
import { parseAwsSettings, type AwsSettings } from '../../aws/aws-settings';
import type { ClusterSource } from './cluster-source';

export interface EksPlace {
  cluster: string;
  region: string | undefined;
  /** Assumed to find the cluster and to ask it; the history is written without. */
  roleArn?: string | undefined;
  externalId?: string | undefined;
  /** A folder or `s3://bucket/prefix`. */
  history: string;
}

/** Errors: bad_settings. */
export function eksSource({ cluster, region, roleArn, externalId, history }: EksPlace): ClusterSource {
  const role = { ...(roleArn && { assumeRoleArn: roleArn }), ...(externalId && { externalId }) };
  return {
    cluster,
    by: { type: 'eks', aws: processAws(region, role) },
    history,
    historyAws: () => processAws(region),
  };
}

/**
 * The SDK's own chain of credentials, and the proxy of the environment.
 * @param region by default that of the environment
 * @throws ZoneFlowError bad_settings without one
 */
export function processAws(region: string | undefined, role: Record<string, string> = {}): AwsSettings {
  const stored = { proxyType: 'env', ...(region && { defaultRegion: region }), ...role };
  return parseAwsSettings(stored, new Map(), everythingAllowed);
}
