import { bytesText, countText, percentText, priceText } from './quantity-text';

describe('percentText', () => {
  it.each([
    [0, 10, '0.0 %'],
    [1, 100_000, '< 0.1 %'],
    [999_999, 1_000_000, '99.9 %'],
    [10, 10, '100 %'],
    [949, 1000, '94.9 %'],
    [0, 0, '0.0 %'],
  ])('%d of %d is %s', (part, whole, text) => {
    expect(percentText(part, whole)).toBe(text);
  });
});

describe('other quantities', () => {
  it('are short', () => {
    expect(bytesText(1.5 * 2 ** 30)).toBe('1.50 GiB');
    expect(countText(109_624)).toBe('109,624');
    expect([0.00001, 0.0153, 2.5].map(priceText)).toEqual(['< $0.0001', '$0.0153', '$2.50']);
  });
});
