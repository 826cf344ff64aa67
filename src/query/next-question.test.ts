import type { Dimension } from '../shared/dimensions';
import { trafficQuerySchema } from '../shared/query';
import { deeperDimension, nextQuestion, type EndValue, type NextView, type Subject } from './next-question';
import type { StoredFilter, StoredQuery } from './stored-query';

const web: EndValue[] = [
  { dimension: 'namespace', value: 'shop' },
  { dimension: 'workload', value: 'web' },
];
const nobody: EndValue[] = [
  { dimension: 'namespace', value: '' },
  { dimension: 'workload', value: '' },
];
const filter = (side: string, dimension: string, ...values: string[]): StoredFilter => ({
  side,
  dimension,
  operator: '=',
  values,
});
const sameView: NextView = { queryType: 'graph', deeper: false };

function next(stored: Partial<StoredQuery>, subject: Subject, view = sameView): StoredQuery {
  const question = nextQuestion({ refId: 'C', ...stored }, subject, view);
  expect(trafficQuerySchema.safeParse(question).error).toBeUndefined();
  return question;
}

it('keeps what was asked, whatever was clicked', () => {
  const stored: Partial<StoredQuery> = {
    traffic: 'all',
    groupBy: ['namespace', 'workload'],
    targetGroupBy: ['zone'],
    measure: 'cost',
    rate: true,
    limit: 30,
    other: false,
    filters: [{ side: 'source', dimension: 'label:app', operator: '=~', values: ['w.*'] }],
  };
  const { filters, ...rest } = next(stored, { kind: 'exchange', source: web, target: [] });
  const { filters: asked, ...expected } = stored;
  expect(rest).toEqual({ ...expected, refId: 'A', queryType: 'graph', bidirectional: false });
  expect(filters?.slice(0, 1)).toEqual(asked);
});

describe('filters', () => {
  const cases: Array<[string, Partial<StoredQuery>, Subject, Partial<StoredQuery>]> = [
    [
      'an exchange: each end on its side',
      { bidirectional: true },
      { kind: 'exchange', source: web, target: nobody },
      {
        bidirectional: false,
        filters: [
          ...[filter('source', 'namespace', 'shop'), filter('source', 'workload', 'web')],
          ...[filter('target', 'namespace', ''), filter('target', 'workload', '')],
        ],
      },
    ],
    [
      'an exchange that may have passed the other way round: either end',
      { bidirectional: true, filters: [filter('source', 'zone', 'a')] },
      { kind: 'exchange', source: web.slice(0, 1), target: nobody.slice(1) },
      {
        bidirectional: true,
        filters: [
          filter('source', 'zone', 'a'),
          filter('either', 'namespace', 'shop'),
          filter('either', 'workload', ''),
        ],
      },
    ],
    [
      'an end: all its values at the same end, both ways round',
      { filters: [filter('either', 'zone', 'a')] },
      { kind: 'end', side: 'both', values: web },
      {
        bidirectional: true,
        filters: [
          filter('either', 'zone', 'a'),
          filter('source', 'namespace', 'shop'),
          filter('source', 'workload', 'web'),
        ],
      },
    ],
    [
      'an end that only receives',
      { filters: [filter('source', 'zone', 'a')] },
      { kind: 'end', side: 'target', values: web },
      {
        bidirectional: false,
        filters: [
          filter('source', 'zone', 'a'),
          filter('target', 'namespace', 'shop'),
          filter('target', 'workload', 'web'),
        ],
      },
    ],
    [
      'an end of both, beside filters that hold one side: either end',
      { filters: [filter('source', 'zone', 'a')] },
      { kind: 'end', side: 'both', values: web },
      {
        bidirectional: false,
        filters: [
          filter('source', 'zone', 'a'),
          filter('either', 'namespace', 'shop'),
          filter('either', 'workload', 'web'),
        ],
      },
    ],
    [
      'a wider filter gives way, another stays',
      {
        filters: [
          { side: 'source', dimension: 'namespace', operator: '=|', values: ['shop', 'media'] },
          { side: 'source', dimension: 'namespace', operator: '!=', values: ['shop'] },
          { dimension: 'namespace', values: ['shop'] },
        ],
      },
      { kind: 'exchange', source: web.slice(0, 1), target: [] },
      {
        filters: [
          { side: 'source', dimension: 'namespace', operator: '!=', values: ['shop'] },
          { dimension: 'namespace', values: ['shop'] },
          filter('source', 'namespace', 'shop'),
        ],
      },
    ],
    [
      'the rest: those of the question, and more groups',
      { limit: 20, bidirectional: true, filters: [filter('source', 'zone', 'a')] },
      { kind: 'rest' },
      { limit: 80, bidirectional: true, filters: [filter('source', 'zone', 'a')] },
    ],
  ];
  it.each(cases)('%s', (_, stored, subject, expected) => {
    expect(next(stored, subject)).toMatchObject(expected);
  });
});

describe('one level deeper', () => {
  const cases: Array<[Dimension[], Dimension[], Dimension | undefined]> = [
    [['zone'], ['namespace', 'workload', 'zone'], 'workload'],
    [[], ['namespace', 'workload'], 'workload'],
    [['cluster', 'zone'], ['cluster', 'namespace', 'workload', 'zone'], 'workload'],
    [['namespace'], ['namespace', 'workload'], 'workload'],
    [['namespace', 'workload', 'zone'], ['namespace', 'workload', 'pod', 'zone'], 'pod'],
    [['label:team', 'pod'], ['label:team', 'pod', 'node'], 'node'],
    [['node', 'pod'], ['node', 'pod'], undefined],
  ];
  it.each(cases)('%j: %j', (groupBy, deeper, added) => {
    const view: NextView = { queryType: 'graph', deeper: true };
    expect(next({ groupBy }, { kind: 'rest' }, view).groupBy).toEqual(deeper);
    expect(deeperDimension({ refId: 'A', groupBy })).toBe(added);
  });

  it('is another grouping for each side, where sides are grouped apart', () => {
    const question = next(
      { groupBy: ['workload'], targetGroupBy: ['namespace'] },
      { kind: 'rest' },
      {
        queryType: 'table',
        deeper: true,
      }
    );
    expect(question).toMatchObject({ groupBy: ['workload', 'pod'], targetGroupBy: ['namespace', 'workload'] });
  });

  it('a matrix is by zone, whatever is stored beside it', () => {
    const stored: Partial<StoredQuery> = { queryType: 'matrix', groupBy: ['pod'], targetGroupBy: ['pod'] };
    const question = next(stored, { kind: 'rest' });
    expect(question.groupBy).toEqual(['zone']);
    expect(question).not.toHaveProperty('targetGroupBy');
  });
});

it.each([
  [50, 10],
  [0, 10],
  [3, 3],
])('of a limit of %i at most %i become series', (limit, expected) => {
  const view: NextView = { queryType: 'timeseries', deeper: false };
  expect(next({ limit }, { kind: 'exchange', source: web, target: web }, view).limit).toBe(expected);
});
