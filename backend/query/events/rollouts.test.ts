import { findRollouts, type RevisedPod, type Rollout } from './rollouts';

type Sketch = [revision: string, started: number, ended: number | null];

const podOf = ([revision, started, ended]: Sketch, more: Partial<RevisedPod> = {}): RevisedPod => ({
  ...{ cluster: 'prod', namespace: 'shop', workload: 'web', revisedBy: 'pod-template-hash' },
  ...{ revision, revisionStarted: started, started, ended, passes: true, ...more },
});

/** Pods of one workload. */
const podsOf = (sketches: Sketch[]): RevisedPod[] =>
  sketches.map((sketch) => {
    const starts = sketches.filter(([revision]) => revision === sketch[0]).map(([, started]) => started);
    return podOf(sketch, { revisionStarted: Math.min(...starts) });
  });

/** `2 b for 2 a, 100 to 130`; a rollback begins with `back:`. */
function sentence(rollout: Rollout): string {
  const { revision, newPods, replaced, started, ended, remaining, isOvertaken, isRollback } = rollout;
  const old = [...replaced].map(([name, count]) => `${count} ${name}`).join(' ');
  const end = ended === null ? `on, ${remaining} left` : String(ended);
  const marks = `${isRollback ? 'back: ' : ''}${isOvertaken ? 'overtaken: ' : ''}`;
  return `${marks}${newPods} ${revision} for ${old}, ${started} to ${end}`;
}

const found = (pods: RevisedPod[]): string[] =>
  findRollouts(pods)
    .sort((a, b) => a.started - b.started)
    .map(sentence);

const hour = 3600;
const day = 24 * hour;

test.each<[string, Sketch[], string[]]>([
  ['nothing', [], []],
  [
    'the first pods of a workload',
    [
      ['a', 0, null],
      ['a', 1, null],
    ],
    [],
  ],
  [
    'an eviction: the same revision',
    [
      ['a', 0, 100],
      ['a', 105, null],
    ],
    [],
  ],
  [
    'a Deployment: the new pod first, then the old one goes',
    [
      ['a', 0, 112],
      ['a', 0, 125],
      ['b', 100, null],
      ['b', 113, null],
    ],
    ['2 b for 2 a, 100 to 125'],
  ],
  [
    'a StatefulSet: the old pod goes before the new one comes',
    [
      ['a', 0, 95],
      ['a', 0, 120],
      ['a', 0, 145],
      ['b', 100, null],
      ['b', 125, null],
      ['b', 150, null],
    ],
    ['3 b for 3 a, 100 to 150'],
  ],
  [
    'Recreate: all go, then all come, scaled up an hour later',
    [
      ['a', 0, 90],
      ['a', 0, 95],
      ['b', 100, null],
      ['b', 101, null],
      ['b', 101 + hour, null],
    ],
    ['2 b for 2 a, 100 to 101'],
  ],
  [
    'a single pod whose volume takes minutes to follow',
    [
      ['a', 0, 100],
      ['b', 500, null],
    ],
    ['1 b for 1 a, 500 to 500'],
  ],
  [
    'more pods than before, and less',
    [
      ['a', 0, 110],
      ['b', 100, 1010],
      ['b', 105, 1010],
      ['b', 109, 1010],
      ['c', 1000, null],
    ],
    ['3 b for 1 a, 100 to 110', '1 c for 3 b, 1000 to 1010'],
  ],
  [
    'scaling and evictions after it are no part of it',
    [
      ['a', 0, 110],
      ['b', 100, 500],
      ['b', 505, null],
      ['b', 900, null],
    ],
    ['1 b for 1 a, 100 to 110'],
  ],
  [
    'pods that were evicted before it are not counted as replaced',
    [
      ['a', 0, 50],
      ['a', 52, 120],
      ['a', 0, 115],
      ['b', 100, null],
      ['b', 110, null],
    ],
    ['2 b for 2 a, 100 to 120'],
  ],
  [
    'a drained node moved pods just before it: successors first',
    [
      ['a', 0, 92],
      ['a', 0, 95],
      ['a', 85, 120],
      ['a', 86, 130],
      ['b', 100, null],
      ['b', 110, null],
    ],
    ['2 b for 2 a, 100 to 130'],
  ],
  [
    'still under way',
    [
      ['a', 0, 112],
      ['a', 0, null],
      ['b', 100, null],
    ],
    ['1 b for 2 a, 100 to on, 1 left'],
  ],
  [
    'a rollback once it was complete',
    [
      ['a', 0, 110],
      ['b', 100, 5010],
      ['a', 5000, null],
    ],
    ['1 b for 1 a, 100 to 110', 'back: 1 a for 1 b, 5000 to 5010'],
  ],
  [
    'a rollback half-way: the old pods that were left stay',
    [
      ['a', 0, 110],
      ['a', 0, null],
      ['b', 100, 130],
      ['a', 120, null],
    ],
    ['overtaken: 1 b for 2 a, 100 to 120', 'back: 1 a for 1 b, 120 to 130'],
  ],
  [
    'a third revision before the second was complete',
    [
      ['a', 0, 110],
      ['a', 0, 220],
      ['b', 100, 210],
      ['c', 200, null],
      ['c', 205, null],
    ],
    ['overtaken: 1 b for 2 a, 100 to 200', '2 c for 1 a 1 b, 200 to 220'],
  ],
  [
    'a pod of the old revision comes back for a moment: no rollback',
    [
      ['a', 0, 103],
      ['a', 0, 140],
      ['b', 100, null],
      ['a', 104, 150],
      ['b', 130, null],
    ],
    ['2 b for 2 a, 100 to 150'],
  ],
  [
    'there and back and there again',
    [
      ['a', 0, 110],
      ['b', 100, 1010],
      ['a', 1000, 2010],
      ['b', 2000, null],
    ],
    ['1 b for 1 a, 100 to 110', 'back: 1 a for 1 b, 1000 to 1010', 'back: 1 b for 1 a, 2000 to 2010'],
  ],
  [
    'a pause of half an hour',
    [
      ['a', 0, 100],
      ['b', 100 + hour / 2, null],
    ],
    ['1 b for 1 a, 1900 to 1900'],
  ],
  [
    'no pods for longer than an hour: it starts anew',
    [
      ['a', 0, 100],
      ['b', 101 + hour, null],
    ],
    [],
  ],
  [
    'revisions of long ago do not matter',
    [
      ['a', 0, 100],
      ['b', 2 * day, 3 * day + 10],
      ['c', 3 * day, null],
    ],
    [`1 c for 1 b, ${3 * day} to ${3 * day + 10}`],
  ],
])('%s', (_, sketches, expected) => {
  expect(found(podsOf(sketches))).toEqual(expected);
  expect(found(podsOf(sketches.toReversed()))).toEqual(expected);
});

test.each<[string, Partial<RevisedPod>]>([
  ['in another cluster', { cluster: 'test' }],
  ['in another namespace', { namespace: 'media' }],
  ['of another workload', { workload: 'cart' }],
  ['of a controller of another kind with the same name', { revisedBy: 'controller-revision-hash' }],
])('pods %s replace nobody', (_, more) => {
  expect(found([podOf(['a', 0, 110]), podOf(['b', 100, null], more)])).toEqual([]);
});

test('passes if one of the new pods does', () => {
  const pods = (ofNew: boolean): RevisedPod[] => [
    podOf(['a', 0, 110], { passes: !ofNew }),
    podOf(['b', 100, null], { passes: false }),
    podOf(['b', 105, null], { passes: ofNew }),
  ];
  expect(findRollouts(pods(true)).map(({ passes }) => passes)).toEqual([true]);
  expect(findRollouts(pods(false)).map(({ passes }) => passes)).toEqual([false]);
});

test('thousands of pods take no time', () => {
  const pods = Array.from({ length: 20_000 }, (_, index) =>
    podOf([`r${Math.floor(index / 2000)}`, index, index + 2100])
  );
  const began = performance.now();
  expect(findRollouts(pods)).toHaveLength(9);
  expect(performance.now() - began).toBeLessThan(10_000);
});
