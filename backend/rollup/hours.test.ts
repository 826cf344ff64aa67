import { joined, wholeHours, without } from './hours';

const h = 3600;

test.each([
  [{ from: 0, to: 2 * h }, [0, h]],
  [{ from: 1, to: 2 * h }, [h]],
  [{ from: h, to: 2 * h - 1 }, []],
  [{ from: 1, to: h }, []],
  [{ from: h - 1, to: 3 * h + 1 }, [h, 2 * h]],
])('the whole hours of %o', (range, hours) => {
  expect(wholeHours(range)).toEqual(hours);
});

test('hours that follow each other are one stretch', () => {
  expect(joined([0, h, 3 * h])).toEqual([
    { from: 0, to: 2 * h },
    { from: 3 * h, to: 4 * h },
  ]);
  expect(joined([])).toEqual([]);
});

test.each([
  ['nothing taken', [], [{ from: 10, to: 50 }]],
  ['all taken', [{ from: 0, to: 60 }], []],
  [
    'the middle',
    [{ from: 20, to: 30 }],
    [
      { from: 10, to: 20 },
      { from: 30, to: 50 },
    ],
  ],
  [
    'both ends',
    [
      { from: 0, to: 20 },
      { from: 40, to: 50 },
    ],
    [{ from: 20, to: 40 }],
  ],
  [
    'what lies outside',
    [
      { from: 0, to: 10 },
      { from: 50, to: 60 },
    ],
    [{ from: 10, to: 50 }],
  ],
])('a range without %s', (_name, taken, rest) => {
  expect(without({ from: 10, to: 50 }, taken)).toEqual(rest);
});
