import { durationText } from './time-text';

test.each([
  [0, '0 s'],
  [45, '45 s'],
  [60, '1 min'],
  [125, '2 min 5 s'],
  [3600, '1 h'],
  [3605, '1 h'],
  [7500, '2 h 5 min'],
  [86_400 * 4 + 21 * 3600 + 59, '4 d 21 h'],
])('%d s are %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});
