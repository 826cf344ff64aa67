import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { folderMedium } from '../../history/store/folder-medium';
import { storeInventory } from '../../history/store/inventory-store';
import {
  createWorkspace,
  five,
  flowRow,
  hourFive,
  never,
  objectName,
  sixFields,
  type Workspace,
} from './flow-files.test-data';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await createWorkspace();
  await workspace.gzip('a.log.gz', [flowRow(five, 1)]);
});
afterEach(() => workspace.end());

const day = 86_400;
const midnight = five - 5 * 3600;

async function podsOf(range = hourFive): Promise<{ pods: unknown[]; notices: string[] }> {
  const opened = await workspace.open(range);
  const { result } = await opened.run('SELECT DISTINCT pod FROM pod_history ORDER BY pod', never);
  await opened.close();
  return { pods: [...(result.columns.get('pod') ?? [])], notices: opened.notices.map(({ text }) => text) };
}

/** Alive throughout a day. */
const pod = (name: string, index: number): Parameters<Workspace['pods']>[1][number] => ({
  pod: name,
  address: `10.0.0.${index}`,
  started: midnight + index * day,
  last_seen: midnight + (index + 1) * day,
});

test('without history: empty relations and a warning', async () => {
  const { pods, notices } = await podsOf();
  expect(pods).toEqual([]);
  expect(notices).toEqual([expect.stringContaining('There is no pod history')]);
});

test('day folders of the range, padded by one', async () => {
  for (const [index, name] of ['2026-03-08', '2026-03-09', '2026-03-10', '2026-03-11', '2026-03-12'].entries()) {
    await workspace.pods(name, [pod(`pod-${index}`, index - 2)]);
  }
  expect(await podsOf()).toEqual({ pods: ['pod-1', 'pod-2', 'pod-3'], notices: [] });
});

test('history that ends before the range: its newest day and a warning', async () => {
  await workspace.pods('2026-03-01', [pod('old', -9)]);
  await workspace.pods('2026-03-02', [pod('newest', -8)]);
  await workspace.pods('2026-03-10', [pod('other', 0)], 'green');
  expect(await podsOf()).toEqual({
    pods: ['newest', 'other'],
    notices: [
      'The pod history of cluster blue ends at 2026-03-03T00:00:00Z: pods alive then are taken to hold their addresses still, newer ones are unknown.',
    ],
  });
});

test('history that begins after the range', async () => {
  await workspace.pods('2026-03-20', [pod('later', 10)]);
  const { pods, notices } = await podsOf();
  expect(pods).toEqual([]);
  expect(notices).toEqual(['The pod history of cluster blue begins on 2026-03-20, after this range.']);
});

test('hostNetwork pods and rows without address are not in the view; labels are a map', async () => {
  await workspace.pods('2026-03-10', [
    pod('a', 0),
    { ...pod('host', 0), address: 'host' },
    { ...pod('new', 0), address: '' },
  ]);
  const opened = await workspace.engine.openHistory(hourFive, never);
  const { result } = await opened.run(
    `SELECT pod, ${workspace.engine.dialect.mapValue('labels', `'app'`)} AS app, ${workspace.engine.dialect.mapValue('labels', `'none'`)} AS missing, ended FROM pod_history`,
    never
  );
  expect([...result.columns].map(([name, values]) => [name, ...values])).toEqual([
    ['pod', 'a'],
    ['app', 'a'],
    ['missing', null],
    ['ended', null],
  ]);
  await expect(opened.run('SELECT * FROM flow_records', never)).rejects.toMatchObject({ code: 'engine_failed' });
  await opened.close();
});

test.each([
  ['cut', (path: string) => truncate(path, 300)],
  ['garbage', (path: string) => writeFile(path, 'x'.repeat(400))],
])('a damaged history file is an error that names it: %s', async (_name, damage) => {
  await workspace.pods('2026-03-09', [pod('b', 0)]);
  await damage(await workspace.pods('2026-03-10', [pod('a', 0)]));
  await expect(workspace.open()).rejects.toMatchObject({
    code: 'corrupt_object',
    message: 'The history file pods/cluster=blue/day=2026-03-10/pods.parquet is damaged',
  });
});

describe('freshness', () => {
  test('of everything', async () => {
    const newest = five + 7 * 3600;
    await workspace.gzip(join('AWSLogs/123456789012/vpcflowlogs/us-east-1/2026/03/10', objectName(newest, 'gz')), [
      flowRow(newest - 200, 1),
      flowRow(newest - 100, 1),
    ]);
    await workspace.pods('2026-03-09', [pod('a', -1)]);
    await workspace.pods('2026-03-10', [pod('b', 0)]);
    expect(await workspace.engine.freshness(never)).toEqual([
      {
        source: 'flows',
        cluster: '',
        newest: newest - 100,
        finding: 'The newest flow record is of 2026-03-10T11:58:20Z.',
        remedy: '',
      },
      {
        source: 'history',
        cluster: 'blue',
        newest: midnight + day,
        finding: 'The pod history of cluster blue reaches from 2026-03-09 to 2026-03-11T00:00:00Z.',
        remedy: '',
      },
      expect.objectContaining({ source: 'nodes', cluster: '', newest: null }),
    ]);
  });

  test('of the inventory, with what is still there by its newest look', async () => {
    for (const [index, addresses] of [['10.0.9.1', '10.0.9.2'], ['10.0.9.2']].entries()) {
      const look = { account: '111122223333', region: 'us-east-1', at: five + index * 60, vpcs: null, subnets: [] };
      const interfaces = addresses.map((address) => ({
        ...{ interfaceId: `eni-${address}`, vpcId: 'vpc-1', subnetId: 'subnet-1', cluster: '', addresses: [address] },
        ...{ kind: 'efs', name: 'fs-1', zoneId: 'use1-az4', attachedAt: null },
      }));
      const now = (five + index * 60) * 1000;
      await storeInventory(folderMedium(workspace.history), { ...look, interfaces }, now, never);
    }
    expect((await workspace.engine.freshness(never)).at(-1)).toMatchObject({
      source: 'inventory',
      newest: five + 60,
      finding: expect.stringContaining('1 interface of an AWS resource is known of account 111122223333') as string,
    });
  });

  test('tells missing fields, damage and the lack of anything', async () => {
    const empty = await createWorkspace();
    expect((await empty.engine.freshness(never))[0]).toMatchObject({
      newest: null,
      finding: `There are no flow logs in ${empty.flows}.`,
    });
    await empty.gzip('six.gz', [flowRow(five, 1)], sixFields);
    await empty.file('bad.log.gz', gzipSync('x').subarray(0, 5));
    const [flows] = await empty.engine.freshness(never);
    expect(flows).toMatchObject({ newest: five });
    expect(flows?.finding).toContain(
      'the flow logs have no action, no log-status, no packets. 1 flow-log object could not be read'
    );
    await empty.end();
  });
});
