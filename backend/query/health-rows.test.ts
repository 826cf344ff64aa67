import type { Freshness } from '../engines/engine';
import { healthRows } from './health-rows';

const now = Date.UTC(2026, 2, 10, 6);
const second = now / 1000;

const row = (newest: number | null, more: Partial<Freshness> = {}): Freshness => ({
  ...{ source: 'flows', cluster: '', newest, finding: 'A finding.', remedy: '', ...more },
});

test.each<[string, Freshness, object]>([
  ['fresh', row(second - 600), { state: 'ok', lagSeconds: 600, remedy: '', isAhead: false }],
  ['half an hour is not late', row(second - 1800), { state: 'ok', lagSeconds: 1800, remedy: '' }],
  ['late flow logs', row(second - 1801), { state: 'late', remedy: expect.stringContaining('VPC console') as string }],
  [
    'late history',
    row(second - 7200, { source: 'history', cluster: 'prod' }),
    { state: 'late', lagSeconds: 7200, remedy: expect.stringContaining('zoneflow history import') as string },
  ],
  ['an inventory of yesterday', row(second - 86_400, { source: 'inventory' }), { state: 'ok', remedy: '' }],
  [
    'a late inventory',
    row(second - 2 * 86_400, { source: 'inventory' }),
    { state: 'late', remedy: expect.stringContaining('zoneflow inventory') as string },
  ],
  [
    'late, and the engine knows more',
    row(second - 7200, { remedy: 'Do this.' }),
    { state: 'late', remedy: expect.stringMatching(/^Do this\. Look/) as string },
  ],
  ['none', row(null, { remedy: 'Do this.' }), { state: 'missing', lagSeconds: null, remedy: 'Do this.' }],
  ['a clock two minutes behind is none', row(second + 120), { state: 'ok', lagSeconds: 0, remedy: '', isAhead: false }],
  [
    'the future',
    row(second + 420),
    {
      state: 'ok',
      lagSeconds: 0,
      isAhead: true,
      finding: 'A finding. That is 7 min in the future of this machine’s clock.',
      remedy: expect.stringContaining('NTP') as string,
    },
  ],
])('%s', (_, freshness, expected) => {
  expect(healthRows([freshness], now)).toEqual([expect.objectContaining(expected)]);
});
