import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { flowFieldNames } from '../../flows/fields';
import { localPlace } from '../../storage/local-place';
import {
  createWorkspace,
  dailyFolder,
  five,
  flowRow,
  never,
  objectName,
  sixFields,
  textOf,
  usualFields,
  type Workspace,
} from './flow-files.test-data';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await createWorkspace();
});
afterEach(() => workspace.end());

const rows = [flowRow(five, 100), flowRow(five + 60, 23)];

describe('layouts', () => {
  const account = '123456789012';
  const hive = `aws-account-id=${account}/aws-service=vpcflowlogs/aws-region=us-east-1/year=2026/month=03/day=10`;
  test.each([
    ['plain daily', `AWSLogs/${account}/vpcflowlogs/us-east-1/2026/03/10`],
    ['plain hourly', `AWSLogs/${account}/vpcflowlogs/us-east-1/2026/03/10/05`],
    ['Hive', `AWSLogs/${hive}`],
    ['Hive hourly', `AWSLogs/${hive}/hour=05`],
    ['below a prefix', `logs/eu/prod/AWSLogs/${account}/vpcflowlogs/us-east-1/2026/03/10`],
    ['location at the account', `${account}/vpcflowlogs/us-east-1/2026/03/10`],
    ['location at the region', `us-east-1/2026/03/10`],
    ['flat', '.'],
  ])('%s', async (_name, folder) => {
    await workspace.gzip(join(folder, objectName(five + 300, 'gz')), rows);
    expect(await workspace.bytes()).toEqual({ bytes: 123, records: 2, notices: [] });
  });

  test('several accounts, regions, layouts and formats in one prefix', async () => {
    await workspace.gzip(join(dailyFolder, objectName(five + 300, 'gz')), [flowRow(five, 1)]);
    await workspace.parquet(
      `AWSLogs/aws-account-id=210987654321/aws-service=vpcflowlogs/aws-region=eu-west-1/year=2026/month=03/day=10/hour=05/x.log.parquet`,
      [flowRow(five, 10)]
    );
    await workspace.text('copied/by/hand.log', [flowRow(five, 100)], sixFields);
    expect((await workspace.bytes()).bytes).toBe(111);
  });

  test('the columns of Hive folders do not appear as fields', async () => {
    await workspace.parquet(`AWSLogs/${hive}/hour=05/x.log.parquet`, rows);
    const opened = await workspace.open();
    const { result } = await opened.run('SELECT * FROM flow_records', never);
    await opened.close();
    expect([...result.columns.keys()]).toEqual(flowFieldNames);
    expect(result.columns.get('region')).toEqual([null, null]);
  });
});

describe('fields and values', () => {
  test.each([
    ['gzip text', 'gz'],
    ['Parquet', 'parquet'],
  ])('the six fields of the AWS sample as %s', async (_name, ending) => {
    const path = join(dailyFolder, objectName(five + 300, ending));
    await (ending === 'gz'
      ? workspace.gzip(path, rows, sixFields)
      : workspace.parquet(path, rows, { fields: sixFields }));
    const opened = await workspace.open();
    expect([...opened.fields].sort()).toEqual(sixFields.map((field) => field.replaceAll('-', '_')).sort());
    expect(opened.partialFields.size).toBe(0);
    const { result } = await opened.run('SELECT * FROM flow_records ORDER BY start', never);
    await opened.close();
    expect(result.columns.get('bytes')).toEqual([100, 23]);
    expect(result.columns.get('action')).toEqual([null, null]);
  });

  test('version 11 fields, in any order, hyphens in Parquet', async () => {
    const fields = [
      ...usualFields,
      'next-hop-az-id',
      'instance-tag',
      'next-hop-interface-type',
      'ecs-cluster-arn',
    ].reverse();
    const row = flowRow(five, 5, { 'next-hop-az-id': 'use1-az2', 'instance-tag': 'my%2Dapp' });
    await workspace.parquet('a.parquet', [row], { fields, hyphens: true });
    await workspace.gzip('b.gz', [row], fields);
    const opened = await workspace.open();
    const { result } = await opened.run(
      'SELECT next_hop_az_id, next_hop_interface_type, bytes FROM flow_records',
      never
    );
    await opened.close();
    expect(result.columns.get('next_hop_az_id')).toEqual(['use1-az2', 'use1-az2']);
    expect(result.columns.get('next_hop_interface_type')).toEqual([null, null]);
    expect(opened.fields.has('next_hop_az_id')).toBe(true);
  });

  const noData = { start: five, end: five + 59, 'log-status': 'NODATA', 'interface-id': 'eni-1', 'az-id': 'use1-az1' };
  test.each([
    ['text', null, async () => workspace.gzip('a.gz', [flowRow(five, 7), noData])],
    ['Parquet with NULL', null, async () => workspace.parquet('a.parquet', [flowRow(five, 7), noData])],
    ['Parquet with -', '-', async () => workspace.parquet('a.parquet', [flowRow(five, 7), noData], { dashes: true })],
  ])('absent values are NULL in %s, but - in text that is compared', async (_name, compared, write) => {
    await write();
    const opened = await workspace.open();
    const { result } = await opened.run(
      `SELECT log_status, action, pkt_srcaddr, flow_direction, bytes, srcport FROM flow_records ORDER BY log_status`,
      never
    );
    await opened.close();
    expect([...result.columns].map(([name, values]) => [name, ...values])).toEqual([
      ['log_status', 'NODATA', 'OK'],
      ['action', compared, 'ACCEPT'],
      ['pkt_srcaddr', compared, '10.0.0.1'],
      ['flow_direction', compared, 'egress'],
      ['bytes', null, 7],
      ['srcport', null, 443],
    ]);
  });

  test('objects with different fields: what only some have is partial', async () => {
    await workspace.gzip('a.gz', [flowRow(five, 1)], sixFields);
    await workspace.parquet('b.parquet', [flowRow(five, 2)]);
    const opened = await workspace.open();
    await opened.close();
    expect(opened.partialFields.has('action')).toBe(true);
    expect(opened.partialFields.has('az_id')).toBe(false);
  });

  test('IPv6, large numbers, carriage returns and a last line without end', async () => {
    const row = flowRow(five, 9_007_199_254_740_991, { 'pkt-srcaddr': '2001:db8::1' });
    await workspace.file(
      'a.log',
      textOf([row, flowRow(five, 1)], usualFields)
        .replaceAll('\n', '\r\n')
        .trimEnd()
    );
    const opened = await workspace.open();
    const { result } = await opened.run('SELECT pkt_srcaddr, bytes FROM flow_records ORDER BY bytes', never);
    await opened.close();
    expect(result.columns.get('pkt_srcaddr')).toEqual(['10.0.0.1', '2001:db8::1']);
    expect(result.columns.get('bytes')).toEqual([1, Number.MAX_SAFE_INTEGER]);
    expect(opened.notices).toHaveLength(1);
  });

  test('a flow log without pkt-srcaddr and pkt-dstaddr is refused, beside a usable one left out', async () => {
    const classic = ['version', 'srcaddr', 'dstaddr', 'bytes', 'start', 'end', 'action', 'log-status'];
    await workspace.gzip('a.gz', [{ srcaddr: '10.0.0.1', dstaddr: '10.0.0.2', bytes: 5, start: five }], classic);
    await expect(workspace.open()).rejects.toMatchObject({
      code: 'unusable_flow_log',
      message: 'The flow logs have no pkt-srcaddr, no pkt-dstaddr (a.gz)',
    });
    await workspace.gzip('b.gz', [flowRow(five, 2)]);
    const { bytes, notices } = await workspace.bytes();
    expect(bytes).toBe(2);
    expect(notices).toEqual([expect.stringContaining('1 flow-log object without pkt-srcaddr')]);
  });

  test('a gzip object of several members is read whole', async () => {
    const [first, second] = [textOf([flowRow(five, 1)], usualFields), textOf([flowRow(five, 2)], usualFields)];
    const withoutHeader = second.slice(second.indexOf('\n') + 1);
    await workspace.file('a.gz', Buffer.concat([gzipSync(first), gzipSync(withoutHeader)]));
    expect((await workspace.bytes()).bytes).toBe(3);
  });

  test('names with quotes, brackets and stars', async () => {
    await workspace.gzip("it's [a] *b*?/x.gz", [flowRow(five, 1)]);
    await workspace.parquet('[a] *b*?/{y}.parquet', [flowRow(five, 2)]);
    expect((await workspace.bytes()).bytes).toBe(3);
  });
});

describe('ranges and files that are no flow logs', () => {
  test('nothing anywhere, nothing in the range', async () => {
    await workspace.file('README.md', 'not a log');
    await workspace.file('AWSLogs/123456789012/CloudTrail/us-east-1/2026/03/10/x_CloudTrail_us-east-1.json.gz', 'x');
    await expect(workspace.open()).rejects.toMatchObject({ code: 'no_flow_logs' });
    await workspace.gzip(join(dailyFolder, objectName(five - 14_400, 'gz')), [flowRow(five - 14_400, 1)]);
    expect(await workspace.bytes()).toEqual({
      bytes: 0,
      records: 0,
      notices: ['There are no flow-log objects of this range; the newest is of 2026-03-10T01:00:00Z.'],
    });
  });

  test('other text and Parquet files are passed over in silence', async () => {
    await workspace.gzip('a.gz', [flowRow(five, 4)]);
    await workspace.file('notes.log', 'hello world\n');
    await workspace.file('trail.gz', gzipSync('{"Records": []}'));
    await workspace.parquet('other.parquet', [{ version: 1 }], { fields: ['version'] });
    expect(await workspace.bytes()).toEqual({ bytes: 4, records: 1, notices: [] });
  });

  test('locations that do not exist', async () => {
    const missing = await createWorkspace({ flows: localPlace({ location: '/nowhere/at/all', noun: 'flow' }) });
    await expect(missing.open()).rejects.toMatchObject({ code: 'location_missing' });
    await missing.end();
    await workspace.gzip('a.gz', rows);
    await rm(workspace.history, { recursive: true });
    await expect(workspace.open()).rejects.toMatchObject({ code: 'location_missing' });
  });

  test.each([
    ['reversed', { from: five + 90_000, to: five - 90_000 }, 0],
    ['of ten years', { from: five - 5 * 31_536_000, to: five + 5 * 31_536_000 }, 123],
    ['up to the year 9999', { from: five, to: 253_402_300_799 }, 123],
    ['of negative times', { from: -1e9, to: five + 3600 }, 123],
  ])('a range that is %s', async (_name, range, bytes) => {
    await workspace.gzip(join(dailyFolder, objectName(five + 300, 'gz')), rows);
    expect((await workspace.bytes(range)).bytes).toBe(bytes);
  });

  test('the fingerprint changes with the data and only then', async () => {
    const fingerprint = async (): Promise<string> => {
      const opened = await workspace.open();
      await opened.close();
      return opened.fingerprint;
    };
    await workspace.gzip('a.gz', rows);
    const first = await fingerprint();
    expect(await fingerprint()).toBe(first);
    await workspace.gzip('b.gz', rows);
    const second = await fingerprint();
    expect(second).not.toBe(first);
    await workspace.pods('2026-03-10', [{ pod: 'a', address: '10.0.0.1', started: five, last_seen: five + 9000 }]);
    expect(await fingerprint()).not.toBe(second);
  });
});

test('a copy under another name is used once, other objects of that size are all used', async () => {
  await workspace.text('a.log', [flowRow(five, 100)]);
  await workspace.text('b.log', [flowRow(five, 100)]);
  await workspace.text('c.log', [flowRow(five, 200)]);
  const { bytes, notices } = await workspace.bytes();
  expect(bytes).toBe(300);
  expect(notices).toEqual(['1 flow-log object is there more than once and counted once: b.log.']);
});

test('the same object twice is used once', async () => {
  const path = await workspace.gzip(join(dailyFolder, objectName(five + 300, 'gz')), rows);
  await cp(path, join(workspace.flows, 'copy', objectName(five + 300, 'gz')));
  await workspace.parquet(join('converted', objectName(five + 300, 'parquet')), rows);
  const { bytes, notices } = await workspace.bytes();
  expect(bytes).toBe(123);
  expect(notices).toEqual([expect.stringContaining('2 flow-log objects are there more than once and counted once')]);
});
