import { FieldType, toDataFrame } from '@grafana/data';
import type { Row } from './clicked-row';
import { subjectOfCell, subjectOfExchange, subjectOfNode } from './clicked-subject';
import type { Subject } from './next-question';
import type { StoredQuery } from './stored-query';

const row =
  (values: Record<string, unknown>): Row =>
  (name) =>
    values[name];

const zones: StoredQuery = { refId: 'A', groupBy: ['namespace', 'zone'] };
const apart: StoredQuery = { refId: 'A', groupBy: ['namespace', 'zone'], targetGroupBy: ['namespace'] };
const namespace = (value: string) => ({ dimension: 'namespace', value });
const zone = (value: string) => ({ dimension: 'zone', value });

const edges = toDataFrame({
  name: 'edges',
  fields: [
    { name: 'source', type: FieldType.string, values: ['sends', 'turns', 'partly'] },
    { name: 'target', type: FieldType.string, values: ['turns', 'receives', 'receives'] },
  ],
});

describe('a node', () => {
  const shop = { detail__namespace: 'shop', detail__zone: '' };
  const cases: Array<[string, StoredQuery, Record<string, unknown>, Subject]> = [
    ['the rest', zones, { id: 'other', detail__namespace: null, detail__zone: null }, { kind: 'rest' }],
    ['sends', zones, { id: 'sends', ...shop }, { kind: 'end', side: 'source', values: [namespace('shop'), zone('')] }],
    [
      'receives',
      zones,
      { id: 'receives', ...shop },
      { kind: 'end', side: 'target', values: [namespace('shop'), zone('')] },
    ],
    ['both', zones, { id: 'turns', ...shop }, { kind: 'end', side: 'both', values: [namespace('shop'), zone('')] }],
    [
      'not all drawn',
      zones,
      { id: 'partly', detail__undrawn: '1 B', ...shop },
      { kind: 'end', side: 'both', values: [namespace('shop'), zone('')] },
    ],
    [
      'alone',
      zones,
      { id: 'alone', detail__within: '1 B', ...shop },
      { kind: 'end', side: 'both', values: [namespace('shop'), zone('')] },
    ],
    [
      'of a source',
      apart,
      { id: 'x', ...shop },
      { kind: 'end', side: 'source', values: [namespace('shop'), zone('')] },
    ],
    [
      'of a target',
      apart,
      { id: 'x', detail__namespace: 'shop', detail__zone: null },
      { kind: 'end', side: 'target', values: [namespace('shop')] },
    ],
    ['of all', { refId: 'A', groupBy: [] }, { id: 'all' }, { kind: 'end', side: 'both', values: [] }],
  ];
  it.each(cases)('%s', (_, query, values, expected) => {
    expect(subjectOfNode(row(values), query, edges)).toEqual(expected);
  });
});

describe('an exchange', () => {
  const whole = { source_namespace: 'other', source_zone: 'a', target_namespace: '', target_zone: '' };
  const cases: Array<[string, Record<string, unknown>, Subject]> = [
    [
      'of two ends',
      whole,
      { kind: 'exchange', source: [namespace('other'), zone('a')], target: [namespace(''), zone('')] },
    ],
    [
      'whose zones the panel leaves out',
      { source_namespace: 'shop', target_namespace: 'data' },
      { kind: 'exchange', source: [namespace('shop')], target: [namespace('data')] },
    ],
    ['with the node of the rest', { ...whole, target_namespace: null, target_zone: null }, { kind: 'rest' }],
    [
      'the rest',
      { source_namespace: 'other', source_zone: 'other', target_namespace: 'other', target_zone: 'other' },
      { kind: 'rest' },
    ],
  ];
  it.each(cases)('%s', (_, values, expected) => {
    expect(subjectOfExchange(row(values), zones)).toEqual(expected);
  });

  it('without any dimension is everything', () => {
    const expected = { kind: 'exchange', source: [], target: [] };
    expect(subjectOfExchange(row({}), { refId: 'A', groupBy: [] })).toEqual(expected);
  });
});

describe('a cell of the matrix', () => {
  it.each([
    ['a', 'b', { kind: 'exchange', source: [zone('a')], target: [zone('b')] }],
    ['unknown', 'unknown', { kind: 'exchange', source: [zone('')], target: [zone('')] }],
    [undefined, 'b', { kind: 'rest' }],
  ])('%s to %s', (source, target, expected) => {
    expect(subjectOfCell(row({ source_zone: source }), target)).toEqual(expected);
  });
});
