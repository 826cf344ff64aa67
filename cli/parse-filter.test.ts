import { parseFilter } from './parse-filter';

test.each([
  ['namespace=shop', { side: 'either', dimension: 'namespace', operator: '=', values: ['shop'] }],
  ['source:namespace!=shop', { side: 'source', dimension: 'namespace', operator: '!=', values: ['shop'] }],
  ['target:label:team=|a,b', { side: 'target', dimension: 'label:team', operator: '=|', values: ['a', 'b'] }],
  [
    'zone!=|use1-az1,use1-az2',
    { side: 'either', dimension: 'zone', operator: '!=|', values: ['use1-az1', 'use1-az2'] },
  ],
  ['pod=~web-.*', { side: 'either', dimension: 'pod', operator: '=~', values: ['web-.*'] }],
  ['pod!~a=b,c', { side: 'either', dimension: 'pod', operator: '!~', values: ['a=b,c'] }],
  [
    'label:app.kubernetes.io/name=',
    { side: 'either', dimension: 'label:app.kubernetes.io/name', operator: '=', values: [''] },
  ],
])('%s', (text, filter) => expect(parseFilter(text)).toEqual(filter));

test.each([
  ['namespace', 'not a condition'],
  ['=shop', 'not a condition'],
  ['team=shop', '"team" is not one of'],
  ['label:=x', '"label:" is not one of'],
])('%s is refused', (text, message) => expect(() => parseFilter(text)).toThrow(message));
