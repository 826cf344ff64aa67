import { buildsOf } from './table-builds';

const h = 3600;

test.each([
  [[], []],
  [[5], [[5, 6]]],
  [
    [5, 6, 8],
    [
      [5, 7],
      [8, 9],
    ],
  ],
  // Midnight ends a build, and so do six hours.
  [
    [22, 23, 24, 25],
    [
      [22, 24],
      [24, 26],
    ],
  ],
  [
    [0, 1, 2, 3, 4, 5, 6],
    [
      [0, 6],
      [6, 7],
    ],
  ],
])('hours %j are made by builds of %j', (hours, builds) => {
  expect(buildsOf(hours.map((hour) => hour * h))).toEqual(
    builds.map(([from = 0, to = 0]) => ({ from: from * h, to: to * h }))
  );
});
