/** Access to a Kubernetes double, with tokens that can be renewed. */
import type { ApiAccess, ApiTarget } from '../../backend/kubernetes/api/api-access';
import type { KubernetesDouble } from './api-server';

export interface DoubleAccess extends ApiAccess {
  /** What was renewed, in order. */
  renewals: string[];
  token: string;
}

/** @param nextToken what a renewal of the token gives */
export function accessToDouble(double: KubernetesDouble, cluster = 'c1', nextToken = 'second'): DoubleAccess {
  let authority = double.authority;
  const access: DoubleAccess = {
    cluster,
    renewals: [],
    token: 'first',
    target: (): Promise<ApiTarget> =>
      Promise.resolve({
        server: double.url,
        tls: { ca: authority },
        headers: { authorization: `Bearer ${access.token}` },
        proxy: undefined,
      }),
    renew: (what) => {
      access.renewals.push(what);
      const before = [authority, access.token].join();
      if (what === 'token') {
        access.token = nextToken;
      } else {
        authority = double.authority;
      }
      return Promise.resolve(before !== [authority, access.token].join());
    },
    remedies: (of) => Promise.resolve(`remedy for ${of}`),
  };
  return access;
}
