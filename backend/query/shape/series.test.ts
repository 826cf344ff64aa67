import { resultOf, type RowSketch } from './result.test-data';
import { seriesFrames } from './series';

const range = { from: 30, to: 600 };
const series = (rows: RowSketch[], question: Parameters<typeof resultOf>[0] = {}, width = 60) =>
  seriesFrames(resultOf({ queryType: 'timeseries', groupBy: ['namespace'], ...question }, rows, width), range, 'USD');

const rows: RowSketch[] = [
  { from: ['shop'], to: ['data'], bucket: 120, bytes: 30, packets: 3 },
  { from: ['shop'], to: ['data'], bucket: 0, bytes: 60, packets: 6 },
  { from: ['data'], to: ['shop'], bucket: 60, bytes: 12 },
  { isOther: true, bucket: 60, bytes: 5 },
  { isOther: true, bucket: 0, bytes: 6 },
];

test('a frame a group, named by its ends, with labels as the columns and buckets in order', () => {
  const frames = series(rows);
  expect(frames.map(({ name, fields: [time, value] }) => [name, value?.labels, time?.values, value?.values])).toEqual([
    ['shop → data', { source_namespace: 'shop', target_namespace: 'data' }, [0, 120_000], [60, 30]],
    ['data → shop', { source_namespace: 'data', target_namespace: 'shop' }, [60_000], [12]],
    ['other', { source_namespace: 'other', target_namespace: 'other' }, [0, 60_000], [6, 5]],
  ]);
  for (const { refId, meta, fields } of frames) {
    expect(refId).toBe('A');
    expect(meta).toEqual({ type: 'timeseries-multi', typeVersion: [0, 1] });
    expect(fields.map(({ name, type }) => [name, type])).toEqual([
      ['time', 'time'],
      ['bytes', 'number'],
    ]);
    expect(fields[0]?.config).toEqual({ interval: 60_000 });
  }
  // The rest is no group: it does not take a colour from one.
  expect(frames.map(({ fields }) => fields[1]?.config?.color?.mode)).toEqual([undefined, undefined, 'fixed']);
});

test.each([
  ['bytes', false, [60, 30], 'bytes'],
  ['bytes', true, [2, 0.5], 'binBps'],
  ['packets', true, [0.2, 0.05], 'pps'],
] as const)('%s, rate %s: per second of the part of the bucket in the range', (measure, rate, values, unit) => {
  const [first] = series(rows, { measure, rate });
  // The bucket of 0 begins 30 s before the range.
  expect(first?.fields[1]).toMatchObject({ name: measure, values, config: { unit } });
});

test('a bucket that outlasts the range is divided by the seconds inside', () => {
  const [first] = series([{ from: ['a'], to: ['b'], bucket: 480, bytes: 120 }], { rate: true }, 240);
  expect(first?.fields[1]?.values).toEqual([1]);
});

test('no two groups have the same labels', () => {
  const values = ['', 'a', 'b', 'a=b', 'a|b', '"'];
  const pairs = values.flatMap((from) => values.map((to) => ({ from: [from], to: [to], bucket: 0, bytes: 1 })));
  const labels = series(pairs).map(({ fields }) => JSON.stringify(fields[1]?.labels));
  expect(labels).toHaveLength(pairs.length);
  expect(new Set(labels).size).toBe(pairs.length);
});

test('a label key with odd characters names its label', () => {
  const [first] = series([{ from: ['x'], to: ['y'], bucket: 0, bytes: 1 }], { groupBy: ['label:a.b/c "d";--'] });
  expect(first?.fields[1]?.labels).toEqual({ 'source_label:a.b/c "d";--': 'x', 'target_label:a.b/c "d";--': 'y' });
});

test('without any dimension there is one series without labels', () => {
  const frames = series([{ bucket: 0, bytes: 1 }], { groupBy: [] });
  expect(frames.map(({ name, fields }) => [name, fields[1]?.labels])).toEqual([['all traffic', {}]]);
});

test('an empty answer has no series', () => {
  expect(series([])).toEqual([]);
});
