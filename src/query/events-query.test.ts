import { limitProblem, shownEvents, withEvents } from './events-query';
import type { StoredQuery } from './stored-query';

const stored = (members: string): StoredQuery => JSON.parse(`{"refId":"Anno","queryType":"events",${members}}`);
const all = ['rollout', 'node-arrival', 'node-departure', 'history-gap'];
const nothing = { events: all, filters: [], limit: undefined };

test.each([
  ['"limit":50', { ...nothing, limit: 50 }],
  ['"events":["rollout","history-gap"]', { ...nothing, events: ['rollout', 'history-gap'] }],
  ['"events":["rollout","earthquake"]', { ...nothing, events: ['rollout'] }],
  ['"events":[]', { ...nothing, events: [] }],
  ['"events":"rollout","limit":"all","filters":"x"', nothing],
])('%s is shown', (members, shown) => {
  expect(shownEvents(stored(members))).toEqual(shown);
});

test('members that the editor does not know are kept', () => {
  const query = withEvents(stored('"limit":3,"later":1'), { events: ['rollout'], filters: [], limit: undefined });
  expect(query).toEqual({ refId: 'Anno', queryType: 'events', events: ['rollout'], filters: [], later: 1 });
});

test.each([
  [undefined, true],
  [1, true],
  [1000, true],
  [0, false],
  [1001, false],
  [1.5, false],
  [Number.NaN, false],
])('a limit of %p is right: %p', (limit, right) => {
  expect(limitProblem(limit) === undefined).toBe(right);
});
