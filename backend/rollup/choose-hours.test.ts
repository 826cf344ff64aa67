import { chooseHours, proofsOf, type RollupKnowledge } from './choose-hours';
import type { RolledHour } from './manifest';

const h = 3600;
const range = { from: 10 * h, to: 13 * h };
const around = { from: range.from - 1800, to: range.to + 1800 };
const hours = [9, 10, 11, 12, 13].map((number) => number * h);

const rolledHour = (hour: number, part: Partial<RolledHour> = {}): RolledHour => ({
  hour,
  flows: `f${hour}`,
  attribution: `a${hour}`,
  networks: ['2600:1f18:12:'],
  fields: null,
  not_counted: { rejected: 1, no_data: 10, skip_data: 100 },
  ...part,
});

const knowledge = (
  parts: Partial<RollupKnowledge> = {},
  rolled = hours.map((hour) => rolledHour(hour))
): RollupKnowledge => ({
  rolled: new Map(rolled.map((hour) => [hour.hour, hour])),
  flows: new Map(hours.map((hour) => [hour, `f${hour}`])),
  attribution: new Map(hours.map((hour) => [hour, `a${hour}`])),
  networks: [],
  ...parts,
});

test('a range whose hours are all there needs no records, not even for zones', () => {
  expect(chooseHours(range, around, knowledge())).toEqual({
    hours: [range],
    records: [],
    evidence: [around],
    notCounted: { rejected: 3, no_data: 30, skip_data: 300 },
  });
});

test('the ends of a range that begins and ends within hours come from records', () => {
  const asked = { from: 10 * h + 1, to: 12 * h + 600 };
  expect(chooseHours(asked, { from: asked.from - 1800, to: asked.to + 1800 }, knowledge())).toEqual({
    hours: [{ from: 11 * h, to: 12 * h }],
    records: [
      { from: 10 * h + 1, to: 11 * h },
      { from: 12 * h, to: 12 * h + 600 },
    ],
    // Only half hours that lie in the time around the range as a whole.
    evidence: [{ from: 10 * h, to: 12 * h + 1800 }],
    notCounted: { rejected: 1, no_data: 10, skip_data: 100 },
  });
});

test.each<[string, Partial<RollupKnowledge>]>([
  [
    'records that arrived late',
    { flows: new Map(hours.map((hour) => [hour, hour === 11 * h ? 'other' : `f${hour}`])) },
  ],
  [
    'a history that says otherwise',
    { attribution: new Map(hours.map((hour) => [hour, hour === 11 * h ? '' : `a${hour}`])) },
  ],
])('an hour made before %s is read from records', (_name, part) => {
  expect(chooseHours(range, around, knowledge(part))).toMatchObject({
    hours: [
      { from: 10 * h, to: 11 * h },
      { from: 12 * h, to: 13 * h },
    ],
    records: [{ from: 11 * h, to: 12 * h }],
  });
});

test('another history does not change what the records of an hour show of zones', () => {
  const stale = new Map(hours.map((hour) => [hour, 'other']));
  expect(chooseHours(range, around, knowledge({ attribution: stale }))).toBeNull();
  const one = new Map(hours.map((hour) => [hour, hour === 10 * h ? `a${hour}` : 'other']));
  expect(chooseHours(range, around, knowledge({ attribution: one }))?.evidence).toEqual([around]);
});

test('an hour whose rows cannot tell the addresses of a network that the range has is not used', () => {
  expect(chooseHours(range, around, knowledge({ networks: ['2600:1f18:12:'] }))?.hours).toEqual([range]);
  expect(chooseHours(range, around, knowledge({ networks: ['2600:1f18:12:', '2600:1f18:13:'] }))).toBeNull();
});

test('nothing rolled up, nothing used', () => {
  expect(chooseHours(range, around, knowledge({}, []))).toBeNull();
});

test('of more stretches than a statement holds the longest are used, the others are read from records', () => {
  const asked = { from: 9 * h, to: 14 * h };
  const stale = { attribution: new Map(hours.map((hour) => [hour, hour === 10 * h ? 'other' : `a${hour}`])) };
  expect(chooseHours(asked, asked, knowledge(stale), 1)).toEqual({
    hours: [{ from: 11 * h, to: 14 * h }],
    records: [{ from: 9 * h, to: 11 * h }],
    evidence: [asked],
    notCounted: { rejected: 3, no_data: 30, skip_data: 300 },
  });
  expect(chooseHours(asked, asked, knowledge(stale), 2)?.hours).toHaveLength(2);
});

test('proofs are of the whole hours of the range', () => {
  expect(proofsOf({ from: 10 * h + 1, to: 12 * h }, knowledge())).toEqual([
    { hour: 11 * h, flows: `f${11 * h}`, attribution: `a${11 * h}`, isRolled: true },
  ]);
  const [proof] = proofsOf({ from: 11 * h, to: 12 * h }, knowledge({ flows: new Map() }));
  expect(proof).toMatchObject({ flows: '', isRolled: false });
});
