import { countOf, rangeText, shareText, spanText } from './figures';

const five = Date.UTC(2026, 2, 10, 5);
const hour = 3_600_000;

test.each([
  [0, 10, '0 %'],
  [0, 0, '0 %'],
  [1, 1e6, '< 0.1 %'],
  [1, 3, '33.3 %'],
  [99_999, 100_000, '99.9 %'],
  [5, 5, '100 %'],
])('%d of %d is %s', (part, whole, text) => expect(shareText(part, whole).replaceAll('\u00a0', ' ')).toBe(text));

test.each([
  [30_000, '30 seconds'],
  [60_000, '1 minute'],
  [90 * 60_000, '1 hour 30 minutes'],
  [2 * hour, '2 hours'],
  [7 * 24 * hour, '7 days'],
  [25 * hour + 60_000, '1 day 1 hour'],
  [10 * 60_000, '10 minutes'],
  [0, '0 seconds'],
])('%d ms are %s', (span, text) => expect(spanText(span)).toBe(text));

test.each([
  [five, five + hour, '10 March 2026, 05:00 – 06:00 UTC'],
  [five, five + 24 * hour, '10 March 2026, 05:00 – 11 March 2026, 05:00 UTC'],
  [five + 19 * hour, five + 20 * hour, '11 March 2026, 00:00 – 01:00 UTC'],
])('%d to %d', (from, to, text) => expect(rangeText({ from, to })).toBe(text));

test('one is not many', () => {
  expect([countOf(1, 'flow record'), countOf(12_345, 'flow record')]).toEqual(['1 flow record', '12,345 flow records']);
});
