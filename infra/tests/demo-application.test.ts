import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectedTraffic, headerBytes, rolloutMargin } from '../demo/expected-traffic';
import { infraFolder, manifests, podSpec, type Manifest } from './manifests.test-data';

const base = join(infraFolder, 'demo', 'base');
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

  test('a rollout: one server more or fewer, for whoever asks each of them, in two rounds at most', () => {
    const rollout = { surge: 1, seconds: 60 };
    const margin = (asks: 'each' | 'any', periodSeconds: number): number =>
      rolloutMargin({ pods: inEach, asks, periodSeconds }, rollout, 1);
    expect([margin('each', 60), margin('each', 10), margin('any', 10)]).toEqual([6, 21, 0]);
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
  for (const name of ['rollout', 'first-rollout']) {
    expect(rows.get(name)).toEqual(['0', '0', '0']);
  }
  const { rollingUpdate } = (server.spec as { strategy: { rollingUpdate: { maxSurge: number } } }).strategy;
  expect(rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
  const margin = rolloutMargin(
    { pods: inEach, asks: 'each', periodSeconds: Number(environment(eachClient)['PERIOD_SECONDS']) },
    { surge: rollingUpdate.maxSurge, seconds: 60 },
    1
  );
  expect(page).toContain(
    `may add up to ${margin} MiB to \`each-client\`'s hour or take as much, ${(margin * 2) / 3} MiB`
  );
  // What the demo itself costs, by the numbers of its table.
  const gibADay = (24 * (360 + 720 + (perHour * 2) / 3)) / 1024;
  expect(page).toContain(
    `about ${Math.round(gibADay)} GiB cross zones a day: ${(gibADay * 0.02).toFixed(2)} USD a day`
  );
});

test('the Job does what the CronJob does, a quarter of an hour after it was applied', () => {
  const once = podSpec(manifest('first-rollout.yaml', 'Job'));
  const hourly = podSpec(manifest('rollout.yaml', 'CronJob'));
  const wait = { name: 'AFTER_SECONDS', value: '900' };
  expect(once?.containers[0]?.env).toContainEqual(wait);
  const withoutWait = once?.containers.map(({ env = [], ...container }) => ({
    ...container,
    env: env.filter(({ name }) => name !== wait.name),
  }));
  expect({ ...once, containers: withoutWait }).toEqual(hourly);
  const { spec } = manifest('first-rollout.yaml', 'Job');
  // It stays when it is done: applied again, it is not run again.
  expect(spec).not.toHaveProperty('ttlSecondsAfterFinished');
  const { backoffLimit, activeDeadlineSeconds } = spec as { backoffLimit: number; activeDeadlineSeconds: number };
  expect(activeDeadlineSeconds).toBeGreaterThan((backoffLimit + 1) * Number(wait.value));
});
