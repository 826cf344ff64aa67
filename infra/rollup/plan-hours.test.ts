import { rangeToRoll } from './plan-hours';

const at = (time: string): number => Date.parse(time) / 1000;

test('by the schedule the whole hours of more than a day before it, late ones among them', () => {
  expect(rangeToRoll('2026-03-10T05:20:31.123Z', {})).toEqual({
    from: at('2026-03-09T03:00:00Z'),
    to: at('2026-03-10T05:00:00Z'),
  });
});

test('as many hours as the input says, where records live too short for more', () => {
  expect(rangeToRoll('2026-03-10T05:20:31Z', { hours: 20 })).toEqual({
    from: at('2026-03-09T09:00:00Z'),
    to: at('2026-03-10T05:00:00Z'),
  });
});

test('by hand the hours that were asked for', () => {
  expect(rangeToRoll('2026-03-10T05:20:31Z', { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' })).toEqual({
    from: at('2026-01-01T00:00:00Z'),
    to: at('2026-01-02T00:00:00Z'),
  });
});

test.each([
  [{ from: 'yesterday' }, 'yesterday is no time'],
  [{ from: '2026-03-10T06:00:00Z' }, 'There is no whole hour'],
  [{ from: '2026-03-10T04:10:00Z', to: '2026-03-10T04:50:00Z' }, 'There is no whole hour'],
])('%j is refused', (asked, message) => {
  expect(() => rangeToRoll('2026-03-10T05:20:00Z', asked)).toThrow(message);
});
