import {
  bytesText,
  costDecimals,
  costInColumn,
  costText,
  estimateDecimals,
  grafanaUnit,
  measureText,
  priceText,
  roundCostText,
} from './quantity';

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
  [0.4882, 2.64, '$0.49'],
  [0.0932, 2.64, '$0.09'],
  [0.0004, 2.64, '< $0.01'],
  [0, 2.64, '$0.00'],
  [0.0932, 0.4882, '$0.0932'],
  [12_345.678, 20_000, '$12,345.68'],
])('a cost of %d in a column up to %d: %s', (cost, largest, expected) => {
  expect(costInColumn(cost, costDecimals(largest), 'USD')).toBe(expected);
});

test('estimates of a column are all without cents, if the largest is', () => {
  const decimals = estimateDecimals(964.1);
  expect([964.1, 35.43, 0.19].map((cost) => costInColumn(cost, decimals, 'USD'))).toEqual(['$964', '$35', '< $1']);
  expect(estimateDecimals(35.43)).toBe(2);
});

test.each([
  [0.01, 'USD', '$0.01'],
  [0.0125, 'EUR', '0.0125 EUR'],
  [0, 'USD', '$0.00'],
  [1.5, 'USD', '$1.50'],
  [1e-7, 'USD', '$0.0000001'],
])('a price of %d %s: %s', (price, currency, expected) => {
  expect(priceText(price, currency)).toBe(expected);
});

test.each([
  [99.5, 'USD', '$99.50'],
  [0.0123456, 'USD', '$0.0123'],
  [0.4882, 'USD', '$0.49'],
  [964.1, 'USD', '$964'],
  [12_345.6, 'EUR', '12,346 EUR'],
])('an estimate of %d %s: %s', (cost, currency, expected) => {
  expect(roundCostText(cost, currency)).toBe(expected);
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
