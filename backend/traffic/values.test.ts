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
