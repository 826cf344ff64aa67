import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority, serverCertificate } from '../../tests/kubernetes-double/certificates';
import { expectedTraffic, headerBytes } from '../demo/expected-traffic';
import { infraFolder, manifests, podSpec, type Manifest } from './manifests.test-data';

const base = join(infraFolder, 'demo', 'base');
const script = (name: string): string => join(base, 'scripts', name);
const manifest = (file: string, kind: string): Manifest => {
  const found = manifests(readFileSync(join(base, file), 'utf8')).find((each) => each.kind === kind);
  if (!found) {
    throw new Error(`${file} has no ${kind}`);
  }
  return found;
};
const environment = (of: Manifest): Record<string, string> =>
  Object.fromEntries(podSpec(of)?.containers[0]?.env?.map(({ name, value }) => [name, value ?? '']) ?? []);
const replicas = (of: Manifest): number => (of.spec as { replicas: number }).replicas;

const mebibyte = 1_048_576;
const inEach = { 'use1-az1': 1, 'use1-az2': 1, 'use1-az4': 1 };

describe('expected traffic', () => {
  test.each([
    ['three zones', inEach, inEach, 2 / 3],
    ['one zone', { a: 3 }, { a: 3 }, 0],
    ['two zones, the odd ones together', { a: 2, b: 1 }, { a: 2, b: 1 }, 4 / 9],
    ['two zones, the odd ones apart', { a: 2, b: 1 }, { a: 1, b: 2 }, 5 / 9],
    ['no server where the clients are', { a: 3 }, { b: 3 }, 1],
  ])('%s', (_, clients, servers, share) => {
    const each = expectedTraffic({ pods: clients, asks: 'each', periodSeconds: 60 }, servers, mebibyte);
    expect(each.crossZoneShare).toBeCloseTo(share, 12);
    expect(each).toMatchObject({ bytesPerHour: 540 * mebibyte, deviation: 0 });
    const any = expectedTraffic({ pods: clients, asks: 'any', periodSeconds: 10 }, servers, mebibyte);
    expect(any.crossZoneShare).toBeCloseTo(share, 12);
    expect(any.bytesPerHour).toBe(1080 * mebibyte);
    expect(any.deviation > 0).toBe(share > 0 && share < 1);
  });

  test('the deviation is that of drawn servers', () => {
    const client = { pods: inEach, asks: 'any', periodSeconds: 10 } as const;
    const { crossZoneShare, deviation } = expectedTraffic(client, inEach, 1);
    expect(deviation).toBeCloseTo(Math.sqrt(1080 * crossZoneShare * (1 - crossZoneShare)), 9);
  });

  test('headers: 52 bytes a segment', () => {
    expect(headerBytes(mebibyte, 9001)).toBe(118 * 52);
    expect(headerBytes(mebibyte, 1500)).toBe(725 * 52);
  });
});

test('the page says what the manifests do', () => {
  const page = readFileSync(join(infraFolder, '..', 'docs', 'deploy', 'demo-application.md'), 'utf8');
  const rows = new Map(
    [...page.matchAll(/^\| `([a-z-]+)` +\| (.+) \|$/gm)].map(([, name = '', cells = '']) => [
      name,
      cells.split('|').map((cell) => cell.trim()),
    ])
  );
  const server = manifest('server.yaml', 'Deployment');
  expect(podSpec(server)?.initContainers?.[0]?.command).toEqual(
    expect.arrayContaining(['of=/payload/payload', `bs=${mebibyte}`, 'count=1'])
  );
  const eachClient = manifest('each-client.yaml', 'Deployment');
  const serviceClient = manifest('service-client.yaml', 'Deployment');
  expect([server, eachClient, serviceClient].map(replicas)).toEqual([3, 3, 3]);
  const cases = [
    { manifest: eachClient, asks: 'each' },
    { manifest: serviceClient, asks: 'any' },
  ] as const;
  for (const { manifest: client, asks } of cases) {
    const periodSeconds = Number(environment(client)['PERIOD_SECONDS']);
    const { bytesPerHour, crossZoneShare, deviation } = expectedTraffic(
      { pods: inEach, asks, periodSeconds },
      inEach,
      mebibyte
    );
    const hour = bytesPerHour / mebibyte;
    const cross = Math.round(hour * crossZoneShare);
    expect(rows.get(client.metadata.name)).toEqual([
      String(hour / 60),
      String(hour),
      deviation === 0 ? String(cross) : `${cross} ± ${Math.round((2 * deviation) / mebibyte)}`,
    ]);
  }
  const batch = manifest('batch.yaml', 'CronJob');
  expect(batch.spec).toMatchObject({ schedule: '*/5 * * * *' });
  const perHour = 12 * Number(environment(batch)['TIMES']);
  // One pod, wherever it is put: a server in each of three zones.
  const deviation = Math.round(2 * Math.sqrt((perHour * 2) / 9));
  expect(rows.get('batch')).toEqual([String(perHour / 60), String(perHour), `${(perHour * 2) / 3} ± ${deviation}`]);
  // What the demo itself costs, by the numbers of its table.
  const gibADay = (24 * (360 + 720 + (perHour * 2) / 3)) / 1024;
  expect(page).toContain(
    `about ${Math.round(gibADay)} GiB cross zones a day: ${(gibADay * 0.02).toFixed(2)} USD a day`
  );
});

const canRun = ['sh', 'curl', 'getent', 'awk'].every(
  (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
);
if (!canRun) {
  console.warn('sh, curl, getent or awk is missing: the scripts of the demo application are not run');
}

(canRun ? describe : describe.skip)('scripts', () => {
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
