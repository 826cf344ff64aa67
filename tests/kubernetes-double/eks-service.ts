/** EKS's DescribeCluster and STS's GetCallerIdentity over HTTP, for tests: one account, clusters that come and go. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface DescribedCluster {
  endpoint?: string;
  /** PEM. */
  ca?: string;
  status?: string;
  network?: Record<string, unknown>;
}

export class EksService {
  readonly clusters = new Map<string, DescribedCluster>();
  /** `DescribeCluster prod`, in order. */
  readonly calls: string[] = [];
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      const name = /^\/clusters\/([^/?]+)$/.exec(request.url ?? '')?.[1];
      if (name === undefined) {
        this.calls.push('GetCallerIdentity');
        response.setHeader('content-type', 'text/xml');
        response.end(
          '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
            '<Arn>arn:aws:sts::111122223333:assumed-role/collector/zoneflow</Arn><UserId>A</UserId>' +
            '<Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>'
        );
        return;
      }
      this.calls.push(`DescribeCluster ${name}`);
      const cluster = this.clusters.get(name);
      response.setHeader('content-type', 'application/json');
      if (cluster === undefined) {
        response.statusCode = 404;
        response.setHeader('x-amzn-errortype', 'ResourceNotFoundException');
        response.end(JSON.stringify({ message: `No cluster found for name: ${name}.` }));
        return;
      }
      const { endpoint, ca, status = 'ACTIVE', network = {} } = cluster;
      const data = ca === undefined ? undefined : Buffer.from(ca).toString('base64');
      response.end(
        JSON.stringify({
          cluster: { name, endpoint, status, certificateAuthority: { data }, resourcesVpcConfig: network },
        })
      );
    });
  }

  static async start(): Promise<EksService> {
    const service = new EksService();
    await new Promise<void>((resolve) => service.server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  get url(): string {
    const address: AddressInfo | string | null = this.server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
