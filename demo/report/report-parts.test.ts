import { barChart } from './bar-chart';
import { formatBytes, formatDollars, formatShare } from './format';
import { createStyle, wantsColour } from './style';
import { textTable } from './text-table';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '0.98 KiB'],
  [1536, '1.50 KiB'],
  [1023 * 1024, '1.00 MiB'],
  [12.34 * 2 ** 30, '12.3 GiB'],
  [123.4 * 2 ** 40, '123 TiB'],
])('%d bytes read %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test.each([
  [0, '$0.00'],
  [0.0042, '$0.004'],
  [0.944, '$0.944'],
  [1.234, '$1.23'],
  [1234.5, '$1,235'],
])('%d dollars read %s', (amount, text) => expect(formatDollars(amount)).toBe(text));

test.each([
  [0, 10, '0 %'],
  [1, 1_000_000, '< 0.01 %'],
  [5, 1000, '0.50 %'],
  [1, 3, '33.3 %'],
  [1, 0, '0 %'],
])('%d of %d reads %s', (part, whole, text) => expect(formatShare(part, whole)).toBe(text));

describe('barChart', () => {
  it('fills the column of the highest value and never hides a small one', () => {
    expect(barChart([8, 4, 0.001, 0, 8], 2)).toEqual(['█   █', '██▁ █']);
  });

  it('is empty without traffic', () => {
    expect(barChart([0, 0], 2)).toEqual(['', '']);
  });
});

test('textTable aligns by the widest value', () => {
  const columns = [
    { title: 'from', align: 'left' as const },
    { title: 'bytes', align: 'right' as const },
  ];
  expect(
    textTable(columns, [
      ['shop/web', '1'],
      ['a', '1234567'],
    ])
  ).toEqual(['from        bytes', 'shop/web        1', 'a         1234567']);
});

test.each([
  [{ isTTY: true }, {}, true],
  [{}, {}, false],
  [{ isTTY: true }, { NO_COLOR: '1' }, false],
  [{ isTTY: true }, { NO_COLOR: '' }, true],
  [{ isTTY: true }, { TERM: 'dumb' }, false],
])('colour on %j with %j: %s', (stream, env, wanted) => {
  expect(wantsColour(stream, env)).toBe(wanted);
  expect(createStyle(wantsColour(stream, env)).good('x') === 'x').toBe(!wanted);
});
