import type { Account, AccountFlowLog } from '../aws/account';
import type { Engine, EngineFinding, Freshness } from '../engines/engine';
import { ZoneFlowError } from '../errors';
import { parseSettings } from '../settings';
import { duckDbDialect } from '../sql/duckdb-dialect';
import type { AccountPlace } from './account-checks';
import { examine } from './examine';
import { recommendedFormat } from './flow-log-checks';
import { reportText } from './report';

const now = Date.parse('2026-03-10T06:00:00Z');
const { signal } = new AbortController();

function fresh(source: Freshness['source'], cluster: string, secondsOld: number | null): Freshness {
  const newest = secondsOld === null ? null : now / 1000 - secondsOld;
  return { source, cluster, newest, finding: `${source} ${cluster}.`, remedy: newest === null ? 'Get some.' : '' };
}

function engineWith(freshness: () => Promise<Freshness[]>, findings: EngineFinding[] = []): Engine {
  const never = (): Promise<never> => Promise.reject(new Error('not asked'));
  return {
    name: 'duckdb',
    dialect: duckDbDialect,
    open: never,
    openHistory: never,
    freshness,
    examine: () => Promise.resolve(findings),
    close: () => Promise.resolve(),
  };
}

const flowLog: AccountFlowLog = {
  id: 'fl-1',
  resourceId: 'vpc-1',
  status: 'ACTIVE',
  deliverStatus: 'SUCCESS',
  deliverError: undefined,
  destinationType: 's3',
  destination: 'arn:aws:s3:::logs',
  format: recommendedFormat,
  intervalSeconds: 60,
  trafficType: 'ALL',
  files: { parquet: true, hive: false, hourly: true },
  createdDay: '2026-01-31',
};

function accountWith(changes: Partial<Account> = {}): Account {
  return {
    identity: async () => ({
      account: '123456789012',
      arn: 'arn:aws:iam::123456789012:role/grafana',
      partition: 'aws',
    }),
    zones: async () => [{ id: 'use1-az4', name: 'us-east-1a' }],
    flowLogs: async (resources) =>
      [flowLog].filter(({ resourceId }) => resources.length === 0 || resources.includes(resourceId)),
    close: () => undefined,
    ...changes,
  };
}

const settings = parseSettings({
  flows: { location: 's3://logs' },
  history: { location: 's3://history' },
  clusters: [{ name: 'prod', vpcId: 'vpc-1' }],
});
const wellFresh = async () => [
  ...[fresh('flows', '', 600), fresh('history', 'prod', 60), fresh('nodes', 'prod', 60)],
  fresh('inventory', '', 3600),
];
const patient = {
  settings,
  engine: engineWith(wellFresh),
  accountIn: () => accountWith(),
  clusters: null,
  probes: [],
  patienceMs: { service: 10_000, data: 10_000 },
  region: 'us-east-1',
  now,
};

test('all is well', async () => {
  const report = await examine(patient, signal);
  expect(report.checks.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect(report.state).toBe('ok');
  expect(report.checks.map(({ area }) => area)).toEqual(expect.arrayContaining(['credentials', 'flow log', 'zones']));
  expect(reportText(report, 80)).toContain('us-east-1a is use1-az4');
});

test('rejected credentials are the finding, and the data is looked at all the same', async () => {
  const rejected = (): Promise<never> =>
    Promise.reject(new ZoneFlowError('credentials_rejected', 'AWS does not accept them'));
  const report = await examine({ ...patient, accountIn: () => accountWith({ identity: rejected }) }, signal);
  expect(report.state).toBe('failed');
  expect(report.checks).toContainEqual(
    expect.objectContaining({ area: 'credentials', state: 'failed', finding: 'AWS does not accept them.' })
  );
  expect(report.checks.map(({ area }) => area)).toContain('pod history');
});

test('an action that is not allowed is named, with what it costs and the policy', async () => {
  const denied = (): Promise<never> =>
    Promise.reject(new ZoneFlowError('access_denied', 'denied', { remedy: 'Allow ec2:DescribeFlowLogs.' }));
  const report = await examine({ ...patient, accountIn: () => accountWith({ flowLogs: denied }) }, signal);
  expect(report.state).toBe('warning');
  expect(report.checks).toContainEqual({
    area: 'permissions',
    subject: 'ec2:DescribeFlowLogs',
    state: 'warning',
    finding: 'It is not allowed: flow logs cannot be looked at.',
    remedy: 'Allow ec2:DescribeFlowLogs.',
  });
  expect(report.policy?.Statement.flatMap(({ Action }) => Action)).toContain('ec2:DescribeFlowLogs');
});

test('a network without a flow log', async () => {
  const elsewhere = parseSettings({ ...settings, clusters: [{ name: 'prod', vpcId: 'vpc-2' }] });
  const report = await examine({ ...patient, settings: elsewhere }, signal);
  const check = report.checks.find(({ subject }) => subject === 'vpc-2');
  // Records of the last minutes are there: another flow log brings them, or one of another account.
  expect(check).toMatchObject({ area: 'flow log', state: 'warning' });
  expect(check?.finding).toContain('Fresh records come nevertheless');
  expect(check?.remedy).toContain('${pkt-srcaddr}');
  const stale = engineWith(async () => [fresh('flows', '', 7200), fresh('history', 'prod', 60)]);
  const { checks } = await examine({ ...patient, settings: elsewhere, engine: stale }, signal);
  expect(checks.find(({ subject }) => subject === 'vpc-2')).toMatchObject({ state: 'failed' });
});

test('clusters of several regions and accounts: flow logs and zones are asked for where each is', async () => {
  const clusters = [
    { name: 'prod', vpcId: 'vpc-1' },
    { name: 'far', vpcId: 'vpc-9', region: 'eu-west-1' },
    { name: 'shop', vpcId: 'vpc-5', assumeRoleArn: 'arn:aws:iam::2:role/z' },
  ];
  const asked: string[] = [];
  const accountIn = ({ region, roleArn }: AccountPlace): Account =>
    accountWith({
      zones: async () => [{ id: `${region}-az1`, name: `${region}a` }],
      flowLogs: async (resources) => {
        asked.push(`${region}${roleArn}: ${resources.join()}`);
        return resources.map((resourceId) => ({ ...flowLog, resourceId }));
      },
    });
  const { checks } = await examine(
    { ...patient, settings: parseSettings({ ...settings, clusters }), accountIn },
    signal
  );
  expect(asked.sort()).toEqual(['eu-west-1: vpc-9', 'us-east-1: vpc-1', 'us-east-1arn:aws:iam::2:role/z: vpc-5']);
  expect(checks.filter(({ area }) => area === 'zones').map(({ subject }) => subject)).toEqual([
    'us-east-1',
    'eu-west-1',
    'us-east-1 as arn:aws:iam::2:role/z',
  ]);
  expect(checks.filter(({ area, state }) => area === 'flow log' && state !== 'ok')).toEqual([]);
});

test('what never answers is a finding, and hides nothing of the rest', async () => {
  const silent = (): Promise<never> => new Promise(() => undefined);
  const impatient = { ...patient, patienceMs: { service: 50, data: 10_000 } };
  const report = await examine({ ...impatient, accountIn: () => accountWith({ zones: silent }) }, signal);
  expect(report.checks).toContainEqual(
    expect.objectContaining({ area: 'zones', state: 'failed', finding: 'There was no answer within 0 s.' })
  );
  expect(report.checks.find(({ area }) => area === 'flow log')).toMatchObject({ state: 'ok' });
  const dead = { ...engineWith(silent), examine: silent };
  const unread = await examine({ ...patient, engine: dead, patienceMs: { service: 10_000, data: 50 } }, signal);
  expect(unread.checks.filter(({ state }) => state === 'failed').map(({ area }) => area)).toEqual([
    'flow records',
    'engine',
  ]);
});

test('actions that are tried: allowed, denied, nothing to try on, not to be tried', async () => {
  const probe = (action: string, isAllowed: () => Promise<boolean>) => ({
    ...{ action, on: 's3://logs', lack: 'no question can read the flow logs', isNeeded: true, isAllowed },
  });
  const failing = (code: 'access_denied' | 'throttled') => () =>
    Promise.reject(new ZoneFlowError(code, 'Why not', { remedy: 'Allow s3:GetObject on s3://logs.' }));
  const probes = [
    probe('s3:ListBucket', async () => true),
    probe('s3:GetObject', failing('access_denied')),
    { ...probe('kms:Decrypt', failing('access_denied')), isNeeded: false },
    probe('s3:GetBucketLocation', async () => false),
    probe('s3:GetObjectTagging', failing('throttled')),
  ];
  const { checks } = await examine({ ...patient, probes }, signal);
  const tried = checks.filter(({ subject }) => subject.endsWith('s3://logs'));
  expect(tried.map(({ state }) => state)).toEqual(['ok', 'failed', 'warning', 'skipped', 'skipped']);
  expect(tried[1]).toMatchObject({
    subject: 's3:GetObject on s3://logs',
    finding: 'It is not allowed: no question can read the flow logs.',
    remedy: 'Allow s3:GetObject on s3://logs.',
  });
  expect(tried[4]?.finding).toBe('It could not be tried: Why not.');
});

test('without an inventory, what holds the addresses of AWS resources is said to be unknown', async () => {
  const engine = engineWith(async () => [fresh('flows', '', 600), fresh('history', 'prod', 60)]);
  const { checks } = await examine({ ...patient, engine }, signal);
  expect(checks.find(({ subject }) => subject === 'inventory')).toMatchObject({ state: 'warning' });
  const local = await examine({ ...patient, engine, accountIn: null }, signal);
  expect(local.checks.find(({ subject }) => subject === 'inventory')).toBeUndefined();
});

test('without a network the flow logs that deliver where questions read are meant', async () => {
  const unnamed = parseSettings({ ...settings, clusters: [] });
  const flowLogs = async () => [
    flowLog,
    { ...flowLog, id: 'fl-2', destination: 'arn:aws:s3:::logs-of-others', status: 'x' },
  ];
  const report = await examine({ ...patient, settings: unnamed, accountIn: () => accountWith({ flowLogs }) }, signal);
  expect(report.checks.filter(({ area }) => area === 'flow log').map(({ subject, state }) => [subject, state])).toEqual(
    [['fl-1 of vpc-1', 'ok']]
  );
});

test('data that is late, missing, or of another cluster', async () => {
  const engine = engineWith(async () => [fresh('flows', '', null), fresh('history', 'test', 7200)]);
  const { checks, state } = await examine({ ...patient, engine, accountIn: null }, signal);
  expect(state).toBe('failed');
  const found = checks.map(({ area, subject, state: one }) => `${area} ${subject} ${one}`);
  expect(found).toEqual(
    expect.arrayContaining(['flow records  failed', 'pod history test warning', 'pod history prod failed'])
  );
  expect(checks.find(({ subject }) => subject === 'prod')?.remedy).toContain('there is history of test');
});

test('an engine that cannot be reached is a finding; its own findings are shown', async () => {
  const engine = engineWith(
    () => Promise.reject(new ZoneFlowError('engine_unreachable', 'Nobody answers')),
    [{ subject: 'workgroup x', state: 'warning', finding: 'No scan limit.', remedy: 'Set one.' }]
  );
  const { checks } = await examine({ ...patient, engine }, signal);
  expect(checks).toContainEqual(expect.objectContaining({ state: 'failed', finding: 'Nobody answers.' }));
  expect(checks).toContainEqual(expect.objectContaining({ area: 'engine', subject: 'workgroup x', state: 'warning' }));
});

test('an abort ends it', async () => {
  const controller = new AbortController();
  controller.abort();
  const engine = engineWith(() => Promise.reject(new Error('cut off')));
  await expect(examine({ ...patient, engine }, controller.signal)).rejects.toThrow('aborted');
});
