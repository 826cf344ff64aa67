/** Whoever leaves, and whenever: no query of theirs goes on in Athena. */
import { setTimeout as sleep } from 'node:timers/promises';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { createAthenaClient } from '../../backend/engines/athena/client';
import type { SqlClient } from '../../backend/engines/table/sql-client';
import { startAthenaDouble, type AthenaDouble } from '../athena-double/double';
import { internalError, rateExceeded, type AthenaFault } from '../athena-double/faults';
import { endless, scriptedBackend, type ScriptedAnswer } from '../athena-double/scripted-backend';

const columns = [{ name: 'n', type: 'bigint' }];
const large = { columns, rows: Array.from({ length: 2_500 }, (_, index) => [String(index)]) };

let double: AthenaDouble;
let client: SqlClient;
let script: () => ScriptedAnswer;

beforeEach(async () => {
  script = () => endless;
  double = await startAthenaDouble(scriptedBackend(() => script()));
  client = clientOf();
});

afterEach(async () => {
  await client.close();
  await double.close();
});

function clientOf(mostRunning = 10): SqlClient {
  return createAthenaClient({
    aws: double.settings,
    catalog: 'AwsDataCatalog',
    workgroup: 'primary',
    reuseMinutes: 0,
    mostRunning,
    maxScanBytes: null,
    retry: { firstWaitMs: 2 },
  });
}

async function untilIdle(): Promise<void> {
  for (let tries = 0; tries < 300 && double.active().length > 0; tries++) {
    await sleep(10);
  }
  expect(double.active()).toEqual([]);
}

/** Holds the first call of an action, until it is let go. */
function hold(action: string): { reached: Promise<void>; release: () => void } {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const reached = new Promise<void>((resolve) => {
    const held = async (): Promise<null> => {
      resolve();
      await released;
      return null;
    };
    if (action === 's3:GetObject') {
      double.s3.fault = held;
    } else {
      double.fault = (call) => (call.action === action && call.earlier === 0 ? held() : null);
    }
  });
  return { reached, release };
}

describe('cancel while a call is under way', () => {
  const phases = ['GetWorkGroup', 'StartQueryExecution', 'GetQueryExecution', 'GetQueryResults', 's3:GetObject'];
  test.each(phases)('%s', async (action) => {
    if (action === 'GetQueryResults' || action === 's3:GetObject') {
      script = () => large;
    }
    const { reached, release } = hold(action);
    const leaving = new AbortController();
    const running = expect(client.run('SELECT 1', leaving.signal)).rejects.toThrow('closed the panel');
    await reached;
    const left = performance.now();
    leaving.abort(new Error('closed the panel'));
    await running;
    expect(performance.now() - left).toBeLessThan(250);
    release();
    await client.close();
    expect(double.active()).toEqual([]);
    const started = action === 'GetWorkGroup' ? 0 : 1;
    expect(double.queries()).toHaveLength(started);
  });
});

test.each([
  ['queued', { phases: [['QUEUED', 3_600_000]] } as const],
  ['running', endless],
])('cancel of a query that is %s stops it at once', async (_, answer) => {
  script = () => answer;
  await expect(client.run('SELECT 1', AbortSignal.timeout(150))).rejects.toMatchObject({ name: 'TimeoutError' });
  await untilIdle();
  expect(double.counts().StopQueryExecution).toBe(1);
});

test('cancel while nobody knows whether the query was started', async () => {
  // The first answers are lost; what was started is found by its token, and stopped.
  double.fault = ({ action, earlier }) => (action === 'StartQueryExecution' && earlier < 2 ? { type: 'lost' } : null);
  await expect(client.run('SELECT 1', AbortSignal.timeout(50))).rejects.toMatchObject({ name: 'TimeoutError' });
  await client.close();
  expect(double.queries()).toHaveLength(1);
  expect(double.active()).toEqual([]);
});

test('cancel while waiting for a place among the running ones starts nothing', async () => {
  const other = clientOf(1);
  const first = new AbortController();
  const running = expect(other.run('SELECT 1', first.signal)).rejects.toThrow('done');
  await sleep(50);
  await expect(other.run('SELECT 2', AbortSignal.timeout(50))).rejects.toMatchObject({ name: 'TimeoutError' });
  first.abort(new Error('done'));
  await running;
  await other.close();
  expect(double.queries()).toHaveLength(1);
  expect(double.active()).toEqual([]);
});

test.each<[string, AthenaFault]>([
  ['throttled', rateExceeded()],
  ['failing', internalError()],
  ['lost', { type: 'lost' }],
  ['refused', { type: 'refuse' }],
])('a stop that is %s at first is tried again', async (_, fault) => {
  double.fault = ({ action, earlier }) => (action === 'StopQueryExecution' && earlier < 3 ? fault : null);
  await expect(client.run('SELECT 1', AbortSignal.timeout(100))).rejects.toMatchObject({ name: 'TimeoutError' });
  await client.close();
  expect(double.active()).toEqual([]);
});

test('closing the client stops all that it runs', async () => {
  const { signal } = new AbortController();
  const running = Array.from({ length: 25 }, (_, index) =>
    expect(client.run(`SELECT ${index}`, signal)).rejects.toMatchObject({ code: 'cancelled' })
  );
  await sleep(150);
  expect(double.active().length).toBeGreaterThan(0);
  await client.close();
  expect(double.active()).toEqual([]);
  await Promise.all(running);
});

const cancels = Number(process.env.ZONEFLOW_CANCELS ?? '1000');
const seed = Number(process.env.ZONEFLOW_SEED ?? '7');

test(`${cancels} cancels at random moments, one call in ten disturbed (seed ${seed}): no orphan`, async () => {
  await double.close();
  const random = xoroshiro128plus(seed);
  const upTo = (most: number): number => uniformFloat64(random) * most;
  double = await startAthenaDouble(
    scriptedBackend(() => ({
      ...large,
      phases: [
        ['QUEUED', upTo(20)],
        ['RUNNING', upTo(120)],
      ],
    })),
    { latencyMs: 4 }
  );
  const disturbances: AthenaFault[] = [
    rateExceeded(),
    internalError(),
    { type: 'lost' },
    { type: 'refuse' },
    { type: 'cut', after: 3 },
    { type: 'slow', ms: 40 },
  ];
  double.fault = () => (upTo(10) < 1 ? (disturbances[Math.floor(upTo(disturbances.length))] ?? null) : null);
  const asking = clientOf(60);
  const outcomes = { answered: 0, cancelled: 0, other: 0 };
  let left = cancels;
  const asker = async (): Promise<void> => {
    while (left-- > 0) {
      try {
        await asking.run(`SELECT ${left}`, AbortSignal.timeout(Math.ceil(upTo(250))));
        outcomes.answered += 1;
      } catch (error) {
        outcomes[error instanceof Error && error.name === 'TimeoutError' ? 'cancelled' : 'other'] += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: 40 }, asker));
  await asking.close();
  expect(double.active()).toEqual([]);
  expect(outcomes.other).toBe(0);
  expect(outcomes.cancelled).toBeGreaterThan(cancels / 4);
  expect(outcomes.answered).toBeGreaterThan(0);
}, 120_000);
