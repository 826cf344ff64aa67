/** What is refused before it is sent; what is sent is compared with Grafana's decoder in tests/conformance. */
import { ZoneFlowError } from '../errors';
import { encodeFrame, encodeFrameInSteps } from './arrow-file';
import type { Field, Frame } from './frame';

const field = (name: string, values: Field['values'], rest: Partial<Field> = {}): Field => ({
  name,
  type: 'number',
  values,
  ...rest,
});
const frame = (fields: Field[], rest: Partial<Frame> = {}): Frame => ({ name: 'f', fields, ...rest });
const foreign = (value: unknown): never => value as never;

test.each<[string, Frame, string]>([
  ['unequal lengths', frame([field('a', [1]), field('b', [])]), 'field "b" has 0 values, the first field 1'],
  ['one name twice', frame([field('a', [1]), field('a', [2])]), 'two fields are named "a" with the same labels'],
  [
    'one name twice, labels in another order',
    frame([field('a', [1], { labels: { x: '1', y: '2' } }), field('a', [2], { labels: { y: '2', x: '1' } })]),
    'two fields are named "a"',
  ],
  ['an unknown type', frame([field('a', [1], { type: foreign('duration') })]), 'unknown type duration'],
  ['text among numbers', frame([field('a', [1, 'x'])]), 'Field "a" has string where a number belongs (row 1)'],
  ['a hole', frame([field('a', [1, foreign(undefined)])]), 'has undefined where a number belongs (row 1)'],
  ['a fraction among integers', frame([field('a', [1.5], { type: 'integer' })]), 'has 1.5 where a safe integer'],
  ['an unsafe integer', frame([field('a', [2 ** 53], { type: 'integer' })]), 'where a safe integer'],
  ['a time beyond nanoseconds', frame([field('a', [253_402_300_800_000], { type: 'time' })]), 'where a time'],
  ['no time', frame([field('a', [NaN], { type: 'time' })]), 'has NaN where a time'],
  ['a number among booleans', frame([field('a', [0], { type: 'boolean' })]), 'where a boolean'],
  ['a number among texts', frame([field('a', [0], { type: 'string' })]), 'where a string'],
  ['half a decimal place', frame([field('a', [1], { config: { decimals: 1.5 } })]), 'decimals of field "a" is 1.5'],
  ['an endless bound', frame([field('a', [1], { config: { max: Infinity } })]), 'max of field "a" is Infinity'],
  ['a label that is no text', frame([field('a', [1], { labels: { n: foreign(1) } })]), 'label "n" of field "a"'],
  [
    'a strange severity',
    frame([], { meta: { notices: [{ severity: foreign('fatal'), text: '' }] } }),
    'severity "fatal"',
  ],
  [
    'a statistic without value',
    frame([], { meta: { stats: [{ displayName: 's', value: NaN }] } }),
    'statistic "s" is NaN',
  ],
])('refuses %s', (_, wrong, message) => {
  expect(() => encodeFrame(wrong)).toThrow(ZoneFlowError);
  expect(() => encodeFrame(wrong)).toThrow(message);
});

test('the same name with other labels is a series of its own', () => {
  expect(() => encodeFrame(frame([field('a', [1], { labels: { x: '1' } }), field('a', [2])]))).not.toThrow();
});

test('steps end at every column and make the same file', () => {
  const wide = frame([field('a', [1, null]), field('b', ['x', 'ü'], { type: 'string' })]);
  const steps = encodeFrameInSteps(wide);
  expect([steps.next().done, steps.next().done]).toEqual([false, false]);
  expect(steps.next()).toEqual({ done: true, value: encodeFrame(wide) });
});
