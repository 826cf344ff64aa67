/** Whoever leaves, and whenever: no query of theirs goes on in Athena. */
import { setTimeout as sleep } from 'node:timers/promises';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import * as z from 'zod/mini';
import type { S3Fault } from '../../backend/aws/s3-double.test-data';
import { createAthenaClient } from '../../backend/engines/athena/client';
import type { SqlClient } from '../../backend/engines/table/sql-client';
import { startAthenaDouble, type AthenaDouble } from '../athena-double/double';
import { internalError, rateExceeded, s3SlowDown, type AthenaFault } from '../athena-double/faults';
import { endless, scriptedBackend, type ScriptedAnswer } from '../athena-double/scripted-backend';

const callSchema = z.object({ QueryString: z.optional(z.string()), QueryExecutionId: z.optional(z.string()) });
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

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2_000 && !isSo(); tries++) {
    await sleep(10);
  }
  expect(isSo()).toBe(true);
}

/** Asks, and leaves as soon as it is so. */
async function leaveWhen(isSo: () => boolean): Promise<void> {
  const leaving = new AbortController();
  const running = expect(client.run('SELECT 1', leaving.signal)).rejects.toThrow('left');
  await until(isSo);
  leaving.abort(new Error('left'));
  await running;
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
    leaving.abort(new Error('closed the panel'));
    // The call itself is still held.
    await running;
    release();
    await client.close();
    expect(double.active()).toEqual([]);
    const started = action === 'GetWorkGroup' ? 0 : 1;
    expect(double.queries()).toHaveLength(started);
  });
});

test.each([
  ['QUEUED', { phases: [['QUEUED', 3_600_000]] } as const],
  ['RUNNING', endless],
])('cancel of a query that is %s stops it at once', async (state, answer) => {
  script = () => answer;
  await leaveWhen(() => double.active().some((query) => query.state === state));
  await until(() => double.active().length === 0);
  expect(double.counts().StopQueryExecution).toBe(1);
});

test('cancel while nobody knows whether the query was started', async () => {
  // The first answers are lost; what was started is found by its token, and stopped.
  let isLost = false;
  double.fault = ({ action, earlier }) => {
    const fault = action === 'StartQueryExecution' && earlier < 2 ? ({ type: 'lost' } as const) : null;
    isLost ||= fault !== null;
    return fault;
  };
  await leaveWhen(() => isLost);
  await client.close();
  expect(double.queries()).toHaveLength(1);
  expect(double.active()).toEqual([]);
});

test('cancel while waiting for a place among the running ones starts nothing', async () => {
  const other = clientOf(1);
  const first = new AbortController();
  const running = expect(other.run('SELECT 1', first.signal)).rejects.toThrow('done');
  await until(() => double.active().length === 1);
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
  await leaveWhen(() => double.active().length === 1);
  await client.close();
  expect(double.active()).toEqual([]);
  expect(double.counts().StopQueryExecution).toBe(4);
});

test('closing the client stops all that it runs', async () => {
  const { signal } = new AbortController();
  const running = Array.from({ length: 25 }, (_, index) =>
    expect(client.run(`SELECT ${index}`, signal)).rejects.toMatchObject({ code: 'cancelled' })
  );
  await until(() => double.active().length === 10);
  await client.close();
  expect(double.active()).toEqual([]);
  await Promise.all(running);
});

const cancels = Number(process.env.ZONEFLOW_CANCELS ?? '1000');
const seed = Number(process.env.ZONEFLOW_SEED ?? '7');

/** When somebody leaves: with a call of theirs on its way, after so many milliseconds, or not before the answer. */
type Leaving =
  | { when: 'call'; action: string }
  /** Whether there is an answer by then is up to the machine. */
  | { when: 'time'; ms: number }
  | { when: 'never' };

interface Asked {
  sql: string;
  leaving: Leaving;
  controller: AbortController;
}

const actionsOfAQuery = ['StartQueryExecution', 'GetQueryExecution', 'GetQueryResults', 's3:GetObject'];

function leavingOf(random: () => number): Leaving {
  const share = random();
  if (share < 0.1) {
    return { when: 'never' };
  }
  return share < 0.55
    ? { when: 'time', ms: random() < 0.1 ? 0 : random() * 250 }
    : { when: 'call', action: actionsOfAQuery[Math.floor(random() * actionsOfAQuery.length)] ?? '' };
}

test(`${cancels} cancels at random moments, one call in ten disturbed (seed ${seed}): no orphan`, async () => {
  await double.close();
  const generator = xoroshiro128plus(seed);
  const random = (): number => uniformFloat64(generator);
  double = await startAthenaDouble(
    scriptedBackend(() => ({
      ...large,
      phases: [
        ['QUEUED', random() * 20],
        ['RUNNING', random() * 120],
      ],
    })),
    { latencyMs: 4 }
  );
  const asked = new Map<string, Asked>();
  const leaveAt = (action: string, sql: string | undefined): void => {
    const one = asked.get(sql ?? '');
    if (one?.leaving.when === 'call' && one.leaving.action === action) {
      one.controller.abort(new Error('left'));
    }
  };
  double.fault = ({ action, input }) => {
    leaveAt(action, sqlOf(input));
    return random() < 0.1 ? (disturbances[Math.floor(random() * disturbances.length)] ?? null) : null;
  };
  double.s3.fault = ({ key }) => {
    leaveAt('s3:GetObject', double.queries().find(({ id }) => key.includes(id))?.sql);
    return random() < 0.1 ? (s3Disturbances[Math.floor(random() * s3Disturbances.length)] ?? null) : null;
  };

  const asking = clientOf(30);
  const outcomes: Record<string, number> = {};
  const wrong: unknown[] = [];
  let cancelled = 0;
  const ask = async ({ sql, leaving, controller }: Asked): Promise<void> => {
    const timer =
      leaving.when === 'time' ? setTimeout(() => controller.abort(new Error('left')), leaving.ms) : undefined;
    const outcome = await asking.run(sql, controller.signal).then(
      ({ result }) => (result.rowCount === large.rows.length ? 'answered' : result.rowCount),
      (error: unknown) => (error === controller.signal.reason ? 'cancelled' : error)
    );
    clearTimeout(timer);
    cancelled += outcome === 'cancelled' ? 1 : 0;
    const of = leaving.when === 'call' ? leaving.action : leaving.when;
    outcomes[`${of} ${String(outcome)}`] = (outcomes[`${of} ${String(outcome)}`] ?? 0) + 1;
    const expected = { call: ['cancelled'], time: ['answered', 'cancelled'], never: ['answered'] }[leaving.when];
    if (!expected.some((one) => one === outcome)) {
      wrong.push({ sql, leaving, outcome });
    }
  };
  const asker = async (): Promise<void> => {
    while (cancelled < cancels) {
      const one = { sql: `SELECT ${asked.size}`, leaving: leavingOf(random), controller: new AbortController() };
      asked.set(one.sql, one);
      await ask(one);
    }
  };
  await Promise.all(Array.from({ length: 40 }, asker));
  await asking.close();
  expect(double.active()).toEqual([]);
  expect(wrong).toEqual([]);
  expect(Object.keys(outcomes)).toEqual(
    expect.arrayContaining(['never answered', ...actionsOfAQuery.map((action) => `${action} cancelled`)])
  );
}, 600_000);

const disturbances: AthenaFault[] = [
  rateExceeded(),
  internalError(),
  { type: 'lost' },
  { type: 'refuse' },
  { type: 'cut', after: 3 },
  { type: 'slow', ms: 40 },
];
const s3Disturbances: S3Fault[] = [s3SlowDown(), { cutAfter: 1_000 }, { refuse: true }];

/** The statement that a call is about. */
function sqlOf(input: unknown): string | undefined {
  const { QueryString: sql, QueryExecutionId: id } = callSchema.parse(input);
  return sql ?? double.queries().find((query) => query.id === id)?.sql;
}
