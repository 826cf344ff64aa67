import type { Dimension } from '../../../src/shared/dimensions';
import { endParts, endpointName, exchangeName } from './endpoint-name';
import { resultOf, type RowSketch } from './result.test-data';

function nameOf(dimensions: Dimension[], values: string[]) {
  const { rows, columns } = resultOf({ groupBy: dimensions, targetGroupBy: [] }, [{ from: values }]);
  return rows.map((row) => endpointName(endParts(row.values, columns, 'source')))[0];
}

test.each<[string, Dimension[], string[], { id: string; title: string; subtitle: string; zone: string }]>([
  [
    'a pod before all others',
    ['zone', 'namespace', 'pod'],
    ['a', 'shop', 'web-1'],
    { id: 'shop · web-1 · a', title: 'web-1', subtitle: 'shop · a', zone: 'a' },
  ],
  [
    'a workload before its namespace',
    ['namespace', 'workload'],
    ['shop', 'web'],
    { id: 'shop · web', title: 'web', subtitle: 'shop', zone: '' },
  ],
  [
    'what there is, where the most telling is missing',
    ['kind', 'namespace', 'workload'],
    ['nat-gateway', '', ''],
    { id: 'nat-gateway · – · –', title: 'nat-gateway', subtitle: '', zone: '' },
  ],
  [
    'a label before kind and zone',
    ['zone', 'kind', 'label:team'],
    ['a', 'pod', 'red'],
    { id: 'pod · a · red', title: 'red', subtitle: 'pod · a', zone: 'a' },
  ],
  ['nothing known', ['namespace'], [''], { id: '–', title: 'unknown', subtitle: '', zone: '' }],
  ['no dimension', [], [], { id: 'all', title: 'all', subtitle: '', zone: '' }],
])('%s', (_, dimensions, values, expected) => {
  expect(nameOf(dimensions, values)).toMatchObject(expected);
});

test('no two ends share an id, whatever their values are', () => {
  const values = ['', '–', '\\–', 'a', 'a · b', 'b', '·', '\\', '\\·', 'other', 'all', '\\other'];
  const pairs = values.flatMap((left) => values.map((right) => [left, right]));
  const ids = pairs.map((pair) => nameOf(['namespace', 'workload'], pair)?.id);
  expect(new Set(ids).size).toBe(pairs.length);
  const single = values.map((value) => nameOf(['namespace'], [value])?.id);
  expect(new Set([...single, 'other', 'all']).size).toBe(values.length + 2);
});

test('the order of the grouping does not change an id', () => {
  expect(nameOf(['zone', 'label:b', 'namespace', 'label:a'], ['z', 'B', 'n', 'A'])?.id).toBe('n · z · A · B');
});

test('sides that are grouped apart say what their values are', () => {
  const parts = [{ dimension: 'zone', value: 'a' } as const, { dimension: 'namespace', value: '' } as const];
  expect(endpointName(parts, true).id).toBe('namespace – · zone a');
});

test.each<[string, Dimension[], Dimension[], RowSketch, string]>([
  ['both ends', ['workload', 'zone'], ['zone'], { from: ['web', 'a'], to: ['b'] }, 'web · a → b'],
  [
    'Kubernetes names as a path',
    ['zone', 'workload', 'namespace', 'kind'],
    ['namespace', 'workload', 'pod'],
    { from: ['a', 'web', 'shop', 'pod'], to: ['data', 'db', 'db-0'] },
    'shop/web · a · pod → data/db-0',
  ],
  ['a pod that is not named by its workload', ['workload', 'pod'], [], { from: ['web', 'canary'] }, 'web/canary'],
  ['nothing known', ['namespace'], ['namespace', 'zone'], { from: [''], to: ['', 'a'] }, 'unknown → a'],
  ['no source dimension', [], ['zone'], { to: ['b'] }, 'b'],
  ['no target dimension', ['zone'], [], { from: ['a'] }, 'a'],
  ['no dimension', [], [], {}, 'all traffic'],
  ['the rest', ['zone'], ['zone'], { isOther: true }, 'other'],
])('an exchange: %s', (_, groupBy, targetGroupBy, row, expected) => {
  const { rows, columns } = resultOf({ groupBy, targetGroupBy }, [row]);
  expect(rows.map((one) => exchangeName(one, columns))).toEqual([expected]);
});
