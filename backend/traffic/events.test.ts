import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame } from '../frames/frame';
import { updateHistory } from '../history/store/store';
import { readHistoryFile } from '../kubernetes/history-file';
import { epoch, event, jsonLines, list, node, pod, type PodSketch } from '../kubernetes/objects.test-data';
import { ReadingContext } from '../kubernetes/reading-context';
import type { AskOptions } from './service';
import { signal, watchedServices } from './watched-service.test-data';

const hour = 3600;
const day = 24 * hour;
/** 2026-03-11T00:00:00Z, in seconds from `epoch`. */
const midnight = 19 * hour;

/** A pod of a Deployment with an address of each family. */
function replica(workload: string, hash: string, index: number, more: PodSketch = {}): Record<string, unknown> {
  const uid = `${workload}-${hash}-${index}`;
  return pod({
    ...{ uid, name: uid, node: 'n1', owner: { kind: 'ReplicaSet', name: `${workload}-${hash}` } },
    ips: [`10.1.${hash.length}.${index}`, `2001:db8::${hash.length}:${index}`],
    labels: { app: workload, tier: hash, 'pod-template-hash': hash },
    ...more,
  });
}

const zone = (id: string) => ({ 'topology.k8s.aws/zone-id': id });
const n1 = node({ uid: 'n1', name: 'n1', created: -day, labels: zone('use1-az4') });
const n2 = node({ uid: 'n2', name: 'n2', ips: ['10.0.0.2'], created: hour, labels: zone('use1-az6') });

/** The first watcher is there from 0 to 2 h, the second from 3 h on: first a rollout of web, then one of db at midnight. */
const first = [
  event(0, 'LIST', list('NodeList', [n1])),
  event(
    0,
    'LIST',
    list(
      'PodList',
      [1, 2].map((index) => replica('web', 'a', index, { startTime: -hour }))
    )
  ),
  event(600, 'ADDED', replica('web', 'bb', 1, { startTime: 600 })),
  event(610, 'DELETED', replica('web', 'a', 1, { startTime: -hour })),
  event(620, 'ADDED', replica('web', 'bb', 2, { startTime: 620 })),
  event(630, 'DELETED', replica('web', 'a', 2, { startTime: -hour })),
  event(hour, 'ADDED', n2),
  event(2 * hour, 'MODIFIED', replica('web', 'bb', 1, { startTime: 600 })),
];
const database = (hash: string, index: number, startTime: number): Record<string, unknown> =>
  replica('db', hash, index, {
    ...{ namespace: 'data', startTime, owner: { kind: 'StatefulSet', name: 'db' } },
    labels: { app: 'db', 'controller-revision-hash': hash },
  });
const second = [
  event(3 * hour, 'LIST', list('NodeList', [n1, n2])),
  event(
    3 * hour,
    'LIST',
    list('PodList', [...[1, 2].map((index) => replica('web', 'bb', index)), database('db-ccc', 1, -hour)])
  ),
  event(midnight - 10, 'DELETED', database('db-ccc', 1, -hour)),
  event(midnight + 5, 'ADDED', database('db-dddd', 1, midnight + 5)),
  event(midnight + hour, 'DELETED', n1),
  event(midnight + 2 * hour, 'MODIFIED', database('db-dddd', 1, midnight + 5)),
];

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'zoneflow-events-'));
  const files = await Promise.all(
    [first, second].map(async (lines, index) => {
      const file = join(root, `${index}.jsonl`);
      await writeFile(file, jsonLines(lines));
      return file;
    })
  );
  await updateHistory(
    { location: join(root, 'history'), cluster: 'prod' },
    async (ledger) => {
      const context = new ReadingContext();
      for (const file of files) {
        await readHistoryFile({ file, ledger, context, observedAt: null, onProgress: () => undefined }, signal);
      }
    },
    signal
  );
});
afterAll(() => rm(root, { recursive: true, force: true }));

const { start, closeAll } = watchedServices(() => ({ flows: join(root, 'none'), history: join(root, 'history') }));
afterEach(closeAll);

const at = (second: number): number => (epoch + second) * 1000;
const between = (from: number, to: number): AskOptions => ({
  ...{ from: at(from), to: at(to), intervalMs: 60_000, maxDataPoints: 1000 },
});
const whole = between(0, midnight + 2 * hour);
/** The history ends here, and so does the world. */
const now = at(midnight + 2 * hour);
const all = { queryType: 'events' };

const valuesOf = (frame: Frame | undefined, name: string) => frame?.fields.find((one) => one.name === name)?.values;

async function titles(query: object, options = whole): Promise<unknown> {
  const [frame] = await start({}, now).service.frames({ ...all, ...query }, options, signal);
  return valuesOf(frame, 'title');
}

const everything = [
  'Rollout of shop/web',
  'Node n2 joined',
  'History gap of cluster prod',
  'Rollout of data/db',
  'Node n1 left',
];

test('one frame with the fields that annotations are read from', async () => {
  const { service, events } = start({}, now);
  const [frame, ...rest] = await service.frames({ refId: 'Anno', ...all }, whole, signal);
  expect(rest).toEqual([]);
  expect(frame).toMatchObject({
    refId: 'Anno',
    meta: { notices: [], executedQueryString: expect.any(String) as string },
  });
  expect(frame?.fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
    'time time',
    'timeEnd time',
    'title string',
    'text string',
    'tags string',
  ]);
  expect(valuesOf(frame, 'title')).toEqual(everything);
  expect(valuesOf(frame, 'time')).toEqual([600, hour, 2 * hour, midnight + 5, midnight + hour].map(at));
  expect(valuesOf(frame, 'timeEnd')).toEqual([at(630), null, at(3 * hour), at(midnight + 5), null]);
  expect(valuesOf(frame, 'text')).toEqual([
    '2 pods of revision bb replaced 2 pods of revision a.',
    'A node joined cluster prod in zone use1-az6.',
    'Nobody looked at cluster prod from 2026-03-10T07:00:00Z to 2026-03-10T08:00:00Z (1 h): what changed meanwhile is known only roughly.',
    '1 pod of revision db-dddd replaced 1 pod of revision db-ccc.',
    'A node of cluster prod in zone use1-az4 is gone after 1 d 20 h.',
  ]);
  expect(valuesOf(frame, 'tags')).toEqual([
    'rollout,prod,shop,web',
    'node-arrival,prod,use1-az6',
    'history-gap,prod',
    'rollout,prod,data,db',
    'node-departure,prod,use1-az4',
  ]);
  expect(events).toEqual(['miss events scanned']);
});

test.each<[string, object, string[]]>([
  [
    'kinds of events',
    { events: ['rollout', 'history-gap'] },
    [everything[0] ?? '', everything[2] ?? '', everything[3] ?? ''],
  ],
  ['the newest of them', { events: ['rollout'], limit: 1 }, ['Rollout of data/db']],
])('%s', async (_, query, expected) => {
  expect(await titles(query)).toEqual(expected);
});

const is = (dimension: string, values: string[], operator = '='): object => ({ dimension, operator, values });
const [web, joined, gap, db, left] = everything;

test.each<[string, object[], Array<string | undefined>]>([
  ['cluster', [is('cluster', ['prod'])], everything],
  ['another cluster', [is('cluster', ['test'])], []],
  ['namespace', [is('namespace', ['data'])], [db]],
  ['namespaces', [is('namespace', ['data', 'shop'], '=|')], [web, db]],
  ['not this namespace', [is('namespace', ['data'], '!=')], [web, joined, gap, left]],
  ['workload', [is('workload', ['we.', 'x'], '=~')], [web]],
  ['node', [is('node', ['n2'])], [joined]],
  ['zone', [is('zone', ['use1-az4'])], [left]],
  ['kind', [is('kind', ['node'])], [joined, left]],
  ['kind of a rollout', [is('kind', ['pod'])], [web, db]],
  ['pod: no event is of one', [is('pod', ['web-a-1'])], []],
  ['label', [is('label:app', ['db'])], [db]],
  ['label of the new pods', [is('label:tier', ['bb'])], [web]],
  ['label of the old pods', [is('label:tier', ['a'])], []],
  ['all must hold', [is('namespace', ['shop']), is('label:app', ['db'])], []],
  ['no label', [is('label:tier', [''])], [joined, gap, db, left]],
  ['without values: no restriction', [is('namespace', [])], everything],
])('filters: %s', async (_, filters, expected) => {
  expect(await titles({ filters })).toEqual(expected);
});

test.each<[string, number, number, Array<string | undefined>]>([
  ['before the history', -2 * day, -day, []],
  ['its beginning: who was there did not arrive', -2 * day, 599, []],
  ['in the midst of a rollout', 610, 650, [web]],
  ['in the midst of a gap', 2 * hour + 600, 3 * hour - 600, [gap]],
  ['over midnight', midnight - 60, midnight + 60, [db]],
  ['a moment is within the half-open range', hour, hour + 1, [joined]],
  ['and not at its end', hour - 1, hour, []],
])('range: %s', async (_, from, to, expected) => {
  expect(await titles({}, between(from, to))).toEqual(expected);
});

test('a gap is cut to the range, its text is not', async () => {
  const options = between(2 * hour + 600, 3 * hour - 600);
  const [frame] = await start({}, now).service.frames(all, options, signal);
  expect([valuesOf(frame, 'time'), valuesOf(frame, 'timeEnd')]).toEqual([[options.from], [options.to]]);
  expect(valuesOf(frame, 'text')).toEqual([
    expect.stringContaining('from 2026-03-10T07:00:00Z to 2026-03-10T08:00:00Z'),
  ]);
});

test('days after the last look: a gap that is still open', async () => {
  const later = at(7 * day);
  const [frame] = await start({}, later).service.frames(all, between(6 * day, 8 * day), signal);
  expect([valuesOf(frame, 'time'), valuesOf(frame, 'timeEnd')]).toEqual([[at(6 * day)], [later]]);
  expect(valuesOf(frame, 'text')).toEqual([
    'Nobody has looked at cluster prod since 2026-03-11T02:00:00Z: what changed meanwhile is known only roughly.',
  ]);
});

test('more than the limit: a notice', async () => {
  const [frame] = await start({}, now).service.frames({ ...all, limit: 2 }, whole, signal);
  expect(valuesOf(frame, 'title')).toEqual([db, left]);
  expect(frame?.meta?.notices).toEqual([
    { severity: 'info', text: 'Only the newest 2 of 5 events are shown: filter them, or raise the limit.' },
  ]);
});

test('rows for the command line', async () => {
  const answer = await start({}, now).service.answer({ ...all, events: ['node-arrival'] }, whole, signal);
  expect(answer.columns.map((column, index) => [column, answer.rows[0]?.[index]])).toEqual([
    ['time', at(hour)],
    ['time_end', null],
    ['event', 'node-arrival'],
    ['cluster', 'prod'],
    ['namespace', ''],
    ['workload', ''],
    ['node', 'n2'],
    ['zone', 'use1-az6'],
    ['text', 'A node joined cluster prod in zone use1-az6.'],
  ]);
});

test('asked twice, run once', async () => {
  const { service, events } = start({}, now);
  await service.frames({ ...all, refId: 'A' }, whole, signal);
  const [frame] = await service.frames({ ...all, refId: 'B' }, whole, signal);
  expect(frame?.refId).toBe('B');
  expect(events).toEqual(['miss events scanned', 'hit events unread']);
});

test('the preview is the statement that runs', async () => {
  const { service } = start({}, now);
  const [frame] = await service.frames(all, whole, signal);
  expect(await service.preview(all, whole, signal)).toEqual({ sql: frame?.meta?.executedQueryString });
});

test.each<[string, object, RegExp]>([
  ['a kind that there is not', { events: ['reboot'] }, /events\[0\] is wrong: must be one of rollout/],
  ['a limit', { limit: 0 }, /limit is wrong: must be at least 1/],
  ['a dimension', { filters: [is('colour', ['red'])] }, /filters\[0\]\.dimension/],
  ['a pattern', { filters: [is('node', ['n['], '=~')] }, /filters\[0\]\.values\[0\] does not compile/],
  [
    'a pattern that the engine does not take',
    { filters: [is('node', ['a{5000}'], '=~')] },
    /is not one that the engine/,
  ],
])('refused: %s', async (_, query, message) => {
  const failure = start({}, now).service.frames({ ...all, ...query }, whole, signal);
  await expect(failure).rejects.toMatchObject({ code: 'bad_query', message: expect.stringMatching(message) as string });
});

test('an alert rule cannot watch events', async () => {
  const failure = start({}, now).service.frames(all, { ...whole, forAlert: true }, signal);
  await expect(failure).rejects.toMatchObject({
    code: 'bad_query',
    remedy: expect.stringContaining('health') as string,
  });
});

test('without any history: no events, and a notice', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'zoneflow-empty-'));
  const [frame] = await start({ history: { location: empty } }, now).service.frames(all, whole, signal);
  expect(valuesOf(frame, 'time')).toEqual([]);
  expect(frame?.meta?.notices).toEqual([expect.objectContaining({ severity: 'warning' })]);
  await rm(empty, { recursive: true });
});
