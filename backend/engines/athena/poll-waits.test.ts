/** How often a query is asked for, and how late its end is seen. */
import { EarlierRuns, waitMs } from './poll-waits';

const callMs = 15;

/** Calls until the end is seen, and how long after it. */
function follow(queryMs: number, earlier: readonly number[]): { calls: number; lateMs: number } {
  let now = 0;
  let calls = 0;
  while (now < queryMs) {
    now += waitMs(now, earlier) + callMs;
    calls += 1;
  }
  return { calls, lateMs: now - queryMs };
}

/** As many times between 0.1 s and 20 s as seconds have decades. */
const times = Array.from({ length: 400 }, (_, index) => 100 * 200 ** ((index + 0.5) / 400));
const median = (values: number[]): number => [...values].sort((left, right) => left - right)[values.length >> 1] ?? 0;

test('the first look is soon, and an alert’s query of 27 s is seen to be done before 30 s', () => {
  expect(waitMs(0, [])).toBeLessThan(100);
  for (let ms = 20_000; ms < 27_000; ms += 10) {
    for (const earlier of [[], [500], [ms], [60_000]]) {
      expect(ms + follow(ms, earlier).lateMs).toBeLessThan(29_300);
    }
  }
});

test('20 s take at most 25 calls, whether anything is known of such queries or not', () => {
  expect(follow(20_000, []).calls).toBeLessThanOrEqual(25);
  expect(follow(20_000, [20_000]).calls).toBeLessThanOrEqual(25);
  expect(follow(20_000, [21_000, 19_000, 20_500]).calls).toBeLessThanOrEqual(25);
});

test('a query that runs as long as before is seen sooner', () => {
  for (const ms of [3_000, 8_000, 20_000]) {
    const blind = median(times.filter((time) => Math.abs(time / ms - 1) < 0.2).map((time) => follow(time, []).lateMs));
    const known = median(
      times.filter((time) => Math.abs(time / ms - 1) < 0.2).map((time) => follow(time, [ms]).lateMs)
    );
    expect(known).toBeLessThan(blind * 0.6);
  }
});

test('kinds of queries that are done within seconds are seen within 8 % of their time, half of all within 80 ms', () => {
  const earlier = [700, 12_000];
  expect(median(times.map((ms) => follow(ms, earlier).lateMs))).toBeLessThan(80);
  const long = times.filter((ms) => ms >= 2_000);
  expect(median(long.map((ms) => follow(ms, earlier).lateMs / ms))).toBeLessThan(0.08);
});

test('a wait is never endless', () => {
  for (const earlier of [[], [500], [60_000], [1_800_000]]) {
    for (let elapsed = 0; elapsed < 2_000_000; elapsed += 777) {
      const wait = waitMs(elapsed, earlier);
      expect(wait).toBeGreaterThanOrEqual(30);
      expect(wait).toBeLessThanOrEqual(10_000);
    }
  }
});

test('statements that differ in values are one kind, those that differ in more are not', () => {
  const runs = new EarlierRuns();
  runs.add("SELECT a FROM t WHERE x = 'it''s' AND y > 17", 5_000, true);
  expect(runs.of("SELECT a FROM t WHERE x = 'other' AND y > 2026")).toEqual({ ms: [5_000], hasPages: true });
  expect(runs.of("SELECT b FROM t WHERE x = 'other' AND y > 2026")).toEqual({ ms: [], hasPages: false });
  for (let ms = 1; ms <= 10; ms += 1) {
    runs.add("SELECT a FROM t WHERE x = '' AND y > 1", ms, false);
  }
  expect(runs.of("SELECT a FROM t WHERE x = '' AND y > 2")).toEqual({ ms: [10, 9, 8, 7, 6, 5], hasPages: false });
});
