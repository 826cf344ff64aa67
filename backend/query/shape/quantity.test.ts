import { bytesText, costDecimals, costText, grafanaUnit, measureText, projectedCostText } from './quantity';

test.each([
  [0, '0 B'],
  [1, '1 B'],
  [1023, '1023 B'],
  [1024, '1.00 KiB'],
  [1536, '1.50 KiB'],
  [12_700, '12.4 KiB'],
  [1024 ** 2 * 345, '345 MiB'],
  [1024 ** 3, '1.00 GiB'],
  [1024 ** 4 * 2, '2.00 TiB'],
  [1024 ** 6, '1024 PiB'],
])('%i bytes: %s', (bytes, expected) => {
  expect(bytesText(bytes)).toBe(expected);
});

test.each([
  [0, 'USD', '$0.00'],
  [12.345, 'USD', '$12.35'],
  [0.1, 'USD', '$0.10'],
  [0.0123456, 'USD', '$0.0123'],
  [0.000_012_3, 'USD', '$0.0000123'],
  [1, 'EUR', '1.00 EUR'],
  [1_234_567.8, 'USD', '$1,234,567.80'],
  [1000, 'EUR', '1,000.00 EUR'],
  [999.999, 'USD', '$1,000.00'],
])('a charge of %d %s: %s', (cost, currency, expected) => {
  expect(costText(cost, currency)).toBe(expected);
});

test.each([
  [99.5, 'USD', '$99.50'],
  [0.0123456, 'USD', '$0.0123'],
  [964.1, 'USD', '$964'],
  [12_345.6, 'EUR', '12,346 EUR'],
])('a projection of %d %s: %s', (cost, currency, expected) => {
  expect(projectedCostText(cost, currency)).toBe(expected);
});

test.each([
  ['bytes', 2048, '2.00 KiB', 'bytes', 'binBps'],
  ['packets', 1_234_567, '1,234,567', 'short', 'pps'],
  ['flows', 12, '12', 'short', 'ops'],
  ['cost', 0.5, '$0.50', 'currencyUSD', 'currencyUSD'],
] as const)('%s', (measure, value, text, unit, rateUnit) => {
  expect(measureText(measure, value, 'USD')).toBe(text);
  expect(grafanaUnit(measure, false, 'USD')).toBe(unit);
  expect(grafanaUnit(measure, true, 'USD')).toBe(rateUnit);
});

test('another currency is written after the number', () => {
  expect(grafanaUnit('cost', false, 'EUR')).toBe('currency:EUR ');
});

test.each([
  [0, 2],
  [2.6414, 2],
  [0.1284, 4],
  [0.0123, 5],
  [1e-12, 8],
])('a column of costs up to %d has %i decimals', (largest, decimals) => {
  expect(costDecimals(largest)).toBe(decimals);
});
