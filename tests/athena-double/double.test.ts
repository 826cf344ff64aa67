/** The Athena double holds to Athena's protocol, as AWS's own client sees it. */
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetTableMetadataCommand,
  GetWorkGroupCommand,
  ListTableMetadataCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
  BatchGetQueryExecutionCommand,
  GetQueryRuntimeStatisticsCommand,
  type StartQueryExecutionCommandInput,
} from '@aws-sdk/client-athena';
import { setTimeout as sleep } from 'node:timers/promises';
import { QueryFailure } from './backend';
import { startAthenaDouble, type AthenaDouble } from './double';
import { accessDenied, expiredToken, queueFull, rateExceeded } from './faults';
import { accountRates } from './rate-limits';
import { endless, scriptedBackend, type ScriptedAnswer } from './scripted-backend';
import { workgroup } from './workgroups';

const names = { columns: [{ name: 'name', type: 'varchar' }], rows: [] };
const answers: Record<string, ScriptedAnswer> = {
  'SELECT quirks': {
    columns: [
      { name: 'text', type: 'varchar' },
      { name: 'sum', type: 'bigint' },
    ],
    rows: [
      ['say "hello", Ümit', '9007199254740991'],
      ['', null],
      ['two\nlines', '-1'],
    ],
    scannedBytes: 12_000_000,
    phases: [
      ['QUEUED', 20],
      ['RUNNING', 40],
    ],
  },
  'SELECT many': {
    ...names,
    rows: Array.from({ length: 2_500 }, (_, index) => [`n${index}`]),
  },
  'SELECT bad': { failure: new QueryFailure('COLUMN_NOT_FOUND: line 1:8', { type: 1006 }) },
  'SELECT endless': endless,
  'SHOW TABLES': { ...names, rows: [['flows'], ['pods']] },
};

let double: AthenaDouble;
let client: AthenaClient;

beforeEach(async () => {
  const backend = scriptedBackend((sql) => answers[sql] ?? {});
  backend.metadata.set('logs', [
    {
      Name: 'flows',
      TableType: 'EXTERNAL_TABLE',
      Columns: [{ Name: 'srcaddr', Type: 'string' }],
      PartitionKeys: [{ Name: 'day', Type: 'string' }],
      Parameters: { 'projection.enabled': 'true' },
    },
  ]);
  double = await startAthenaDouble(backend, { mostActive: 5 });
  client = clientOf(double.endpoint);
});

afterEach(async () => {
  client.destroy();
  await double.close();
});

function clientOf(endpoint: string): AthenaClient {
  const credentials = { accessKeyId: 'key-one', secretAccessKey: 'secret' };
  return new AthenaClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
}

async function start(sql: string, input: Partial<StartQueryExecutionCommandInput> = {}): Promise<string> {
  const { QueryExecutionId: id } = await client.send(new StartQueryExecutionCommand({ QueryString: sql, ...input }));
  return id ?? '';
}

async function untilOver(id: string) {
  for (;;) {
    const { QueryExecution: query } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
    if (query !== undefined && !['QUEUED', 'RUNNING'].includes(query.Status?.State ?? '')) {
      return query;
    }
    await sleep(5);
  }
}

test('a query from its start to its CSV', async () => {
  const id = await start('SELECT quirks', { QueryExecutionContext: { Database: 'logs' } });
  expect(double.active()).toHaveLength(1);
  const query = await untilOver(id);
  expect(query).toMatchObject({
    StatementType: 'DML',
    ResultConfiguration: { OutputLocation: `s3://results/athena/${id}.csv` },
    Status: { State: 'SUCCEEDED', SubmissionDateTime: expect.any(Date) as Date },
    Statistics: { DataScannedInBytes: 12_000_000, ResultReuseInformation: { ReusedPreviousResult: false } },
  });
  expect(query.Statistics?.QueryQueueTimeInMillis).toBeGreaterThanOrEqual(19);
  expect(query.Statistics?.EngineExecutionTimeInMillis).toBeGreaterThanOrEqual(39);
  const answer = await fetch(`${double.endpoint}/results/athena/${id}.csv`);
  expect(await answer.text()).toBe('"text","sum"\n"say ""hello"", Ümit","9007199254740991"\n"",\n"two\nlines","-1"\n');
  expect([...(double.s3.buckets.get('results')?.keys() ?? [])]).toContain(`athena/${id}.csv.metadata`);
  expect(double.active()).toEqual([]);
});

test('pages: the header is the first of a thousand rows, NULL has no value', async () => {
  const many = await start('SELECT many');
  await untilOver(many);
  const pages: string[][] = [];
  let token: string | undefined;
  do {
    const page = await client.send(new GetQueryResultsCommand({ QueryExecutionId: many, NextToken: token }));
    pages.push((page.ResultSet?.Rows ?? []).map(({ Data }) => Data?.[0]?.VarCharValue ?? ''));
    token = page.NextToken;
  } while (token !== undefined);
  expect(pages.map(({ length }) => length)).toEqual([1000, 1000, 501]);
  expect(pages[0]?.slice(0, 2)).toEqual(['name', 'n0']);
  expect(pages[2]?.at(-1)).toBe('n2499');

  const quirks = await start('SELECT quirks');
  await untilOver(quirks);
  const { ResultSet: set } = await client.send(new GetQueryResultsCommand({ QueryExecutionId: quirks }));
  expect(set?.Rows?.[2]?.Data).toEqual([{ VarCharValue: '' }, {}]);
  expect(set?.ResultSetMetadata?.ColumnInfo?.map(({ Name, Type }) => [Name, Type])).toEqual([
    ['text', 'varchar'],
    ['sum', 'bigint'],
  ]);
  await expect(
    client.send(new GetQueryResultsCommand({ QueryExecutionId: quirks, NextToken: 'none' }))
  ).rejects.toMatchObject({ name: 'InvalidRequestException' });
  await expect(
    client.send(new GetQueryResultsCommand({ QueryExecutionId: quirks, MaxResults: 1001 }))
  ).rejects.toMatchObject({ name: 'InvalidRequestException' });
});

test('what is no query has neither header nor CSV', async () => {
  const id = await start('SHOW TABLES');
  expect((await untilOver(id)).ResultConfiguration?.OutputLocation).toMatch(/\.txt$/);
  const { ResultSet: set } = await client.send(new GetQueryResultsCommand({ QueryExecutionId: id }));
  expect(set?.Rows?.map(({ Data }) => Data?.[0]?.VarCharValue)).toEqual(['flows', 'pods']);
});

test('one query a token, an error for another statement with it', async () => {
  const ClientRequestToken = 'a'.repeat(32);
  const first = await start('SELECT endless', { ClientRequestToken });
  expect(await start('SELECT endless', { ClientRequestToken })).toBe(first);
  await expect(start('SELECT quirks', { ClientRequestToken })).rejects.toMatchObject({
    name: 'InvalidRequestException',
    message: 'Idempotent parameters do not match',
  });
  expect(double.queries()).toHaveLength(1);
  await expect(start('SELECT endless', { ClientRequestToken: 'short' })).rejects.toMatchObject({
    name: 'InvalidRequestException',
  });
});

test('a stopped query is cancelled, stopping it again has no effect', async () => {
  const id = await start('SELECT endless');
  await sleep(30);
  expect(double.orphans(20).map((query) => query.id)).toEqual([id]);
  await client.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
  expect(double.active()).toEqual([]);
  expect(await untilOver(id)).toMatchObject({ Status: { State: 'CANCELLED' } });
  await client.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
  await expect(client.send(new GetQueryResultsCommand({ QueryExecutionId: id }))).rejects.toMatchObject({
    name: 'InvalidRequestException',
  });
});

test('a failed query says why, and has no results', async () => {
  const id = await start('SELECT bad');
  expect((await untilOver(id)).Status).toMatchObject({
    State: 'FAILED',
    StateChangeReason: 'COLUMN_NOT_FOUND: line 1:8',
    AthenaError: { ErrorCategory: 2, ErrorType: 1006, Retryable: false },
  });
  await expect(client.send(new GetQueryResultsCommand({ QueryExecutionId: id }))).rejects.toThrow(
    'Query did not finish successfully'
  );
});

test('results are reused within their age, by a query of its own', async () => {
  const reuse = { ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: 5 } } };
  const first = await start('SELECT quirks', reuse);
  await untilOver(first);
  const second = await start('SELECT quirks', reuse);
  expect(second).not.toBe(first);
  expect((await untilOver(second)).Statistics).toMatchObject({
    DataScannedInBytes: 0,
    ResultReuseInformation: { ReusedPreviousResult: true },
  });
  const third = await start('SELECT quirks', { ...reuse, QueryExecutionContext: { Database: 'other' } });
  expect((await untilOver(third)).Statistics?.ResultReuseInformation?.ReusedPreviousResult).toBe(false);
});

test('places of results: forced, managed, missing', async () => {
  double.workgroups.set('forced', workgroup('forced', { outputLocation: 's3://results/forced', enforced: true }));
  double.workgroups.set('managed', workgroup('managed', { managed: true }));
  double.workgroups.set('bare', workgroup('bare'));
  double.workgroups.set('off', workgroup('off', { enabled: false }));
  const own = { ResultConfiguration: { OutputLocation: 's3://results/own/' } };
  const forced = await start('SELECT quirks', { WorkGroup: 'forced', ...own });
  expect((await untilOver(forced)).ResultConfiguration?.OutputLocation).toBe(`s3://results/forced/${forced}.csv`);
  const bare = await start('SELECT quirks', { WorkGroup: 'bare', ...own });
  expect((await untilOver(bare)).ResultConfiguration?.OutputLocation).toBe(`s3://results/own/${bare}.csv`);
  const managed = await start('SELECT quirks', { WorkGroup: 'managed' });
  const query = await untilOver(managed);
  expect([query.ResultConfiguration, query.ManagedQueryResultsConfiguration?.Enabled]).toEqual([undefined, true]);
  const { ResultSet: set } = await client.send(new GetQueryResultsCommand({ QueryExecutionId: managed }));
  expect(set?.Rows).toHaveLength(4);
  await expect(start('SELECT quirks', { WorkGroup: 'managed', ...own })).rejects.toThrow('managed query results');
  await expect(start('SELECT quirks', { WorkGroup: 'bare' })).rejects.toThrow('No output location provided');
  await expect(start('SELECT quirks', { WorkGroup: 'off' })).rejects.toThrow('disabled');
  await expect(start('SELECT quirks', { WorkGroup: 'absent' })).rejects.toThrow('WorkGroup absent is not found.');
  expect((await client.send(new GetWorkGroupCommand({ WorkGroup: 'forced' }))).WorkGroup).toMatchObject({
    State: 'ENABLED',
    Configuration: {
      EnforceWorkGroupConfiguration: true,
      ResultConfiguration: { OutputLocation: 's3://results/forced' },
    },
  });
});

test('limits: queries at once, bytes of a query', async () => {
  for (let count = 0; count < 5; count++) {
    await start('SELECT endless');
  }
  await expect(start('SELECT quirks')).rejects.toMatchObject({
    name: 'TooManyRequestsException',
    Reason: 'CONCURRENT_QUERY_LIMIT_EXCEEDED',
  });
  const [first] = double.active();
  await client.send(new StopQueryExecutionCommand({ QueryExecutionId: first?.id }));
  double.workgroups.set(
    'primary',
    workgroup('primary', { outputLocation: 's3://results/athena/', cutoffBytes: 10_000_000 })
  );
  expect((await untilOver(await start('SELECT quirks'))).Status).toMatchObject({
    State: 'CANCELLED',
    StateChangeReason: 'Bytes scanned limit was exceeded',
  });
});

test('rates of an account', async () => {
  const limited = await startAthenaDouble(
    scriptedBackend(() => ({})),
    { rates: accountRates }
  );
  const other = clientOf(limited.endpoint);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 100 }, () => other.send(new StartQueryExecutionCommand({ QueryString: 'SELECT 1' })))
  );
  const refused = outcomes.filter(({ status }) => status === 'rejected');
  other.destroy();
  await limited.close();
  expect(refused.length).toBeLessThanOrEqual(20);
  expect(refused[0]).toMatchObject({ reason: { name: 'ThrottlingException', message: 'Rate exceeded' } });
});

test('tables, batches and runtime statistics', async () => {
  const table = { CatalogName: 'AwsDataCatalog', DatabaseName: 'logs' };
  expect(
    (await client.send(new GetTableMetadataCommand({ ...table, TableName: 'FLOWS' }))).TableMetadata
  ).toMatchObject({ Name: 'flows', PartitionKeys: [{ Name: 'day', Type: 'string' }] });
  expect((await client.send(new ListTableMetadataCommand(table))).TableMetadataList).toHaveLength(1);
  await expect(client.send(new GetTableMetadataCommand({ ...table, TableName: 'absent' }))).rejects.toMatchObject({
    name: 'MetadataException',
    message: 'EntityNotFoundException: Entity Not Found',
  });
  const id = await start('SELECT quirks');
  await untilOver(id);
  const batch = await client.send(new BatchGetQueryExecutionCommand({ QueryExecutionIds: [id, 'absent'] }));
  expect([batch.QueryExecutions?.length, batch.UnprocessedQueryExecutionIds?.length]).toEqual([1, 1]);
  const runtime = await client.send(new GetQueryRuntimeStatisticsCommand({ QueryExecutionId: id }));
  expect(runtime.QueryRuntimeStatistics?.Rows?.OutputRows).toBe(3);
});

test.each([
  ['throttling', rateExceeded(), { name: 'ThrottlingException' }],
  ['a full queue', queueFull(), { name: 'TooManyRequestsException', Reason: 'CONCURRENT_QUERY_LIMIT_EXCEEDED' }],
  ['an expired token', expiredToken(), { name: 'ExpiredTokenException' }],
  ['denied access', accessDenied('athena:StartQueryExecution', '*'), { name: 'AccessDeniedException' }],
  ['a server failure', { type: 'status', status: 503 } as const, { $metadata: { httpStatusCode: 503 } }],
  ['a refused connection', { type: 'refuse' } as const, { code: 'ECONNRESET' }],
])('%s is no query', async (_, fault, error) => {
  double.fault = () => fault;
  await expect(start('SELECT endless')).rejects.toMatchObject(error);
  expect(double.queries()).toEqual([]);
  expect(double.counts()).toEqual({ StartQueryExecution: 1 });
});

test.each([
  ['lost', { type: 'lost' } as const],
  ['cut off', { type: 'cut', after: 5 } as const],
])('a query whose answer is %s runs nevertheless', async (_, fault) => {
  double.fault = () => fault;
  await expect(start('SELECT endless')).rejects.toThrow();
  expect(double.active()).toHaveLength(1);
});

test('silence lasts until the caller leaves', async () => {
  double.fault = () => ({ type: 'silence', works: false });
  const signal = AbortSignal.timeout(50);
  await expect(
    client.send(new StartQueryExecutionCommand({ QueryString: 'SELECT 1' }), { abortSignal: signal })
  ).rejects.toMatchObject({ name: 'AbortError' });
  expect(double.queries()).toEqual([]);
});
