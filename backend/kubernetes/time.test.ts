import { parseTime, secondsOf } from './time';

test.each([
  ['2026-03-10T05:00:43Z', Date.UTC(2026, 2, 10, 5, 0, 43)],
  ['2026-03-10T05:00:43.123456Z', Date.UTC(2026, 2, 10, 5, 0, 43, 123)],
  ['2026-03-10T05:00:43.9999Z', Date.UTC(2026, 2, 10, 5, 0, 43, 999)],
  ['2026-03-10T05:00:43+02:00', Date.UTC(2026, 2, 10, 3, 0, 43)],
  ['2026-03-10T05:00:43-0130', Date.UTC(2026, 2, 10, 6, 30, 43)],
  ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
  ['0001-01-01T00:00:00Z', null],
  ['9999-12-31T23:59:59Z', null],
  ['1970-01-01T00:00:00Z', null],
  ['2026-02-31T00:00:00Z', null],
  ['2026-13-01T00:00:00Z', null],
  ['2026-03-10T05:61:00Z', null],
  ['2026-03-10 05:00:43', null],
  ['2026-03-10T05:00:43', null],
  ['yesterday', null],
  ['', null],
])('parseTime(%s) is %s', (text, expected) => {
  expect(parseTime(text)).toBe(expected);
});

test('seconds are rounded down and null for what is no text', () => {
  expect(secondsOf('2026-03-10T05:00:43.9Z')).toBe(Date.UTC(2026, 2, 10, 5, 0, 43) / 1000);
  expect(secondsOf('2026-03-10T05:00:43.9Z')).toBe(Date.UTC(2026, 2, 10, 5, 0, 43) / 1000);
  expect(secondsOf(null)).toBeNull();
  expect(secondsOf(12)).toBeNull();
});
