import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority, serverCertificate } from '../../tests/kubernetes-double/certificates';
import { infraFolder } from './manifests.test-data';

const script = (name: string): string => join(infraFolder, 'demo', 'base', 'scripts', name);

const canRun = ['sh', 'curl', 'getent', 'awk'].every(
  (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
);
if (!canRun) {
  console.warn('sh, curl, getent or awk is missing: the scripts of the demo application are not run');
}

(canRun ? describe : describe.skip)('scripts of the demo application', () => {
  interface Asked {
    path: string;
    port: number | undefined;
    to: string | undefined;
  }
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const { remotePort: port, localAddress: to } = request.socket;
    asked.push({ path: request.url ?? '', port, to });
    response.end(Buffer.alloc(1024));
  });
  let port = 0;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  beforeEach(() => asked.splice(0));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  async function run(name: string, env: Record<string, string>): Promise<{ code: number | null; errors: string }> {
    const child = spawn('sh', [script(name)], {
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, errors };
  }

  test('the Service is asked once in each period, by a connection of its own', async () => {
    const ran = await run('ask-service.sh', {
      URL: `http://127.0.0.1:${port}/payload`,
      PERIOD_SECONDS: '1',
      TIMES: '3',
    });
    expect(ran).toEqual({ code: 0, errors: '' });
    expect(asked.map(({ path }) => path)).toEqual(['/payload', '/payload', '/payload']);
    expect(new Set(asked.map((each) => each.port)).size).toBe(3);
  });

  test('every address of a name is asked once in each period', async () => {
    // Both are loopback addresses; what a name stands for twice is asked once.
    const ran = await run('ask-each-server.sh', {
      SERVERS: '127.0.0.1',
      PORT: String(port),
      PERIOD_SECONDS: '1',
      TIMES: '2',
    });
    expect(ran).toEqual({ code: 0, errors: '' });
    expect(asked.map(({ path, to }) => [path, to])).toEqual([
      ['/payload', '127.0.0.1'],
      ['/payload', '127.0.0.1'],
    ]);
  });

  test('a server that is away is said, and the next period comes', async () => {
    const ran = await run('ask-service.sh', { URL: 'http://127.0.0.1:1/payload', PERIOD_SECONDS: '1', TIMES: '2' });
    expect(ran.code).toBe(0);
    expect(ran.errors.match(/curl: \(7\)/g)).toHaveLength(2);
  });

  test('a rollout is one patch of one Deployment, with the token of the pod and the authority of the cluster', async () => {
    const secrets = mkdtempSync(join(tmpdir(), 'zoneflow-demo-'));
    const authority = createAuthority('demo');
    const requests: Array<Pick<IncomingMessage, 'method' | 'url' | 'headers'> & { body: string }> = [];
    let status = 200;
    const api = createTlsServer(serverCertificate(authority), (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const { method, url, headers } = request;
        requests.push({ method, url, headers, body: Buffer.concat(parts).toString() });
        response.writeHead(status).end('{}');
      });
    });
    try {
      writeFileSync(join(secrets, 'token'), 'token-of-the-pod');
      writeFileSync(join(secrets, 'ca.crt'), authority.certificate);
      await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
      const env = {
        SECRETS: secrets,
        NAMESPACE: 'zoneflow-demo',
        DEPLOYMENT: 'server',
        AFTER_SECONDS: '1',
        KUBERNETES_SERVICE_HOST: '127.0.0.1',
        KUBERNETES_SERVICE_PORT: String((api.address() as AddressInfo).port),
      };
      expect(await run('restart-server.sh', env)).toEqual({ code: 0, errors: '' });
      const [request] = requests;
      expect(request).toMatchObject({
        method: 'PATCH',
        url: '/apis/apps/v1/namespaces/zoneflow-demo/deployments/server',
        headers: {
          authorization: 'Bearer token-of-the-pod',
          'content-type': 'application/strategic-merge-patch+json',
        },
      });
      expect(request?.body).toMatch(
        /^{"spec":{"template":{"metadata":{"annotations":{"zoneflow\.demo\/restarted-at":"\d{4}-[\dT:-]+Z"}}}}}$/
      );

      status = 403;
      const denied = await run('restart-server.sh', env);
      expect(denied.errors).toContain('403');
      expect(denied.code).not.toBe(0);
      writeFileSync(join(secrets, 'ca.crt'), createAuthority('another').certificate);
      const distrusted = await run('restart-server.sh', env);
      expect(distrusted.code).not.toBe(0);
      expect(requests).toHaveLength(2);
    } finally {
      await new Promise((resolve) => api.close(resolve));
      rmSync(secrets, { recursive: true });
    }
  });
});
