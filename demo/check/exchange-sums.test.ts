import { createTruthRecorder, externalEnd } from '../cluster/truth';
import { differences, sumsOfAnswer, sumsOfTruth } from './exchange-sums';

const recorder = createTruthRecorder();
const end = { ...externalEnd('10.0.0.1'), kind: 'pod' as const, namespace: 'shop', workload: 'web' };
const web = recorder.end(end);
const otherWeb = recorder.end({ ...end, address: '10.0.0.2' });
const internet = recorder.end(externalEnd('52.0.0.1'));
recorder.add(web, internet, { start: 61, bytes: 10, packets: 1 });
recorder.add(web, internet, { start: 119, bytes: 20, packets: 2 });
recorder.add(otherWeb, internet, { start: 120, bytes: 5, packets: 1 });
const truth = recorder.truth();

const answer = (bytes: number[]) => ({
  name: 'exchanges',
  fields: [
    { name: 'source_workload', type: 'string' as const, values: ['web', 'cart'].slice(0, bytes.length) },
    { name: 'target_workload', type: 'string' as const, values: [null, null].slice(0, bytes.length) },
    { name: 'bytes', type: 'number' as const, values: bytes },
    { name: 'packets', type: 'number' as const, values: bytes.map(() => 4) },
    { name: 'flows', type: 'number' as const, values: bytes.map(() => 3) },
  ],
});

it('sums the records of a minute, and the ends that a level does not tell apart', () => {
  expect(truth.exchanges).toHaveLength(2);
  expect([...sumsOfTruth(truth, ['workload'])]).toEqual([['web\t', { bytes: 35, packets: 4, flows: 3 }]]);
});

it.each([
  ['equal', [35], { groups: 0, bytes: 0 }],
  ['a byte too many', [36], { groups: 1, bytes: 1 }],
  ['a group nobody sent', [35, 7], { groups: 1, bytes: 7 }],
  ['nothing', [], { groups: 1, bytes: 35 }],
])('finds what is %s', (_, bytes, expected) => {
  const found = differences(sumsOfTruth(truth, ['workload']), sumsOfAnswer(answer(bytes), ['workload']));
  expect(found).toMatchObject(expected);
  expect(found.examples).toHaveLength(expected.groups);
});
