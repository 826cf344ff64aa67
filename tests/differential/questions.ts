/** Questions of every shape that a statement has, by name, and a seeded generator of more. */
import { createRandomness } from '../../demo/cluster/randomness';

export type Question = Record<string, unknown>;

const table = (part: Question): Question => ({ queryType: 'table', traffic: 'all', ...part });
const filter = (side: string, dimension: string, operator: string, ...values: string[]): Question => ({
  side,
  dimension,
  operator,
  values,
});
const filtered = (...filters: Question[]): Question => table({ filters });

/** Over the usual data: each member of a question with each of its values at least once. */
export const namedQuestions: ReadonlyArray<readonly [name: string, question: Question]> = [
  ['the default', {}],
  ['a table', { queryType: 'table' }],
  ['a table of the same zone', { queryType: 'table', traffic: 'same-zone' }],
  ['a matrix', { queryType: 'matrix', traffic: 'all' }],
  ['a graph of all traffic by zone', { queryType: 'graph', traffic: 'all', groupBy: ['zone'] }],
  ['a graph of few exchanges', { queryType: 'graph', groupBy: ['pod'], limit: 3, measure: 'packets' }],
  ['a graph with other targets', { queryType: 'graph', groupBy: ['workload'], targetGroupBy: ['zone'], limit: 5 }],
  ['a graph without the rest', { queryType: 'graph', groupBy: ['namespace'], other: false, limit: 2, measure: 'cost' }],
  ['series by namespace', { queryType: 'timeseries', groupBy: ['namespace'], limit: 3 }],
  [
    'series of sources',
    { queryType: 'timeseries', groupBy: ['workload', 'zone'], targetGroupBy: [], limit: 4, other: false },
  ],
  ['one series', { queryType: 'timeseries', groupBy: [], traffic: 'all', measure: 'flows' }],
  [
    'every dimension',
    table({ groupBy: ['cluster', 'kind', 'namespace', 'workload', 'pod', 'node', 'zone'], limit: 0 }),
  ],
  ['labels', table({ groupBy: ['label:team', 'label:app.kubernetes.io/name'], targetGroupBy: ['label:team'] })],
  ['no columns at all', table({ groupBy: [] })],
  ['no target columns', table({ groupBy: ['namespace'], targetGroupBy: [] })],
  ['the most by packets', table({ groupBy: ['workload'], measure: 'packets', limit: 5 })],
  ['the most by flows', table({ groupBy: ['workload'], measure: 'flows', limit: 5, other: false })],
  ['the most by cost', table({ groupBy: ['node'], measure: 'cost', limit: 5 })],
  ['a source namespace', filtered(filter('source', 'namespace', '=', 'shop'))],
  ['a target namespace', filtered(filter('target', 'namespace', '=', 'data'))],
  ['either namespace', filtered(filter('either', 'namespace', '=', 'shop'))],
  [
    'both filtered',
    filtered(filter('source', 'namespace', '=|', 'shop', 'media'), filter('target', 'workload', '!=', 'kafka')),
  ],
  ['not a namespace', filtered(filter('source', 'namespace', '!=|', 'shop', 'media'))],
  ['a missing value', filtered(filter('source', 'namespace', '=', ''))],
  ['a pattern', filtered(filter('source', 'workload', '=~', 'c.*'))],
  ['a pattern that admits nothing', filtered(filter('either', 'workload', '=~', '(web|cart)?'))],
  ['not a pattern', filtered(filter('target', 'pod', '!~', '.*-[0-9]+'))],
  ['a pattern with anchors and classes', filtered(filter('source', 'workload', '=~', '^[a-m]\\w+(-\\w+){0,2}$'))],
  ['a zone', filtered(filter('source', 'zone', '=', 'use1-az4'))],
  ['no zone', filtered(filter('target', 'zone', '=', ''))],
  ['a kind', filtered(filter('target', 'kind', '=', 'external'))],
  ['not a kind', filtered(filter('either', 'kind', '!=', 'node'))],
  ['a cluster', filtered(filter('target', 'cluster', '=', 'demo'))],
  ['a label', filtered(filter('source', 'label:team', '=', 'store'))],
  ['not a label', filtered(filter('source', 'label:team', '!=', 'store'))],
  ['a label that nobody has', filtered(filter('source', 'label:absent', '=', 'x'))],
  ['a node', table({ groupBy: ['node'], filters: [filter('either', 'node', '=~', '.*1.*')] })],
  ['quotes and other letters', filtered(filter('source', 'workload', '=|', `o'hara`, 'ü"%_\\', 'web'))],
  [
    'both ways round',
    table({
      bidirectional: true,
      filters: [filter('source', 'namespace', '=', 'shop'), filter('target', 'namespace', '=', 'data')],
    }),
  ],
  [
    'both ways round, in series',
    {
      queryType: 'timeseries',
      groupBy: ['zone'],
      bidirectional: true,
      filters: [filter('source', 'workload', '=', 'web')],
    },
  ],
  ['nothing at all', filtered(filter('source', 'namespace', '=', 'nobody'))],
  ['a filter without values', filtered(filter('source', 'namespace', '='))],
];

/** Over data of another form: what depends on the form. */
export const shortQuestions: ReadonlyArray<readonly [name: string, question: Question]> = [
  ['a graph', { queryType: 'graph', traffic: 'all', groupBy: ['workload', 'zone'], limit: 10 }],
  ['every end', table({ groupBy: ['kind', 'namespace', 'pod', 'node', 'zone'], limit: 0 })],
  ['series', { queryType: 'timeseries', traffic: 'all', groupBy: ['zone'], limit: 0 }],
  ['one namespace', filtered(filter('source', 'namespace', '=', 'shop'))],
  ['no zone', filtered(filter('either', 'zone', '=', ''))],
];

/** Seed of random questions, and how many there are: by `ZONEFLOW_SEED` and `ZONEFLOW_QUESTIONS` others and more. */
export const seed = Number(process.env.ZONEFLOW_SEED ?? '7');
export const randomCount = Number(process.env.ZONEFLOW_QUESTIONS ?? '4');

/**
 * Every `nth` of some questions, the first ones by the seed, so that all kinds of check take minutes: Trino plans each statement for
 * seconds. All of them with `ZONEFLOW_DIFFERENTIAL=all`.
 */
export function someOf<Value>(values: readonly Value[], nth: number): Value[] {
  const isAll = process.env.ZONEFLOW_DIFFERENTIAL === 'all';
  return values.filter((_, index) => isAll || index % nth === seed % nth);
}

const dimensions = ['cluster', 'kind', 'namespace', 'workload', 'pod', 'node', 'zone', 'label:team', 'label:app'];
const someValues: Readonly<Record<string, readonly string[]>> = {
  cluster: ['demo', ''],
  kind: ['pod', 'node', 'unattributed', 'external'],
  namespace: ['shop', 'media', 'data', '', 'nobody'],
  workload: ['web', 'cart', 'kafka', ''],
  pod: ['kafka-0', ''],
  node: [''],
  zone: ['use1-az4', 'use1-az6', ''],
  'label:team': ['store', 'streams', ''],
  'label:app': ['web', ''],
};
const somePatterns = ['.*', '.+', '[a-k].*', 'shop|web|use1-az4', '(?:s|w).*', '', '.*-?[0-9]'];

/** Random members together: the same seed gives the same questions. */
export function randomQuestions(seed: number, count: number): Question[] {
  const random = createRandomness(seed);
  const some = (most: number): string[] =>
    Array.from({ length: random.integer(0, most) }, () => random.pick(dimensions));
  const randomFilter = (): Question => {
    const dimension = random.pick(dimensions);
    const operator = random.pick(['=', '!=', '=|', '!=|', '=~', '!~']);
    const values = operator.includes('~') ? somePatterns : (someValues[dimension] ?? []);
    return filter(
      random.pick(['source', 'target', 'either']),
      dimension,
      operator,
      ...Array.from({ length: random.integer(1, 2) }, () => random.pick(values))
    );
  };
  return Array.from({ length: count }, () => ({
    queryType: random.pick(['graph', 'timeseries', 'table', 'matrix']),
    traffic: random.pick(['cross-zone', 'same-zone', 'all']),
    groupBy: some(3),
    ...(random.chance(0.3) ? { targetGroupBy: some(2) } : {}),
    filters: Array.from({ length: random.integer(0, 2) }, randomFilter),
    bidirectional: random.chance(0.2),
    measure: random.pick(['bytes', 'packets', 'flows', 'cost']),
    limit: random.pick([0, 1, 3, 50]),
    other: random.chance(0.7),
  }));
}
