import { formatDate, formatOfValue, parseDateFormat } from './date-format';

const time = Date.UTC(2026, 2, 9, 5, 7, 8) / 1000;

test.each([
  ['yyyy/MM/dd', '2026/03/09', 'day', true],
  ['yyyy/MM/dd/HH', '2026/03/09/05', 'hour', true],
  ['yyyy-MM-dd', '2026-03-09', 'day', true],
  ['yyyyMMdd', '20260309', 'day', true],
  ['uuuu-MM-dd-HH-mm', '2026-03-09-05-07', 'minute', true],
  ['yyyy-MM', '2026-03', 'month', true],
  ['yyyy', '2026', 'year', true],
  ["'year='yyyy'/month='MM'/day='dd", 'year=2026/month=03/day=09', 'day', true],
  ["yyyy'T'MM''dd", "2026T03'09", 'day', true],
  ['dd/MM/yyyy', '09/03/2026', 'day', false],
  ['yyyy/M/d', '2026/3/9', 'day', false],
  ['yy/MM/dd', '26/03/09', 'day', false],
  ['yyyy/dd', '2026/09', 'day', false],
  ['HH', '05', 'hour', false],
])('%s writes %s', (pattern, text, finest, ordered) => {
  const format = parseDateFormat(pattern);
  expect(format).toMatchObject({ finest, ordered });
  expect(format && formatDate(format, time)).toBe(text);
});

test.each(['MMM dd yyyy', 'YYYY/ww', 'hh a', 'EEE', 'yyy', 'ddd', '---', ''])('%s cannot be written', (pattern) => {
  expect(parseDateFormat(pattern)).toBeNull();
});

test.each([
  '2026/03/09',
  '2026-03-09',
  '20260309',
  '2026/03/09/05',
  '2026-03-09-05',
  '2026-03-09 05',
  '2026030905',
  '2026-03',
])('a value as %s is written again', (value) => {
  const format = formatOfValue(value);
  expect(format && formatDate(format, Date.UTC(2026, 2, 9, 5) / 1000)).toBe(value);
});

test.each(['us-east-1', '123456789012', '10', '2026', '2026-13-01', '09/03/2026', ''])('%j is no date', (value) => {
  expect(formatOfValue(value)).toBeNull();
});
