import { buildsOf, rangeToRoll } from './plan-hours';

const h = 3600;
const at = (time: string): number => Date.parse(time) / 1000;

test('by the schedule the whole hours of a day before it, late ones among them', () => {
  expect(rangeToRoll('2026-03-10T05:20:31.123Z', {})).toEqual({
    from: at('2026-03-09T05:00:00Z'),
    to: at('2026-03-10T05:00:00Z'),
  });
});

test('by hand the hours that were asked for', () => {
  expect(rangeToRoll('2026-03-10T05:20:31Z', { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' })).toEqual({
    from: at('2026-01-01T00:00:00Z'),
    to: at('2026-01-02T00:00:00Z'),
  });
});

test.each([
  [{ from: 'yesterday' }, 'yesterday is no time'],
  [{ from: '2026-03-10T06:00:00Z' }, 'There is no whole hour'],
  [{ from: '2026-03-10T04:10:00Z', to: '2026-03-10T04:50:00Z' }, 'There is no whole hour'],
])('%j is refused', (asked, message) => {
  expect(() => rangeToRoll('2026-03-10T05:20:00Z', asked)).toThrow(message);
});

test.each([
  [[], []],
  [[5], [[5, 6]]],
  [
    [5, 6, 8],
    [
      [5, 7],
      [8, 9],
    ],
  ],
  // Midnight ends a build, and so do six hours.
  [
    [22, 23, 24, 25],
    [
      [22, 24],
      [24, 26],
    ],
  ],
  [
    [0, 1, 2, 3, 4, 5, 6],
    [
      [0, 6],
      [6, 7],
    ],
  ],
])('hours %j are made by builds of %j', (hours, builds) => {
  expect(buildsOf(hours.map((hour) => hour * h))).toEqual(
    builds.map(([from = 0, to = 0]) => ({ from: from * h, to: to * h }))
  );
});
