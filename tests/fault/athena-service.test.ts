/** The whole backend over Athena: one query for all who ask the same, one for an alert that is asked again, none after its end. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { createLogger } from '../../backend/log';
import { parseSettings } from '../../backend/settings';
import { CallerDeadline } from '../../backend/traffic/caller-deadline';
import { createTrafficService } from '../../backend/traffic/create-service';
import type { TrafficService } from '../../backend/traffic/service';
import { startBackend, stopBackend, type StartedBackend } from '../../demo/backend/handshake';
import { connect, type PluginClient } from '../../demo/backend/plugin-client';
import { startAthenaDouble, type AthenaDouble } from '../athena-double/double';
import { scriptedBackend } from '../athena-double/scripted-backend';
import { asksForFlows, trafficAnswer } from '../athena-double/scripted-traffic';
import { zoneflowTables } from '../athena-double/zoneflow-tables';

const jsonData = {
  engine: 'athena',
  flows: { database: 'logs', table: 'flows' },
  history: { database: 'logs', table: 'pods' },
};
const to = Date.UTC(2026, 2, 10);
const ask = { from: to - 3_600_000, to, intervalMs: 60_000, maxDataPoints: 500 };

let double: AthenaDouble;
let runMs: number;
/** Questions are answered no earlier. */
let finished: Promise<void>;

beforeEach(async () => {
  runMs = 300;
  finished = Promise.resolve();
  const backend = scriptedBackend((sql) => ({
    ...trafficAnswer(sql, runMs),
    ...(asksForFlows(sql) && { until: finished }),
  }));
  backend.metadata.set('logs', zoneflowTables('logs'));
  double = await startAthenaDouble(backend, { latencyMs: 5 });
});

afterEach(() => double.close());

function questions(): string[] {
  return double.queries().flatMap(({ id, sql }) => (asksForFlows(sql) ? id : []));
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2_000 && !isSo(); tries++) {
    await sleep(10);
  }
  expect(isSo()).toBe(true);
}

describe('a data source', () => {
  let service: TrafficService;
  beforeEach(() => {
    service = createTrafficService(parseSettings(jsonData), {
      observer: { answered: () => undefined, failed: () => undefined },
      log: createLogger(),
      aws: () => double.settings,
    });
  });
  afterEach(() => service.close());

  test('seven who ask the same at once are one query', async () => {
    const { signal } = new AbortController();
    const answers = await Promise.all(
      Array.from({ length: 7 }, () => service.answer({ queryType: 'table' }, ask, signal))
    );
    expect(answers.map(({ rows }) => rows)).toEqual(Array(7).fill([]));
    expect(questions()).toHaveLength(1);
  });

  test('six of seven may leave; with the last one the query ends', async () => {
    runMs = 60_000;
    const leaving = Array.from({ length: 7 }, () => new AbortController());
    const asks = leaving.map(({ signal }) => service.answer({ queryType: 'table' }, ask, signal).catch(() => 'left'));
    await until(() => questions().length === 1);
    leaving.slice(1).forEach((each) => each.abort());
    await Promise.all(asks.slice(1));
    await sleep(100);
    expect(double.active()).toHaveLength(1);
    leaving[0]?.abort();
    await Promise.all(asks);
    await until(() => double.active().length === 0);
    expect(questions()).toHaveLength(1);
  });

  test('an alert that ran out of time and asks again joins its running query', async () => {
    let finish = (): void => undefined;
    finished = new Promise((resolve) => (finish = resolve));
    const deadline = new AbortController();
    const alert = { ...ask, forAlert: true };
    const firstTry = service.frames({ queryType: 'timeseries' }, alert, deadline.signal).catch(() => 'timed out');
    await until(() => questions().length === 1);
    deadline.abort(new CallerDeadline());
    expect(await firstTry).toBe('timed out');
    await sleep(100);
    expect(double.active()).toHaveLength(1);
    const again = service.frames({ queryType: 'timeseries' }, alert, new AbortController().signal);
    await sleep(100);
    finish();
    const frames = await again;
    expect(frames.length).toBeGreaterThan(0);
    expect(questions()).toHaveLength(1);
    expect(double.active()).toEqual([]);
  });

  test('what an alert left behind ends with the data source', async () => {
    runMs = 60_000;
    const deadline = new AbortController();
    const left = service
      .frames({ queryType: 'timeseries' }, { ...ask, forAlert: true }, deadline.signal)
      .catch(() => 0);
    await until(() => questions().length === 1);
    deadline.abort(new CallerDeadline());
    await left;
    await service.close();
    expect(double.active()).toEqual([]);
  });
});

describe('the backend process', () => {
  let backend: StartedBackend;
  let client: PluginClient;
  const { signal } = new AbortController();
  const source = () => ({
    uid: 'athena',
    name: 'athena',
    updated: 1,
    jsonData: { ...jsonData, authType: 'keys', defaultRegion: 'us-east-1', endpoint: double.endpoint },
    secureJsonData: { accessKey: 'key-one', secretKey: 'secret' },
  });
  const query = (refId: string) => ({
    refId,
    queryType: '',
    json: Buffer.from(JSON.stringify({ queryType: 'table', groupBy: refId === 'A' ? ['pod'] : ['node'] })),
    maxDataPoints: 500,
    intervalMs: 60_000,
    timeRange: { fromEpochMs: ask.from, toEpochMs: ask.to },
  });

  beforeEach(async () => {
    runMs = 60_000;
    backend = await startBackend(join(__dirname, '../../dist'), signal);
    client = connect(backend.address);
  });
  afterEach(() => stopBackend(backend, client));

  test.each(['SIGTERM', 'Shutdown'])('its queries are stopped with it: %s', async (how) => {
    const asked = client.query(source(), [query('A'), query('B')], signal).catch(() => null);
    await until(() => questions().length === 2);
    if (how === 'SIGTERM') {
      backend.process.kill('SIGTERM');
    } else {
      await client.shutdown(signal);
    }
    await until(() => double.active().length === 0);
    await until(() => backend.process.exitCode !== null);
    await asked;
  });

  test('kill -9 leaves queries behind, and the next process stops them with its first question', async () => {
    const asked = client.query(source(), [query('A'), query('B')], signal).catch(() => null);
    await until(() => questions().length === 2);
    // A query is noted as soon as its ID is known, before its state is asked for the first time.
    await until(() => (double.counts().GetQueryExecution ?? 0) >= 10);
    backend.process.kill('SIGKILL');
    await asked;
    await until(() => backend.process.signalCode === 'SIGKILL');
    client.close();
    expect(double.active()).toHaveLength(2);
    backend = await startBackend(join(__dirname, '../../dist'), signal);
    client = connect(backend.address);
    runMs = 0;
    const frames = await client.query(source(), [query('A')], signal);
    expect(frames).toBeDefined();
    await until(() => double.active().length === 0);
    expect(questions()).toHaveLength(3);
  });

  test('killed at random moments: the last process stops all of which an ID was known', async () => {
    const random = xoroshiro128plus(11);
    for (let round = 0; round < 5; round++) {
      const asked = client.query(source(), [query('A'), query('B')], signal).catch(() => null);
      await sleep(uniformFloat64(random) * 800);
      backend.process.kill('SIGKILL');
      await asked;
      await until(() => backend.process.signalCode === 'SIGKILL');
      client.close();
      backend = await startBackend(join(__dirname, '../../dist'), signal);
      client = connect(backend.address);
    }
    runMs = 0;
    expect(await client.query(source(), [query('A')], signal)).toBeDefined();
    const looks = (id: string): number =>
      double.calls.filter(({ action, input }) => action === 'GetQueryExecution' && JSON.stringify(input).includes(id))
        .length;
    // Nobody knows of a query whose start was not answered yet; a note is on its way until some looks later.
    await until(() => double.active().every(({ id }) => looks(id) < 4));
  });

  test('a caller that leaves takes its query along', async () => {
    const leaving = new AbortController();
    const asked = client.query(source(), [query('A')], leaving.signal).catch(() => null);
    await until(() => questions().length === 1);
    leaving.abort();
    await asked;
    await until(() => double.active().length === 0);
  });
});
