import type { TrafficFilter } from '../../src/shared/query';
import { isActive } from './filters';

test.each<[string, Pick<TrafficFilter, 'operator' | 'values'>, boolean]>([
  ['a value', { operator: '=', values: ['shop'] }, true],
  ['the missing value', { operator: '=', values: [''] }, true],
  ['no value yet', { operator: '=|', values: [] }, false],
  ['a pattern', { operator: '=~', values: ['shop.*'] }, true],
  ['the pattern of every text', { operator: '=~', values: ['.*'] }, false],
  ['it among others', { operator: '=~', values: ['shop', '.*'] }, false],
  ['nothing that is a text', { operator: '!~', values: ['.*'] }, true],
])('%s', (_, filter, active) => {
  expect(isActive({ side: 'either', dimension: 'namespace', ...filter })).toBe(active);
});
