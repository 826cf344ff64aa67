import { modifyQuery } from './modify-query';
import type { StoredFilter, StoredQuery } from './stored-query';

const query: StoredQuery = { refId: 'A', queryType: 'table', limit: 10 };
const is = (value: string): StoredFilter => ({
  side: 'source',
  dimension: 'namespace',
  operator: '=',
  values: [value],
});
const isNot = (value: string): StoredFilter => ({ ...is(value), operator: '!=' });
const action = (type: string, value: string, key = 'source_namespace') => ({ type, options: { key, value } });

describe('modifyQuery', () => {
  const cases: Array<[string, StoredFilter[], ReturnType<typeof action>, StoredFilter[]]> = [
    ['filter for', [], action('ADD_FILTER', 'shop'), [is('shop')]],
    ['filter out', [], action('ADD_FILTER_OUT', 'shop'), [isNot('shop')]],
    ['a missing value', [], action('ADD_FILTER', ''), [is('')]],
    ['another value stays', [is('media')], action('ADD_FILTER_OUT', 'shop'), [is('media'), isNot('shop')]],
    ['the same filter again', [is('shop')], action('ADD_FILTER', 'shop'), [is('shop')]],
    ['the opposite gives way', [isNot('shop')], action('ADD_FILTER', 'shop'), [is('shop')]],
    [
      'one of several values stays',
      [{ ...is('shop'), values: ['shop', 'media'] }],
      action('ADD_FILTER', 'shop'),
      [{ ...is('shop'), values: ['shop', 'media'] }, is('shop')],
    ],
    [
      'a label of the target',
      [],
      action('ADD_FILTER', 'web', 'target_label:app'),
      [{ side: 'target', dimension: 'label:app', operator: '=', values: ['web'] }],
    ],
    [
      'a filter stored without side and operator',
      [{ dimension: 'zone', values: ['a'] }],
      action('ADD_FILTER', 'a', 'zone'),
      [{ side: 'either', dimension: 'zone', operator: '=', values: ['a'] }],
    ],
  ];
  it.each(cases)('%s', (_, filters, change, expected) => {
    expect(modifyQuery({ ...query, filters }, change)).toEqual({ ...query, filters: expected });
  });

  it.each([{ type: 'ADD_FILTER' }, { type: 'ADD_FILTER', options: { key: 'zone' } }, action('SORT', 'shop')])(
    'leaves the query alone: %j',
    (change) => {
      expect(modifyQuery(query, change)).toBe(query);
    }
  );

  it('asks for more of the rest, or leaves it out', () => {
    expect(modifyQuery(query, action('ADD_FILTER', 'other'))).toEqual({ ...query, limit: 40 });
    expect(modifyQuery(query, action('ADD_FILTER_OUT', 'other'))).toEqual({ ...query, other: false });
  });

  it.each([{ limit: 0 }, { other: false }])('takes "other" for a name where there is no rest: %j', (part) => {
    expect(modifyQuery({ ...query, ...part }, action('ADD_FILTER', 'other')).filters).toEqual([is('other')]);
  });
});
