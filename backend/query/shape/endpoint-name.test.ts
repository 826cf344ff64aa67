import type { Dimension } from '../../../src/shared/dimensions';
import { endpointName, exchangeName } from './endpoint-name';
import { resultOf, type RowSketch } from './result.test-data';

function nameOf(dimensions: Dimension[], values: string[]) {
  const { rows, columns } = resultOf({ groupBy: dimensions, targetGroupBy: [] }, [{ from: values }]);
  return rows.map((row) => endpointName(row, columns, 'source'))[0];
}

test.each<[string, Dimension[], string[], { id: string; title: string; subtitle: string; zone: string }]>([
  [
    'a pod before all others',
    ['zone', 'namespace', 'pod'],
    ['a', 'shop', 'web-1'],
    { id: 'zone=a|namespace=shop|pod=web-1', title: 'web-1', subtitle: 'shop · a', zone: 'a' },
  ],
  [
    'a workload before its namespace',
    ['namespace', 'workload'],
    ['shop', 'web'],
    { id: 'namespace=shop|workload=web', title: 'web', subtitle: 'shop', zone: '' },
  ],
  [
    'what there is, where the most telling is missing',
    ['kind', 'namespace', 'workload'],
    ['nat-gateway', '', ''],
    { id: 'kind=nat-gateway|namespace=|workload=', title: 'nat-gateway', subtitle: '', zone: '' },
  ],
  [
    'a label before kind and zone',
    ['zone', 'kind', 'label:team'],
    ['a', 'pod', 'red'],
    { id: 'zone=a|kind=pod|label:team=red', title: 'red', subtitle: 'pod · a', zone: 'a' },
  ],
  ['nothing known', ['namespace'], [''], { id: 'namespace=', title: 'unknown', subtitle: '', zone: '' }],
  ['no dimension', [], [], { id: 'all', title: 'all', subtitle: '', zone: '' }],
])('%s', (_, dimensions, values, expected) => {
  expect(nameOf(dimensions, values)).toMatchObject(expected);
});

test.each<[string, Dimension[], Dimension[], RowSketch, string]>([
  ['both ends', ['workload', 'zone'], ['zone'], { from: ['web', 'a'], to: ['b'] }, 'web · a → b'],
  ['no source dimension', [], ['zone'], { to: ['b'] }, 'b'],
  ['no target dimension', ['zone'], [], { from: ['a'] }, 'a'],
  ['no dimension', [], [], {}, 'all traffic'],
  ['the rest', ['zone'], ['zone'], { isOther: true }, 'other'],
])('an exchange: %s', (_, groupBy, targetGroupBy, row, expected) => {
  const { rows, columns } = resultOf({ groupBy, targetGroupBy }, [row]);
  expect(rows.map((one) => exchangeName(one, columns))).toEqual([expected]);
});
