import { dateTime } from '@grafana/data';
import { reachesLateRecords } from './alerting';

describe('reachesLateRecords', () => {
  const now = 1_773_121_500_000;
  it.each([
    ['now', 0, true],
    ['14 minutes ago', 14, true],
    ['15 minutes ago', 15, false],
    ['an hour ago', 60, false],
  ])('a range that ends %s', (_, minutes, expected) => {
    const bounds = { from: dateTime(now - 7_200_000), to: dateTime(now - minutes * 60_000) };
    expect(reachesLateRecords({ ...bounds, raw: bounds }, now)).toBe(expected);
  });

  it('knows nothing without a range', () => {
    expect(reachesLateRecords(undefined, now)).toBe(false);
  });
});
