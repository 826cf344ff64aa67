import type { TrafficFilter } from '../../src/shared/query';
import { absentValueNotices, namedValues, unknownKindNotices } from './absent-values';

const filter = (dimension: TrafficFilter['dimension'], values: string[], operator = '='): TrafficFilter => ({
  ...{ side: 'source', dimension, operator: operator === '=' ? '=' : operator === '=|' ? '=|' : '=~', values },
});

test('only equality names values; the empty text and kinds are not looked for', () => {
  expect(
    namedValues([
      filter('namespace', ['shop', '']),
      filter('namespace', ['shop', 'media'], '=|'),
      filter('workload', ['web.*'], '=~'),
      filter('kind', ['pod']),
      filter('label:app', ['web']),
    ])
  ).toEqual([
    { dimension: 'namespace', value: 'shop' },
    { dimension: 'namespace', value: 'media' },
    { dimension: 'label:app', value: 'web' },
  ]);
  expect(
    namedValues([
      filter(
        'pod',
        Array.from({ length: 5000 }, (_, index) => `p${index}`)
      ),
    ])
  ).toHaveLength(200);
});

const why = 'It may have been deleted or be of another time: correct the filter or the range.';

test.each<[TrafficFilter['dimension'], string[], string]>([
  ['namespace', ['gone'], `No pod of this range is in the namespace "gone". ${why}`],
  ['namespace', ['a', 'b'], `No pod of this range is in the namespace "a" or "b". ${why}`],
  ['pod', ['a', 'b', 'c', 'd', 'e'], `No pod of this range is called "a", "b", "c" or one of 2 more. ${why}`],
  ['workload', ['x'.repeat(99)], `No pod of this range belongs to the workload "${'x'.repeat(59)}…". ${why}`],
  ['node', ['n9'], `No node of this range is called "n9". ${why}`],
  ['cluster', ['test'], `No pod or node of this range is of the cluster "test". ${why}`],
  ['label:app', ['x'], `No pod of this range has the label app with the value "x". ${why}`],
  ['zone', ['use1-az9'], `No pod or node of this range is in the zone "use1-az9". ${why}`],
  [
    'zone',
    ['us-east-1a'],
    'No pod or node of this range is in the zone "us-east-1a". Zones are filtered by ID (use1-az4), not by name (us-east-1a).',
  ],
])('nobody has %s %j', (dimension, values, text) => {
  expect(absentValueNotices(values.map((value) => ({ dimension, value })))).toEqual([{ severity: 'info', text }]);
});

test('a notice a dimension', () => {
  const absent = absentValueNotices([
    { dimension: 'namespace', value: 'a' },
    { dimension: 'workload', value: 'b' },
    { dimension: 'namespace', value: 'c' },
  ]);
  expect(absent.map(({ text }) => text)).toEqual([
    `No pod of this range is in the namespace "a" or "c". ${why}`,
    `No pod of this range belongs to the workload "b". ${why}`,
  ]);
});

test('kinds are known without history', () => {
  expect(unknownKindNotices([filter('kind', ['pod', 'pods'], '=|')])).toEqual([
    {
      severity: 'info',
      text: expect.stringContaining('No endpoint is of the kind "pods". Kinds are pod, node,') as string,
    },
  ]);
  expect(unknownKindNotices([filter('kind', ['external']), filter('namespace', ['pods'])])).toEqual([]);
});
