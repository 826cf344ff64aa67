import { bucketSeconds, secondsInRange } from './buckets';

const hour = { from: 0, to: 3600 };

test.each([
  ['never below a minute', 1000, 43_200, 60],
  ['the wished interval', 300_000, 1000, 300],
  ['rounded up to whole minutes', 61_000, 1000, 120],
  ['wider where there would be more than the panel shows', 60_000, 10, 360],
  ['one bucket at least', 60_000, 0, 3600],
])('%s', (_, intervalMs, maxDataPoints, expected) => {
  expect(bucketSeconds(hour, intervalMs, maxDataPoints)).toBe(expected);
});

test('a rate is over the part of the bucket that lies in the range', () => {
  expect(secondsInRange(0, 60, { from: 30, to: 600 })).toBe(30);
  expect(secondsInRange(60, 60, { from: 30, to: 600 })).toBe(60);
  expect(secondsInRange(540, 120, { from: 30, to: 600 })).toBe(60);
});
