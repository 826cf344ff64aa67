import { lookFoldersOfRange, type DayFolder } from './history-files';

const noon = Date.UTC(2026, 2, 10, 12) / 1000;
const folders = (cluster: string, days: number[]): [string, DayFolder[]] => [
  cluster,
  days.map((day) => ({ cluster, day: `2026-03-${String(day).padStart(2, '0')}`, path: `${cluster}/${day}` })),
];

test.each<[string, number[], number[]]>([
  [
    'every day: those of the range padded by one, the first, the nearest',
    [1, 2, 7, 8, 9, 10, 11, 12, 13],
    [1, 8, 9, 10, 11, 12],
  ],
  ['a gap before and after the range', [1, 5, 10, 20, 30], [1, 5, 10, 20]],
  ['a gap over the whole range', [1, 5, 20, 30], [1, 5, 20]],
  ['only earlier', [1, 2, 3], [1, 3]],
  ['only later', [20, 21], [20]],
  ['none', [], []],
])('folders of observations: %s', (_, days, expected) => {
  const chosen = lookFoldersOfRange(new Map([folders('blue', days)]), { from: noon, to: noon + 3600 });
  expect(chosen.map(({ path }) => path)).toEqual(expected.map((day) => `blue/${day}`));
});

test('each cluster has its own', () => {
  const range = { from: noon, to: noon + 3600 };
  const chosen = lookFoldersOfRange(new Map([folders('blue', [10]), folders('green', [1, 2])]), range);
  expect(chosen.map(({ path }) => path)).toEqual(['blue/10', 'green/1', 'green/2']);
});
