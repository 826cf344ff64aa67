import { ZoneFlowError } from '../errors';
import { parseQuery } from './parse-query';

const failure = (input: unknown): ZoneFlowError => {
  try {
    parseQuery(input);
  } catch (error) {
    if (error instanceof ZoneFlowError) {
      return error;
    }
  }
  throw new Error('was accepted');
};

test('an empty object is a runnable question', () => {
  expect(parseQuery({})).toEqual({
    refId: 'A',
    queryType: 'graph',
    traffic: 'cross-zone',
    groupBy: ['namespace', 'workload', 'zone'],
    targetGroupBy: undefined,
    filters: [],
    bidirectional: false,
    measure: 'bytes',
    rate: false,
    limit: 50,
    other: true,
  });
});

test('unknown members are ignored', () => {
  expect(parseQuery({ hide: false, datasource: { uid: 'x' }, key: 'Q-1' })).toEqual(parseQuery({}));
});

test.each<[string, unknown, string]>([
  ['no object', 'table', 'query'],
  ['null', null, 'query'],
  ['query type', { queryType: 'pie' }, 'queryType'],
  ['traffic', { traffic: 'cross' }, 'traffic'],
  ['dimension', { groupBy: ['namespace', 'ip'] }, 'groupBy[1]'],
  ['label without a key', { groupBy: ['label:'] }, 'groupBy[0]'],
  ['target dimension', { targetGroupBy: [1] }, 'targetGroupBy[0]'],
  ['filter side', { filters: [{ side: 'left', dimension: 'zone', operator: '=', values: [] }] }, 'filters[0].side'],
  ['operator', { filters: [{ side: 'source', dimension: 'zone', operator: '>', values: [] }] }, 'filters[0].operator'],
  ['values', { filters: [{ side: 'source', dimension: 'zone', operator: '=', values: 'a' }] }, 'filters[0].values'],
  ['negative limit', { limit: -1 }, 'limit'],
  ['half a limit', { limit: 1.5 }, 'limit'],
  ['measure', { measure: 'pods' }, 'measure'],
])('a wrong %s is refused with its path', (_, input, path) => {
  const error = failure(input);
  expect(error.code).toBe('bad_query');
  expect(error.message).toContain(`The query’s ${path} `);
});

test.each<[unknown, string]>([
  [{ queryType: 'pie' }, 'queryType is wrong: must be one of graph, timeseries, table, matrix, health'],
  [{ limit: -1 }, 'limit is wrong: must be at least 0'],
  [{ limit: 1e9 }, 'limit is wrong: must be at most 1000000'],
  [{ limit: 1.5 }, 'limit is wrong: must be a whole number'],
  [{ limit: 'five' }, 'limit is wrong: must be a number'],
  [{ groupBy: null }, 'groupBy is wrong: must be a list'],
  [{ groupBy: Array.from({ length: 17 }, () => 'pod') }, 'groupBy is wrong: must be at most 16 entries'],
  [{ other: 1 }, 'other is wrong: must be true or false'],
  ['table', 'query is wrong: must be an object'],
])('%j is refused in words', (input, words) => {
  expect(failure(input).message).toBe(`The query’s ${words}`);
});

test.each([
  ['unclosed', 'shop(', 'does not compile: /shop(/: Unterminated group'],
  ['closed too often', 'a)(b', 'does not compile: /a)(b/: Unmatched'],
  ['look-ahead', '(?!shop).*', 'look-around'],
  ['look-behind', '(?<=a)b', 'look-around'],
  ['back-reference', '(a)\\1', 'back-reference'],
  ['endless', 'a'.repeat(10_001), 'expected string'],
])('a regular expression that is %s is refused', (_, pattern, reason) => {
  const error = failure({ filters: [{ side: 'source', dimension: 'namespace', operator: '=~', values: [pattern] }] });
  expect(error.code).toBe('bad_query');
  expect(error.sentence).toContain(reason.slice(0, 12) === 'expected str' ? 'filters[0].values[0]' : reason);
});

test('NUL is refused, other odd text is taken as it is', () => {
  const filter = (value: string) => ({
    filters: [{ side: 'either', dimension: 'pod', operator: '=', values: [value] }],
  });
  expect(failure(filter('a\0b')).message).toContain('filters[0].values[0]');
  expect(parseQuery(filter(`';DROP TABLE x;--"\n😀\u202e`)).filters).toHaveLength(1);
});

test('ten thousand values are taken', () => {
  const values = Array.from({ length: 10_000 }, (_, index) => `pod-${index}`);
  expect(
    parseQuery({ filters: [{ side: 'source', dimension: 'pod', operator: '=|', values }] }).filters[0]?.values
  ).toHaveLength(10_000);
});
