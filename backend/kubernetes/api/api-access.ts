/** How a cluster's API server is reached and asked: the port that EKS and kubeconfig files fill. */

export interface ApiTarget {
  /** `https://ABC.gr7.us-east-1.eks.amazonaws.com`, without a slash at its end. */
  server: string;
  tls: ApiTls;
  /** Headers that prove who asks. */
  headers: Readonly<Record<string, string>>;
  /** Address of an HTTP proxy. */
  proxy: string | undefined;
}

export interface ApiTls {
  /** Certificate authorities, PEM. */
  ca?: string;
  /** Client certificate and key, PEM. */
  cert?: string;
  key?: string;
  servername?: string;
  rejectUnauthorized?: boolean;
}

export interface ApiAccess {
  readonly cluster: string;
  /** For the next request. Errors: those of AWS and of the file; cluster_missing. */
  target(signal: AbortSignal): Promise<ApiTarget>;
  /**
   * After a failure: makes the token anew, or looks anew where the cluster is and which authority it has.
   * @returns whether another attempt may go better
   */
  renew(what: 'token' | 'cluster', signal: AbortSignal): Promise<boolean>;
  /** What to do if the server does not accept who asks, does not answer, or shows an untrusted certificate. */
  remedies(of: 'unauthorized' | 'forbidden' | 'unreachable' | 'untrusted', signal: AbortSignal): Promise<string>;
}
