import { findNodeChanges, type NodeLife } from './node-changes';

type Sketch = [node: string, started: number, ended: number | null, zone?: string];

const life = ([node, started, ended, zone = 'use1-az4']: Sketch, cluster = 'prod'): NodeLife => ({
  ...{ cluster, node, zone, started, ended },
});

test.each<[string, Sketch[], string[]]>([
  [
    'there from the first look on',
    [
      ['n1', -500, null],
      ['n2', 0, null],
    ],
    [],
  ],
  ['joins after the first look', [['n1', 1, null]], ['node-arrival n1 use1-az4 1']],
  ['leaves', [['n1', -500, 70]], ['node-departure n1 use1-az4 70']],
  ['joins and leaves', [['n1', 10, 70]], ['node-arrival n1 use1-az4 10', 'node-departure n1 use1-az4 70']],
  [
    'two addresses are one node',
    [
      ['n1', 10, null],
      ['n1', 10, null],
    ],
    ['node-arrival n1 use1-az4 10'],
  ],
  [
    'told by its pods first, its zone by itself',
    [
      ['n1', 15, null, ''],
      ['n1', 10, null],
    ],
    ['node-arrival n1 use1-az4 10'],
  ],
  [
    'its pods go on until it is gone',
    [
      ['n1', -5, 60],
      ['n1', -5, 70, ''],
    ],
    ['node-departure n1 use1-az4 70'],
  ],
  [
    'a name used again',
    [
      ['n1', -5, 60],
      ['n1', 90, null, 'use1-az6'],
    ],
    ['node-departure n1 use1-az4 60', 'node-arrival n1 use1-az6 90'],
  ],
  [
    'a replacement',
    [
      ['n1', -5, 60],
      ['n2', 40, null],
    ],
    ['node-arrival n2 use1-az4 40', 'node-departure n1 use1-az4 60'],
  ],
])('%s', (_, sketches, expected) => {
  const changes = findNodeChanges(
    sketches.map((sketch) => life(sketch)),
    new Map([['prod', 0]])
  );
  expect(
    changes.toSorted((a, b) => a.time - b.time).map(({ kind, node, zone, time }) => `${kind} ${node} ${zone} ${time}`)
  ).toEqual(expected);
});

test('clusters have their own beginning and their own nodes', () => {
  const lives = [life(['n1', 50, null], 'prod'), life(['n1', 60, null], 'test')];
  const firstLooks = new Map([
    ['prod', 0],
    ['test', 100],
  ]);
  expect(findNodeChanges(lives, firstLooks)).toMatchObject([{ kind: 'node-arrival', cluster: 'prod' }]);
});
