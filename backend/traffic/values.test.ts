import { plainDimensions } from '../../src/shared/dimensions';
import { hour, oddLabelKeys, writeSmallCluster, type SmallCluster } from './small-cluster.test-data';
import { signal, watchedServices } from './watched-service.test-data';

let cluster: SmallCluster;
beforeAll(async () => {
  cluster = await writeSmallCluster();
});
afterAll(() => cluster.remove());

const { start, closeAll } = watchedServices(() => cluster);
afterEach(closeAll);

const range = { from: hour.from, to: hour.to };

test('dimensions, label keys of any letters among them', async () => {
  const dimensions = await start().service.dimensions(range, signal);
  expect(dimensions.slice(0, plainDimensions.length)).toEqual([...plainDimensions]);
  const labels = dimensions.slice(plainDimensions.length);
  expect(labels).toEqual(expect.arrayContaining(oddLabelKeys.map((key) => `label:${key}`)));
  expect(labels).toHaveLength(oddLabelKeys.length + 1);
});

test.each<[string, string[]]>([
  ['cluster', ['prod']],
  ['namespace', ['data', 'media', 'shop']],
  ['workload', ['db-0', 'feed-1', 'web-1']],
  ['pod', ['db-0', 'feed-1', 'web-1']],
  ['node', ['n1', 'n2']],
  ['zone', ['use1-az1', 'use1-az4']],
  ['label:app', ['db', 'web']],
  ['label:none', []],
  ...oddLabelKeys.map((key): [string, string[]] => [`label:${key}`, [`db of ${key}`, `web of ${key}`]]),
])('values of %s', async (dimension, expected) => {
  const { service } = start();
  const values = await service.values({ ...range, dimension, q: '' }, signal);
  expect(values).toEqual(expected);
  expect(await service.values({ ...range, dimension, q: 'no such value' }, signal)).toEqual([]);
});

const is = (dimension: string, values: string[], operator = '='): object => ({ dimension, operator, values });

test.each<[string, object[], string[]]>([
  ['namespace', [is('cluster', ['prod'])], ['data', 'media', 'shop']],
  ['namespace', [is('cluster', ['test'])], []],
  ['workload', [is('namespace', ['shop', 'media'], '=|')], ['feed-1', 'web-1']],
  ['workload', [is('namespace', ['shop'], '!=')], ['db-0', 'feed-1']],
  ['workload', [is('namespace', ['s.*', 'data'], '=~')], ['db-0', 'web-1']],
  ['workload', [is('namespace', ['s.*', 'data'], '!~')], ['feed-1']],
  ['pod', [is('workload', ['web-1']), is('label:app', ['web'])], ['web-1']],
  ['pod', [is('workload', ['web-1']), is('label:app', ['db'])], []],
  ['pod', [is('label:ключ', [''])], ['feed-1']],
  ['label:app', [is('namespace', ['data'])], ['db']],
  ['node', [is('namespace', ['data'])], ['n2']],
  ['node', [is('zone', ['use1-az4'])], ['n1']],
  ['zone', [is('namespace', ['shop', 'media'], '=|')], ['use1-az4']],
  ['zone', [is('cluster', ['prod'])], ['use1-az1', 'use1-az4']],
  ['zone', [is('label:app', ['db'])], ['use1-az1']],
  ['zone', [is('node', ['n2'])], ['use1-az1']],
  ['namespace', [is('zone', ['use1-az1'])], ['data']],
  ['namespace', [is('node', ['n1'])], ['media', 'shop']],
  ['cluster', [is('namespace', ['shop'])], ['prod']],
  ['cluster', [is('namespace', ['gone'])], []],
  ['node', [is('kind', ['node'])], ['n1', 'n2']],
  ['namespace', [is('kind', ['node'])], []],
  ['namespace', [is('kind', ['pod'])], ['data', 'media', 'shop']],
  ['namespace', [is('namespace', [])], ['data', 'media', 'shop']],
  ['pod', [is('namespace', [`' OR 1=1 --`])], []],
])('values of %s with %j', async (dimension, filters, expected) => {
  const { service } = start();
  expect(await service.values({ ...range, dimension, q: '', filters }, signal)).toEqual(expected);
  const either = filters.map((filter) => ({ ...filter, side: 'target' }));
  expect(await service.values({ ...range, dimension, q: '', filters: either }, signal)).toEqual(expected);
});

test.each<[string, unknown, RegExp]>([
  ['no list', { dimension: 'namespace' }, /filters is wrong: must be a list/],
  ['an operator', [is('namespace', ['shop'], '~')], /filters\[0\]\.operator is wrong: must be one of/],
  ['a dimension', [is('colour', ['red'])], /filters\[0\]\.dimension/],
  ['a pattern', [is('namespace', ['(shop'], '=~')], /filters\[0\]\.values\[0\] does not compile/],
  ['a pattern of JavaScript alone', [is('namespace', ['a{5000}'], '=~')], /filters\[0\]\.values\[0\] is not one that/],
])('refused in words: %s', async (_, filters, message) => {
  const asked = start().service.values({ ...range, dimension: 'pod', q: '', filters }, signal);
  await expect(asked).rejects.toMatchObject({
    code: 'bad_query',
    message: expect.stringMatching(message) as string,
    remedy: expect.any(String) as string,
  });
});

test('who ended before the range, or came after it, has no values in it', async () => {
  const { service } = start();
  const later = { from: hour.to + 86_400_000, to: hour.to + 90_000_000 };
  expect(await service.values({ ...later, dimension: 'pod', q: '' }, signal)).toEqual(['db-0', 'feed-1', 'web-1']);
  const before = { from: hour.from - 7_200_000, to: hour.from - 3_600_000 };
  expect(await service.values({ ...before, dimension: 'pod', q: '' }, signal)).toEqual([]);
});

test('kinds are all there are', async () => {
  const kinds = await start().service.values({ ...range, dimension: 'kind', q: '' }, signal);
  expect(kinds).toEqual(kinds.toSorted());
  expect(kinds).toEqual(expect.arrayContaining(['pod', 'external', 'unattributed', 'nat-gateway']));
  expect(await start().service.values({ ...range, dimension: 'kind', q: 'EXT' }, signal)).toEqual(['external']);
});

test.each([
  ['SHO', ['shop']],
  ['a', ['data', 'media']],
  ['%', []],
  [`' OR 1=1 --`, []],
  ['\ud800', []],
])('q %j is a part of the value, in any case', async (q, expected) => {
  expect(await start().service.values({ ...range, dimension: 'namespace', q }, signal)).toEqual(expected);
});

test('at most 1,000, the first of them', async () => {
  const large = await writeSmallCluster({ morePods: 1200 });
  const { service } = start({ history: { location: large.history } });
  const values = await service.values({ ...range, dimension: 'pod', q: '' }, signal);
  const names = ['db-0', 'feed-1', ...Array.from({ length: 1200 }, (_, index) => `idle-${index}`)];
  expect(values).toEqual(names.sort().slice(0, 1000));
  expect(await service.values({ ...range, dimension: 'pod', q: 'E-1199' }, signal)).toEqual(['idle-1199']);
  await large.remove();
});

test('outside the history there are none', async () => {
  const long = 40 * 86_400_000;
  const request = { from: hour.from - long, to: hour.to - long, dimension: 'pod', q: '' };
  expect(await start().service.values(request, signal)).toEqual([]);
});

test.each(['', 'ip', 'label:', 'pod; DROP TABLE x', '__proto__'])('an unknown dimension %j', async (dimension) => {
  await expect(start().service.values({ ...range, dimension, q: '' }, signal)).rejects.toMatchObject({
    code: 'bad_request',
  });
});

test('NUL is refused', async () => {
  const { service } = start();
  for (const request of [
    { dimension: 'pod', q: 'a\0' },
    { dimension: 'label:a\0', q: '' },
  ]) {
    await expect(service.values({ ...range, ...request }, signal)).rejects.toMatchObject({ code: 'bad_query' });
  }
});
