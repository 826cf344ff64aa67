/** Whatever goes wrong between here and Athena: the right answer or a failure that says what to do, and no query left running. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { S3Fault, S3Request } from '../../backend/aws/s3-double.test-data';
import { createAthenaClient, type AthenaClientOptions } from '../../backend/engines/athena/client';
import { ZoneFlowError } from '../../backend/errors';
import { QueryFailure } from '../athena-double/backend';
import { startAthenaDouble, type AthenaCall, type AthenaDouble } from '../athena-double/double';
import {
  accessDenied,
  expiredToken,
  internalError,
  invalidRequest,
  queueFull,
  rateExceeded,
  s3Denied,
  s3Expired,
  s3SlowDown,
  type AthenaFault,
} from '../athena-double/faults';
import { endless, scriptedBackend, type ScriptedAnswer } from '../athena-double/scripted-backend';
import { workgroup } from '../athena-double/workgroups';

const { signal } = new AbortController();
const columns = [
  { name: 'name', type: 'varchar' },
  { name: 'bytes', type: 'bigint' },
];
const small = {
  columns,
  rows: [
    ['cart', '12'],
    ['o"hara, ü', null],
  ],
  phases: [['RUNNING', 30]],
} as const;
const large = {
  columns,
  rows: Array.from({ length: 2_500 }, (_, index) => [`pod-${index}`, String(index)]),
  phases: [['RUNNING', 30]],
} as const;

let double: AthenaDouble;
let script: (started: number) => ScriptedAnswer;

beforeEach(async () => {
  let started = 0;
  script = () => small;
  double = await startAthenaDouble(scriptedBackend(() => script(started++)));
});

afterEach(() => double.close());

function clientOf(options: Partial<AthenaClientOptions> = {}) {
  return createAthenaClient({
    aws: double.settings,
    catalog: 'AwsDataCatalog',
    workgroup: 'primary',
    reuseMinutes: 0,
    mostRunning: 10,
    maxScanBytes: null,
    retry: { firstWaitMs: 2 },
    ...options,
  });
}

/** The rows or the failure of one statement, when nothing of it is left running. */
async function outcome(
  options: Partial<AthenaClientOptions> = {},
  until = signal
): Promise<string[][] | ZoneFlowError> {
  const client = clientOf(options);
  try {
    const { result } = await client.run('SELECT 1', until);
    return [...result.columns].map(([name, values]) => [name, ...values.map(String)]);
  } catch (error) {
    if (error instanceof ZoneFlowError) {
      return error;
    }
    throw error;
  } finally {
    await client.close();
    expect(double.active()).toEqual([]);
  }
}

const smallRows = [
  ['name', 'cart', 'o"hara, ü'],
  ['bytes', '12', 'null'],
];

type Fault = (call: AthenaCall) => AthenaFault | null;

function first(action: string, times: number, fault: AthenaFault): Fault {
  return (call) => (call.action === action && call.earlier < times ? fault : null);
}

function always(action: string, fault: AthenaFault): Fault {
  return first(action, Infinity, fault);
}

const refuse = { type: 'refuse' } as const;
const unavailable = { type: 'status', status: 503 } as const;

describe('what passes is got over, by one query', () => {
  const passing: Array<[string, AthenaFault]> = [
    ['throttling', rateExceeded()],
    ['an internal error', internalError()],
    ['a load balancer’s 503', unavailable],
    ['a refused connection', refuse],
    ['an answer that is lost', { type: 'lost' }],
    ['an answer that is cut off', { type: 'cut', after: 9 }],
  ];
  const actions = ['GetWorkGroup', 'StartQueryExecution', 'GetQueryExecution', 'GetQueryResults'];
  test.each(actions.flatMap((action) => passing.map(([name, fault]) => [action, name, fault] as const)))(
    '%s: %s, twice',
    async (action, _, fault) => {
      double.fault = first(action, 2, fault);
      expect(await outcome()).toEqual(smallRows);
      expect(double.queries()).toHaveLength(1);
    }
  );

  test('a full queue', async () => {
    double.fault = first('StartQueryExecution', 2, queueFull());
    expect(await outcome()).toEqual(smallRows);
    expect(double.queries()).toHaveLength(1);
  });

  test('a quota of two queries at once, for ten askers', async () => {
    await double.close();
    double = await startAthenaDouble(
      scriptedBackend(() => small),
      { mostActive: 2 }
    );
    const client = clientOf();
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => client.run(`SELECT ${index}`, signal)));
    await client.close();
    expect(answers.map(({ result }) => result.rowCount)).toEqual(Array(10).fill(2));
    expect([double.queries().length, double.active().length]).toEqual([10, 0]);
  });

  test('a query that falls back into the queue', async () => {
    const phases = [
      ['QUEUED', 20],
      ['RUNNING', 20],
      ['QUEUED', 20],
      ['RUNNING', 20],
    ] as const;
    script = () => ({ ...small, phases });
    expect(await outcome()).toEqual(smallRows);
  });

  test('a query that Athena fails by its own fault is run once more', async () => {
    const failure = new QueryFailure('GENERIC_INTERNAL_ERROR', { category: 1, type: 0, retryable: true });
    script = (started) => (started === 0 ? { ...small, failure } : small);
    expect(await outcome()).toEqual(smallRows);
    script = () => ({ ...small, failure });
    expect(await outcome()).toMatchObject({ code: 'engine_failed' });
    expect(double.queries()).toHaveLength(4);
  });

  test('a workgroup that may not be looked at', async () => {
    double.fault = always('GetWorkGroup', accessDenied('athena:GetWorkGroup', 'arn:aws:athena:…:workgroup/primary'));
    expect(await outcome()).toEqual(smallRows);
  });

  test('keys that expire while the query runs, and lie anew in the file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'zoneflow-keys-'));
    const file = join(folder, 'credentials');
    const writeKeys = (key: string): Promise<void> =>
      writeFile(file, `[grafana]\naws_access_key_id = ${key}\naws_secret_access_key = secret\n`);
    await writeKeys('key-one');
    const before = process.env.AWS_SHARED_CREDENTIALS_FILE;
    process.env.AWS_SHARED_CREDENTIALS_FILE = file;
    try {
      script = () => large;
      double.fault = async ({ action, earlier, accessKey }) => {
        if (action === 'GetQueryExecution' && earlier === 0) {
          await writeKeys('key-two');
        }
        return action !== 'StartQueryExecution' && action !== 'GetWorkGroup' && accessKey === 'key-one'
          ? expiredToken()
          : null;
      };
      double.s3.fault = ({ accessKey }) => (accessKey === 'key-one' ? s3Expired() : null);
      const authentication = { type: 'credentials', profile: 'grafana' } as const;
      const answer = await outcome({ aws: { ...double.settings, authentication } });
      expect(answer).toMatchObject([{ length: 2_501 }, { length: 2_501 }]);
      expect(double.queries()).toHaveLength(1);
    } finally {
      process.env.AWS_SHARED_CREDENTIALS_FILE = before;
      if (before === undefined) {
        delete process.env.AWS_SHARED_CREDENTIALS_FILE;
      }
      await rm(folder, { recursive: true });
    }
  });
});

describe('results in S3', () => {
  const cases: Array<[string, (request: S3Request) => S3Fault | null]> = [
    ['nothing wrong', () => null],
    ['slow down, twice', ({ earlier }) => (earlier < 2 ? s3SlowDown() : null)],
    ['internal error, twice', ({ earlier }) => (earlier < 2 ? { status: 500, code: 'InternalError' } : null)],
    ['a body that is cut within a row', ({ earlier }) => (earlier === 0 ? { cutAfter: 20_005 } : null)],
    ['a body that is cut after a row', ({ earlier }) => (earlier === 0 ? { cutAfter: 15 } : null)],
    ['a refused connection', ({ earlier }) => (earlier === 0 ? { refuse: true } : null)],
    ['denied: pages instead', () => s3Denied('s3:GetObject', 'arn:aws:s3:::results/athena/x.csv')],
    ['encrypted with a key that is denied: pages', () => s3Denied('kms:Decrypt', 'arn:aws:kms:us-east-1:1:key/k')],
    ['deleted meanwhile: pages', () => ({ status: 404, code: 'NoSuchKey' })],
    ['a bucket that is gone: pages', () => ({ status: 404, code: 'NoSuchBucket' })],
  ];
  test.each(cases)('%s', async (_, fault) => {
    script = () => large;
    double.s3.fault = fault;
    const client = clientOf();
    // The second time the answer is known to be long.
    for (const time of ['first', 'second']) {
      double.s3.requests.splice(0);
      const { result } = await client.run('SELECT 1', signal);
      expect([time, result.rowCount]).toEqual([time, 2_500]);
      expect([...result.columns].map(([name, values]) => [name, values[0], values[2_499]])).toEqual([
        ['name', 'pod-0', 'pod-2499'],
        ['bytes', 0, 2_499],
      ]);
    }
    await client.close();
    expect(double.active()).toEqual([]);
  });

  test('neither file nor pages: the missing permission is named', async () => {
    script = () => large;
    double.s3.fault = () => s3Denied('s3:GetObject', 'arn:aws:s3:::results/athena/x.csv');
    double.fault = always('GetQueryResults', accessDenied('athena:GetQueryResults', 'arn:aws:athena:…'));
    expect(await outcome()).toMatchObject({
      code: 'access_denied',
      remedy: expect.stringContaining('athena:GetQueryResults') as string,
    });
  });

  test('managed results have no file', async () => {
    script = () => large;
    double.workgroups.set('managed', workgroup('managed', { managed: true }));
    const own = { workgroup: 'managed', outputLocation: 's3://results/own/' };
    expect(await outcome(own)).toMatchObject([{ length: 2_501 }, { length: 2_501 }]);
    expect(double.s3.requests).toEqual([]);
  });
});

describe('what stays is said', () => {
  const denials = ['StartQueryExecution', 'GetQueryExecution', 'GetQueryResults'];
  test.each(denials)('%s denied: the action is named, nothing runs', async (action) => {
    script = () => (action === 'GetQueryExecution' ? endless : small);
    double.fault = always(action, accessDenied(`athena:${action}`, 'arn:aws:athena:us-east-1:1:workgroup/primary'));
    const error = await outcome();
    expect(error).toMatchObject({
      code: 'access_denied',
      remedy: expect.stringContaining(`athena:${action}`) as string,
    });
  });

  test.each(denials)('%s with expired keys', async (action) => {
    script = () => (action === 'GetQueryExecution' ? endless : small);
    double.fault = always(action, expiredToken());
    expect(await outcome()).toMatchObject({ code: 'credentials_expired', remedy: expect.any(String) as string });
  });

  const refusals: Array<[string, Partial<AthenaClientOptions>]> = [
    ['absent', { workgroup: 'absent' }],
    ['disabled', { workgroup: 'off' }],
    ['without an output location', { workgroup: 'bare' }],
  ];
  test.each(refusals)('a workgroup that is %s', async (_, options) => {
    double.workgroups.set('off', workgroup('off', { enabled: false }));
    double.workgroups.set('bare', workgroup('bare'));
    expect(await outcome(options)).toMatchObject({ code: 'bad_settings', remedy: expect.any(String) as string });
    expect(double.queries()).toEqual([]);
  });

  test('a statement that Athena does not take', async () => {
    double.fault = always('StartQueryExecution', invalidRequest('line 1:8: mismatched input', 'MALFORMED_QUERY'));
    expect(await outcome()).toMatchObject({ code: 'engine_failed' });
    expect(double.counts().StartQueryExecution).toBe(1);
  });

  const reasons: Array<[string, string]> = [
    ['TABLE_NOT_FOUND: line 1:15: Table awsdatacatalog.logs.absent does not exist', 'table_missing'],
    ['COLUMN_NOT_FOUND: line 1:8: Column absent cannot be resolved', 'engine_failed'],
    ['Query exhausted resources at this scale factor', 'out_of_memory'],
    ['Query timeout', 'timed_out'],
    ['Access denied when writing output to url: s3://results/athena/x.csv', 'access_denied'],
    [
      'Permission denied on S3 path: s3://logs/AWSLogs/: User is not authorized to perform: s3:GetObject (Status Code: 403)',
      'access_denied',
    ],
    ['The ciphertext refers to a customer master key that KMS does not let you use: kms:Decrypt', 'access_denied'],
    ['HIVE_CURSOR_ERROR: Please reduce your request rate. (Status Code: 503; Error Code: SlowDown)', 'throttled'],
    ['HIVE_BAD_DATA: Malformed Parquet file. s3://logs/x.parquet', 'corrupt_object'],
  ];
  test.each(reasons)('failed: %s', async (reason, code) => {
    script = () => ({ ...small, failure: new QueryFailure(reason) });
    const error = await outcome();
    expect(error).toMatchObject({ code, remedy: expect.stringMatching(/\w{3}/) as string });
  });

  test('stopped by somebody else', async () => {
    const failure = new QueryFailure('Query was cancelled by the user', { state: 'CANCELLED' });
    script = () => ({ ...small, failure });
    expect(await outcome()).toMatchObject({ code: 'cancelled' });
  });

  test('the workgroup’s limit on scanned bytes', async () => {
    double.workgroups.set(
      'primary',
      workgroup('primary', { outputLocation: 's3://results/a/', cutoffBytes: 10_000_000 })
    );
    script = () => ({ ...small, scannedBytes: 11_000_000 });
    expect(await outcome()).toMatchObject({ code: 'scan_too_large' });
  });

  test('Athena cannot be reached', async () => {
    double.fault = () => refuse;
    expect(await outcome()).toMatchObject({ code: 'engine_unreachable', remedy: expect.any(String) as string });
  });

  test('throttled for ever: the deadline ends it', async () => {
    double.fault = always('StartQueryExecution', queueFull());
    await expect(outcome({}, AbortSignal.timeout(500))).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(double.queries()).toEqual([]);
  });
});

describe('silence', () => {
  const calls = ['GetWorkGroup', 'GetQueryExecution', 'GetQueryResults'];
  test.each(calls)('of %s lasts until the deadline, and its query no longer', async (action) => {
    script = () => (action === 'GetQueryResults' ? large : endless);
    double.fault = always(action, { type: 'silence', works: false });
    const began = performance.now();
    await expect(outcome({}, AbortSignal.timeout(300))).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(performance.now() - began).toBeLessThan(7_000);
  });

  test('of S3 lasts until the deadline', async () => {
    script = () => large;
    double.s3.fault = () => ({ silentAfter: 20_000 });
    await expect(outcome({}, AbortSignal.timeout(500))).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  // Eight seconds outside of tests.
  const answerMs = 300;

  test.each([
    ['GetQueryExecution', true],
    ['GetQueryResults', true],
    ['StartQueryExecution', true],
    ['StartQueryExecution', false],
  ])('of one %s (that took effect: %s): it is asked again, for one query', async (action, works) => {
    double.fault = first(action, 1, { type: 'silence', works });
    expect(await outcome({ answerMs })).toEqual(smallRows);
    expect(double.queries()).toHaveLength(1);
  });

  test.each([
    ['StopQueryExecution', false],
    ['StartQueryExecution', true],
    ['StartQueryExecution', false],
  ])('of one %s (that took effect: %s) when the caller leaves: nothing goes on', async (action, works) => {
    script = () => endless;
    double.fault = first(action, 1, { type: 'silence', works });
    const leaving = new AbortController();
    const asked = expect(outcome({ answerMs }, leaving.signal)).rejects.toThrow('left');
    while (double.counts()[action === 'StopQueryExecution' ? 'GetQueryExecution' : action] === undefined) {
      await sleep(5);
    }
    leaving.abort(new Error('left'));
    await asked;
    expect(double.queries().length).toBeLessThanOrEqual(1);
  });
});
