/** The token by which EKS knows who asks: an STS call that is signed and not sent. */
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialsProvider } from '../../aws/credentials';

export interface TokenOptions {
  cluster: string;
  region: string;
  credentials: AwsCredentialsProvider;
  /** Epoch milliseconds. */
  now: number;
}

/**
 * Accepted for 15 minutes after it was made (aws-iam-authenticator, pkg/token): STS itself is asked by EKS with it. The
 * cluster's name is among what is signed, so that a token serves no other cluster. Errors: those of the credentials.
 */
export async function eksToken({ cluster, region, credentials, now }: TokenOptions): Promise<string> {
  const signer = new SignatureV4({ service: 'sts', region, credentials, sha256: Sha256 });
  const hostname = stsHost(region);
  const request = {
    method: 'GET',
    protocol: 'https:',
    hostname,
    path: '/',
    // The authenticator refuses any other parameter: no client of the SDK makes this request, which might add some.
    query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
    headers: { host: hostname, [clusterHeader]: cluster },
  };
  const { query = {} } = await signer.presign(request, {
    expiresIn: 60,
    signingDate: new Date(now),
    unhoistableHeaders: new Set([clusterHeader]),
  });
  const parameters = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(String(value))}`);
  const url = `https://${hostname}/?${parameters.join('&')}`;
  return `k8s-aws-v1.${Buffer.from(url).toString('base64url')}`;
}

/** Milliseconds for which a token is used: a minute less than it is accepted. */
export const tokenLifeMs = 14 * 60_000;

const clusterHeader = 'x-k8s-aws-id';

/** STS of the region, under the domain of its partition. */
export function stsHost(region: string): string {
  return `sts.${region}.${domainOf(region)}`;
}

function domainOf(region: string): string {
  switch (/^(cn|us-iso|us-isob|eu-isoe|us-isof)-/.exec(region)?.[1]) {
    case 'cn':
      return 'amazonaws.com.cn';
    case 'us-iso':
      return 'c2s.ic.gov';
    case 'us-isob':
      return 'sc2s.sgov.gov';
    case 'eu-isoe':
      return 'cloud.adc-e.uk';
    case 'us-isof':
      return 'csp.hci.ic.gov';
    default:
      return 'amazonaws.com';
  }
}

/** As signatures have it: RFC 3986, with the characters that encodeURIComponent leaves. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
