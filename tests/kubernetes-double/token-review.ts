/**
 * Judges tokens as EKS's authenticator does (kubernetes-sigs/aws-iam-authenticator, pkg/token), and as STS would judge the
 * signature in them; computed here from the algorithm's description, without the signer under test.
 */
import { createHash, createHmac } from 'node:crypto';

export interface ReviewOptions {
  cluster: string;
  /** Secret keys by access key ID. */
  secrets: ReadonlyMap<string, string>;
  /** Epoch milliseconds. */
  now: number;
}

const prefix = 'k8s-aws-v1.';
const longest = 4096;
const lifeMs = 15 * 60_000;
const allowed = new Set(
  'action version x-amz-algorithm x-amz-credential x-amz-date x-amz-expires x-amz-security-token x-amz-signature x-amz-signedheaders'.split(
    ' '
  )
);

/** @returns why a token is not accepted; null if it is */
export function reviewToken(token: string, { cluster, secrets, now }: ReviewOptions): string | null {
  if (!token.startsWith(prefix) || token.length > longest || token.includes('=')) {
    return 'no token, too long, or padded';
  }
  const url = new URL(Buffer.from(token.slice(prefix.length), 'base64url').toString('utf8'));
  const query = url.searchParams;
  const get = (name: string): string => query.get(name) ?? '';
  if (
    url.protocol !== 'https:' ||
    url.pathname !== '/' ||
    !/^sts\.([a-z0-9-]+\.)?amazonaws\.com(\.cn)?$/.test(url.host)
  ) {
    return `unexpected address ${url.host}${url.pathname}`;
  }
  const other = [...query.keys()].find((name) => !allowed.has(name.toLowerCase()));
  if (other !== undefined) {
    return `non-whitelisted query parameter ${other}`;
  }
  if (get('Action') !== 'GetCallerIdentity' || !get('X-Amz-SignedHeaders').split(';').includes('x-k8s-aws-id')) {
    return 'another action, or the cluster is not signed';
  }
  const expires = Number(get('X-Amz-Expires'));
  if (!(expires >= 0 && expires <= 900)) {
    return 'expires out of bounds';
  }
  const date = get('X-Amz-Date');
  const signedAt = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!(signedAt <= now + 60_000 && now - signedAt < lifeMs)) {
    return 'expired';
  }
  return get('X-Amz-Signature') === signatureOf(url, cluster, secrets) ? null : 'wrong signature';
}

function signatureOf(url: URL, cluster: string, secrets: ReadonlyMap<string, string>): string | null {
  const query = [...url.searchParams].filter(([name]) => name !== 'X-Amz-Signature');
  const credential = url.searchParams.get('X-Amz-Credential') ?? '';
  const [id = '', day = '', region = '', service = ''] = credential.split('/');
  const secret = secrets.get(id);
  if (secret === undefined) {
    return null;
  }
  const canonicalQuery = query
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
  const headers = `host:${url.host}\nx-k8s-aws-id:${cluster}\n`;
  const request = ['GET', '/', canonicalQuery, headers, 'host;x-k8s-aws-id', sha256('')].join('\n');
  const scope = [day, region, service, 'aws4_request'].join('/');
  const toSign = ['AWS4-HMAC-SHA256', url.searchParams.get('X-Amz-Date'), scope, sha256(request)].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce(hmac, Buffer.from(`AWS4${secret}`));
  return hmac(key, toSign).toString('hex');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
