import { dateTime, type TimeRange } from '@grafana/data';
import { inWholeMinutes } from './whole-minutes';

const range = (from: string, to: string, raw: TimeRange['raw']): TimeRange => ({
  from: dateTime(from),
  to: dateTime(to),
  raw,
});
const ends = ({ from, to }: TimeRange): string[] => [from.toISOString(), to.toISOString()];

test.each<[string, TimeRange, string[]]>([
  [
    'a relative range',
    range('2026-03-10T09:00:17.250Z', '2026-03-10T10:00:17.250Z', { from: 'now-1h', to: 'now' }),
    ['2026-03-10T09:00:00.000Z', '2026-03-10T10:00:00.000Z'],
  ],
  [
    'a fixed begin',
    range('2026-03-10T09:00:17.250Z', '2026-03-10T10:00:17.250Z', { from: '2026-03-10T09:00:17.250Z', to: 'now' }),
    ['2026-03-10T09:00:17.250Z', '2026-03-10T10:00:00.000Z'],
  ],
  [
    'a fixed range',
    range('2026-03-10T09:00:17.250Z', '2026-03-10T10:00:17.250Z', {
      from: dateTime('2026-03-10T09:00:17.250Z'),
      to: dateTime('2026-03-10T10:00:17.250Z'),
    }),
    ['2026-03-10T09:00:17.250Z', '2026-03-10T10:00:17.250Z'],
  ],
  [
    'less than a minute',
    range('2026-03-10T10:00:12.000Z', '2026-03-10T10:00:42.000Z', { from: 'now-30s', to: 'now' }),
    ['2026-03-10T10:00:12.000Z', '2026-03-10T10:00:42.000Z'],
  ],
])('%s', (_, given, expected) => {
  expect(ends(inWholeMinutes(given))).toEqual(expected);
});
