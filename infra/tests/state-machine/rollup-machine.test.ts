import { QueryFailure } from '../../../tests/athena-double/backend';
import { startAthenaDouble, type AthenaDouble } from '../../../tests/athena-double/double';
import { scriptedBackend } from '../../../tests/athena-double/scripted-backend';
import { workgroup } from '../../../tests/athena-double/workgroups';
import { buildsOf } from '../../../backend/rollup/table-builds';
import { rangeToRoll } from '../../rollup/plan-hours';
import { rollupStateMachine } from '../../rollup/state-machine';
import { athenaSync } from './athena-sync';
import { runMachine, TaskFailure, type MachineRun } from './run-machine';

const definition = rollupStateMachine({
  partition: 'aws',
  functionArn: 'arn:aws:lambda:us-east-1:111122223333:function:rollup',
  workgroup: 'zoneflow-shop',
});
const hour = 3600;
const first = Date.UTC(2026, 2, 10, 0) / 1000;

/** What tables and flow logs hold, as far as hours of a rollup go: a statement says `<name> <from> <to> <records>`. */
let tables: { records: Map<number, string>; rolled: Map<number, string>; rows: string[] };
let double: AthenaDouble;
/** Asked before a statement does anything. */
let failure: (sql: string) => QueryFailure | undefined;
let built: number;

beforeEach(async () => {
  tables = { records: new Map(), rolled: new Map(), rows: [] };
  failure = () => undefined;
  built = 0;
  const backend = scriptedBackend((sql) => {
    const failed = failure(sql);
    if (failed !== undefined) {
      return { failure: failed };
    }
    const [kind, build = '', from, to, ...records] = sql.split(' ');
    tables.rows.push(`${kind} ${build}`);
    if (kind === 'publish') {
      for (let at = Number(from), index = 0; at < Number(to); at += hour, index++) {
        tables.rolled.set(at, records[index] ?? '');
      }
    }
    return {};
  });
  double = await startAthenaDouble(backend);
  double.workgroups.set('zoneflow-shop', workgroup('zoneflow-shop', { outputLocation: 's3://results/athena/' }));
});

afterEach(() => double.close());

/** The function: it finds hours made from other records than there are now, and writes a build's statements. */
function plan(payload: {
  what: string;
  startedAt: string;
  asked: object;
  hours: { from: number; to: number };
}): unknown {
  if (payload.what === 'find') {
    const range = rangeToRoll(payload.startedAt, payload.asked);
    const stale = [...tables.records].filter(([at, records]) => tables.rolled.get(at) !== records).map(([at]) => at);
    return { within: range, missing: buildsOf(stale.filter((at) => at >= range.from && at < range.to)) };
  }
  const { from, to } = payload.hours;
  const build = `b${++built}`;
  const records = [...tables.records].filter(([at]) => at >= from && at < to).map(([, digest]) => digest);
  const statement = (name: string): object => ({
    sql: [name, build, from, to, ...records].join(' '),
    token: `${build}-${name}`.padEnd(36, '-'),
  });
  return {
    statements: {
      exchanges: statement('exchanges'),
      evidence: statement('evidence'),
      publish: statement('publish'),
    },
  };
}

function execute(at: number, lambda: (payload: never) => unknown = plan): Promise<MachineRun> {
  const sync = athenaSync(double);
  return runMachine(
    definition,
    {},
    {
      execution: { name: `run-${at}`, startTime: new Date((first + at) * 1000).toISOString() },
      task: async (resource, input) => {
        if (resource === 'lambda:invoke') {
          const { Payload } = input as { Payload: never };
          return { StatusCode: 200, Payload: JSON.parse(JSON.stringify(lambda(Payload))) as unknown };
        }
        expect(resource).toBe('athena:startQueryExecution.sync');
        return sync(input);
      },
    }
  );
}

const arrived = (at: number, records: string): void => {
  tables.records.set(first + at, records);
};

test('an hour is made by three statements, each after the one before has ended', async () => {
  arrived(0, 'x');
  const run = await execute(hour + 1200);
  expect(run).toMatchObject({ status: 'SUCCEEDED', waitedSeconds: 0 });
  expect(run.entered).toEqual([
    'Find',
    'Make',
    'Write',
    'Take',
    'Exchanges',
    'Evidence',
    'Publish',
    'Made',
    'Count',
    'Judge',
    'All',
  ]);
  expect(tables.rows).toEqual(['exchanges b1', 'evidence b1', 'publish b1']);
  expect(double.queries().map(({ workgroup: { name } }) => name)).toEqual(Array(3).fill('zoneflow-shop'));
});

test('twice the same hour: the second run finds nothing to do and asks Athena for nothing', async () => {
  arrived(0, 'x');
  await execute(hour + 1200);
  const again = await execute(hour + 1300);
  expect(again).toMatchObject({ status: 'SUCCEEDED', entered: ['Find', 'Make', 'Count', 'Judge', 'All'] });
  expect(double.queries()).toHaveLength(3);
});

test('a late hour is made again with the new one, as a build of its own', async () => {
  arrived(0, 'x');
  await execute(hour + 1200);
  arrived(0, 'x+late');
  arrived(hour, 'y');
  arrived(5 * hour, 'z');
  const run = await execute(6 * hour + 1200);
  expect(run.status).toBe('SUCCEEDED');
  expect([...tables.rolled.values()]).toEqual(['x+late', 'y', 'z']);
  expect(tables.rows.filter((row) => row.startsWith('publish'))).toEqual(['publish b1', 'publish b2', 'publish b3']);
});

test('a failed statement gives up the build: nothing of it is published, and another attempt is another build', async () => {
  arrived(0, 'x');
  let left = 1;
  failure = (sql) =>
    sql.startsWith('evidence') && left-- > 0 ? new QueryFailure('Query exhausted resources') : undefined;
  const run = await execute(hour + 1200);
  expect(run).toMatchObject({ status: 'SUCCEEDED', waitedSeconds: 60 });
  expect(tables.rows).toEqual(['exchanges b1', 'exchanges b2', 'evidence b2', 'publish b2']);
});

test('hours that cannot be made fail the run, loudly and named, after all others are made', async () => {
  arrived(0, 'bad');
  arrived(2 * hour, 'good');
  failure = (sql) => (sql.includes('bad') ? new QueryFailure('HIVE_BAD_DATA') : undefined);
  const run = await execute(3 * hour + 1200);
  expect(run).toMatchObject({ status: 'FAILED', error: 'HoursNotMade', waitedSeconds: 120 });
  expect(JSON.parse(run.cause ?? '')).toEqual([
    { hours: { from: first, to: first + hour }, isMade: false, error: 'States.TaskFailed' },
  ]);
  expect([...tables.rolled]).toEqual([[first + 2 * hour, 'good']]);
});

test('a statement that Athena ends by its limit of bytes fails likewise', async () => {
  arrived(0, 'x');
  failure = () => new QueryFailure('Bytes scanned limit was exceeded', { state: 'CANCELLED' });
  expect(await execute(hour + 1200)).toMatchObject({ status: 'FAILED', error: 'HoursNotMade' });
  expect(tables.rolled.size).toBe(0);
});

test('a throttled start is tried again, and a lost answer starts no second query', async () => {
  arrived(0, 'x');
  double.fault = ({ action, earlier }) => {
    if (earlier > 0) {
      return null;
    }
    switch (action) {
      case 'StartQueryExecution':
        return { type: 'error', name: 'TooManyRequestsException', message: 'Rate exceeded', status: 400 };
      case 'GetQueryExecution':
        return { type: 'error', name: 'InternalServerException', message: 'Try again', status: 500 };
      default:
        return null;
    }
  };
  const run = await execute(hour + 1200);
  expect(run).toMatchObject({ status: 'SUCCEEDED', waitedSeconds: 10 + 20 });
  expect(double.queries()).toHaveLength(3);
  expect(double.counts()['StartQueryExecution']).toBe(5);
});

test('a function that does not find hours fails the run after its attempts', async () => {
  const run = await execute(hour + 1200, () => {
    throw new TaskFailure('Lambda.TooManyRequestsException', 'Rate Exceeded.');
  });
  expect(run).toMatchObject({ status: 'FAILED', error: 'Lambda.TooManyRequestsException', entered: ['Find'] });
  expect(run.waitedSeconds).toBe(5 + 10 + 20 + 40);
});

test('a function that cannot write statements fails its hours only', async () => {
  arrived(0, 'x');
  const run = await execute(hour + 1200, (payload: { what: string }) => {
    if (payload.what === 'find') {
      return plan(payload as never);
    }
    throw new TaskFailure('ZoneFlowError', 'The table is missing');
  });
  expect(run).toMatchObject({ status: 'FAILED', error: 'HoursNotMade' });
  expect(double.queries()).toEqual([]);
});
