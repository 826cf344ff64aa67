import { adHocKeys, filterFromAdHoc, sideAndDimensionOf } from './ad-hoc-filters';

it('offers each dimension for either side, for the source and for the target, by the names of the columns', () => {
  expect(adHocKeys(['zone', 'label:app']).map(({ text }) => text)).toEqual([
    ...['zone', 'label:app', 'source_zone', 'source_label:app', 'target_zone', 'target_label:app'],
  ]);
});

it.each([
  ['zone', 'either', 'zone'],
  ['source_zone', 'source', 'zone'],
  ['target_label:source_of', 'target', 'label:source_of'],
  ['label:source_of', 'either', 'label:source_of'],
])('%s: %s %s', (key, side, dimension) => {
  expect(sideAndDimensionOf(key)).toEqual({ side, dimension });
});

it.each([
  ['one value', { key: 'zone', operator: '=', value: 'a' }, ['a']],
  ['several values', { key: 'zone', operator: '=|', value: 'a', values: ['a', 'b'] }, ['a', 'b']],
  ['a missing value', { key: 'zone', operator: '=', value: '' }, ['']],
  ['no list of values', { key: 'zone', operator: '!=', value: 'a', values: [] }, ['a']],
])('%s', (_, filter, values) => {
  expect(filterFromAdHoc(filter)).toEqual({ side: 'either', dimension: 'zone', operator: filter.operator, values });
});
