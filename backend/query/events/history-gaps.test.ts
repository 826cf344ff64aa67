import { findHistoryGaps, type Look } from './history-gaps';

const minute = 60;
const hour = 3600;

const look = (from: number, to = from, more: Partial<Look> = {}): Look => ({
  ...{ cluster: 'prod', resource: 'pods', from, to, ...more },
});
const lists = (...times: number[]): Look[] => times.map((time) => look(time));
const every = (pause: number, count: number): number[] => Array.from({ length: count }, (_, index) => index * pause);

test.each<[string, Look[], number, string[]]>([
  ['never looked: nothing to miss', [], 5 * hour, []],
  ['a watch without a pause', [look(0, hour)], hour, []],
  ['15 minutes are none', [look(0, 600), look(600 + 900, 3000)], 3000, []],
  ['longer than 15 minutes', [look(0, 600), look(600 + 901, 3000)], 3000, ['600 to 1501']],
  ['since the last look', [look(0, 600)], 2000, ['600 to 2000 open']],
  ['the last look lies in the future', [look(0, hour)], 600, []],
  ['two watchers, one after the other', [look(0, 600), look(500, 3000), look(100, 200)], 3000, []],
  ['a list within a pause', [look(0, 600), look(1400), look(2300, 3000)], 3000, []],
  ['two lists are no schedule', lists(0, 3 * hour), 3 * hour, [`0 to ${3 * hour}`]],
  ['lists every hour', lists(...every(hour, 6)), 6 * hour, []],
  [
    'a missing run of an hourly list',
    lists(...every(hour, 6), 7 * hour, 8 * hour),
    8 * hour + 60,
    [`${5 * hour} to ${7 * hour}`],
  ],
  ['the hourly list has stopped', lists(...every(hour, 6)), 7 * hour, [`${5 * hour} to ${7 * hour} open`]],
  [
    'a schedule of lists says nothing of a watch',
    [...lists(...every(hour, 6)), look(5 * hour + 60, 8 * hour), look(8 * hour + 20 * minute, 9 * hour)],
    9 * hour,
    [`${8 * hour} to ${8 * hour + 20 * minute}`],
  ],
  [
    'lists once a day are no schedule',
    lists(...every(24 * hour, 6)),
    5 * 24 * hour,
    every(24 * hour, 5).map((time) => `${time} to ${time + 24 * hour}`),
  ],
])('%s', (_, looks, now, expected) => {
  const gaps = findHistoryGaps(looks.toReversed(), now);
  expect(gaps.map(({ from, to, isOpen }) => `${from} to ${to}${isOpen ? ' open' : ''}`)).toEqual(expected);
});

test('looks at nodes tell nothing of pods', () => {
  const nodes = look(0, 3 * hour, { resource: 'nodes' });
  expect(findHistoryGaps([...lists(0, hour), nodes], hour)).toMatchObject([{ from: 0, to: hour }]);
  expect(findHistoryGaps([nodes], 3 * hour + 60)).toEqual([]);
});

test('each cluster has its own gaps', () => {
  const looks = [look(0, hour), look(0, 600, { cluster: 'test' })];
  expect(findHistoryGaps(looks, hour)).toEqual([{ cluster: 'test', from: 600, to: hour, isOpen: true }]);
});
