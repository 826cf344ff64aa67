import fc from 'fast-check';
import { answersOf, five, pod, testOrigin, testRequest, type TestFlow } from './answers.test-data';
import { disagreement, reportOf, type Report } from './report-model';
import { bucketTotals } from './trend';

const [az1, az2, az4] = ['use1-az1', 'use1-az2', 'use1-az4'];
const gib = 2 ** 30;
const minute = 60_000;

/** Between zones 100 GiB, in a zone 20 GiB, an end of unknown zone 5 GiB. */
const flows: TestFlow[] = [
  { source: pod('shop', 'web', az1), target: pod('data', 'db', az2), bytes: 60 * gib },
  { time: five + 30 * minute, source: pod('shop', 'web', az2), target: pod('data', 'db', az1), bytes: 10 * gib },
  { source: pod('data', 'db', az2), target: pod('shop', 'web', az4), bytes: 25 * gib },
  { source: { kind: 'node', zone: az1 }, target: pod('data', 'db', az4), bytes: 5 * gib },
  { source: pod('shop', 'web', az1), target: pod('shop', 'cart', az1), bytes: 20 * gib },
  { source: pod('shop', 'web', az1), target: { kind: 'external' }, bytes: 5 * gib },
];

function report(given = flows, options: Parameters<typeof answersOf>[1] = {}): Report {
  return reportOf(testRequest, testOrigin, answersOf(given, options));
}

test('totals tell apart what crosses, what stays and what is not known', () => {
  expect(report().totals).toEqual({
    crossZoneBytes: 100 * gib,
    sameZoneBytes: 20 * gib,
    unknownZoneBytes: 5 * gib,
    cost: expect.closeTo(2, 9) as number,
  });
});

test('the matrix has a row and a column a zone, the unknown one last', () => {
  const { zones, bytes, sent, received } = report().matrix;
  expect(zones).toEqual([az1, az2, az4, '']);
  expect(bytes.map((row) => row.map((value) => value / gib))).toEqual([
    [20, 60, 5, 5],
    [10, 0, 25, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ]);
  expect(sent.map((value) => value / gib)).toEqual([65, 35, 0, 0]);
  expect(received.map((value) => value / gib)).toEqual([10, 60, 30, 0]);
});

test('the trend has every bucket of the range, senders with the most first', () => {
  const { trend } = report();
  expect(trend.bucketMs).toBe(minute);
  expect(trend.times).toHaveLength(60);
  expect(trend.senders.map(({ name, bytes }) => [name, bytes / gib])).toEqual([
    ['shop', 70],
    ['data', 25],
    ['nodes', 5],
  ]);
  expect(bucketTotals(trend).filter((bytes) => bytes > 0)).toEqual([90 * gib, 10 * gib]);
  expect(trend.senders[0]?.buckets[30]).toBe(10 * gib);
});

test('exchanges are by workload, all zones together', () => {
  const { exchanges } = report();
  expect(exchanges.map(({ source, target, bytes }) => [source.name, target.name, bytes / gib])).toEqual([
    ['shop/web', 'data/db', 70],
    ['data/db', 'shop/web', 25],
    ['nodes', 'data/db', 5],
  ]);
});

test('what is beyond the limits is a row of its own, and drawn with all others', () => {
  const rest = [{ source: pod('odd', 'job', az1), target: pod('odd', 'db', az2), bytes: 3 * gib }];
  const { exchanges, trend, paths, shown, totals } = report(flows, { rest });
  expect(exchanges.at(-1)).toMatchObject({ source: { name: 'all others', isRest: true }, bytes: 3 * gib });
  expect(trend.senders.at(-1)).toMatchObject({ name: 'all others', isRest: true, bytes: 3 * gib });
  expect(shown.map(({ name }) => name)).toEqual(['shop', 'data', 'nodes']);
  expect(paths.filter(({ sender }) => sender === null)).toEqual([
    { sender: null, sourceZone: az1, targetZone: az2, bytes: 3 * gib },
  ]);
  expect(totals.crossZoneBytes).toBe(103 * gib);
});

test('ends that the dimensions do not name are called by what they are', () => {
  const { exchanges } = reportOf(
    { ...testRequest, ends: ['namespace', 'label:team'] },
    testOrigin,
    answersOf([
      { source: pod('', '', az1), target: { kind: 'nat-gateway', zone: az2 }, bytes: 2 },
      { source: pod('shop', '', az1), target: { kind: 'unattributed', zone: az2 }, bytes: 1 },
    ])
  );
  expect(exchanges.map(({ source, target }) => [source.name, target.name])).toEqual([
    ['pods without namespace, team', 'NAT gateways'],
    ['shop/no team', 'unattributed'],
  ]);
});

describe('a month', () => {
  test('is 730 hours like the range', () => {
    expect(report([{ source: pod('a', 'b', az1), target: pod('c', 'd', az2), bytes: 50 * gib }]).month).toEqual({
      cost: expect.closeTo(730, 6) as number,
      hours: 1,
      seenOnly: { from: five, to: five + minute },
    });
  });

  test('is taken from the complete part of the range alone', () => {
    const incompleteSince = five + 30.5 * minute;
    const { month } = report(flows, { incompleteSince });
    expect(month?.hours).toBe(0.5);
    expect(month?.cost).toBeCloseTo(((90 * 0.02) / 0.5) * 730, 6);
  });

  test('is not told when nothing is complete, or nothing crossed', () => {
    expect(report(flows, { incompleteSince: five }).month).toBeNull();
    expect(report([]).month).toBeNull();
  });

  test('says nothing of gaps when traffic was seen to both ends', () => {
    const steady = [0, 30, 59].map((minutes) => ({
      time: five + minutes * minute,
      source: pod('a', 'b', az1),
      target: pod('c', 'd', az2),
      bytes: gib,
    }));
    expect(report(steady).month?.seenOnly).toBeNull();
  });
});

const anyEnd = fc.record({
  kind: fc.constantFrom('pod', 'node', 'external', 'unattributed'),
  namespace: fc.constantFrom('', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'other'),
  workload: fc.constantFrom('', 'x', 'y'),
  zone: fc.constantFrom('', az1, az2, az4),
});

test('all parts of a report add up to the same bytes and the same cost', () => {
  const anyFlow = fc.record({
    time: fc.integer({ min: 0, max: 3_599_999 }).map((offset) => five + Math.floor(offset / minute) * minute),
    source: anyEnd,
    target: anyEnd,
    bytes: fc.integer({ min: 1, max: 2 ** 40 }),
  });
  fc.assert(
    fc.property(fc.array(anyFlow, { maxLength: 40 }), (given) => {
      const answers = answersOf(given);
      const { totals, matrix, trend, paths, exchanges, coverage } = reportOf(testRequest, testOrigin, answers);
      const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
      const { crossZoneBytes, sameZoneBytes, unknownZoneBytes, cost } = totals;
      expect(sum(matrix.sent)).toBe(crossZoneBytes);
      expect(sum(matrix.received)).toBe(crossZoneBytes);
      expect(sum(bucketTotals(trend))).toBe(crossZoneBytes);
      expect(sum(trend.senders.map(({ bytes }) => bytes))).toBe(crossZoneBytes);
      expect(sum(paths.map(({ bytes }) => bytes))).toBe(crossZoneBytes);
      expect(sum(exchanges.map(({ bytes }) => bytes))).toBe(crossZoneBytes);
      expect(sum(matrix.bytes.flat())).toBe(crossZoneBytes + sameZoneBytes + unknownZoneBytes);
      expect(coverage.bytes).toBe(crossZoneBytes + sameZoneBytes + unknownZoneBytes);
      expect(sum(trend.senders.map((sender) => sender.cost))).toBeCloseTo(cost, 9);
      expect(sum(exchanges.map((exchange) => exchange.cost))).toBeCloseTo(cost, 9);
      expect(disagreement(answers)).toBe(0);
    })
  );
});

test('answers of different moments are found out', () => {
  const later = answersOf([...flows, { source: pod('a', 'b', az1), target: pod('c', 'd', az2), bytes: 7 }]);
  expect(disagreement({ ...answersOf(flows), exchanges: later.exchanges })).toBe(7);
});
