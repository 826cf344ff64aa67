import { normalAddress } from './address';
import { familyOf } from '../history/address-family';

test.each([
  ['10.0.0.7', '10.0.0.7', 4],
  [' 10.0.0.7 ', '10.0.0.7', 4],
  ['::ffff:10.0.0.7', '10.0.0.7', 4],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1', 6],
  ['2001:db8:0:1:0:0:0:1', '2001:db8:0:1::1', 6],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1', 6],
])('%s is written %s', (text, expected, family) => {
  expect(normalAddress(text)).toBe(expected);
  expect(familyOf(expected)).toBe(family);
});

test.each(['', 'none', '10.0.0', '010.0.0.256', '0.0.0.0', '::', '127.0.0.1', '::1', '10.0.0.1/24', '167772167'])(
  '%j is no address anyone holds',
  (text) => {
    expect(normalAddress(text)).toBe('');
  }
);
