import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asked, paysFrom, sizes, standing, total, type Size } from './parts';
import { costTables, withTables } from './tables';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'deploy', 'costs.md'), 'utf8');
const of = (name: string, size: Partial<Size>): number => {
  const part = [...standing, ...asked].find((each) => each.name.startsWith(name));
  return part?.monthly({ name: 'own', nodes: 1, pods: 1, records: 0, lookSeconds: 0, ...size }) ?? NaN;
};
/** Records a day that are so many GB of text in 30 days. */
const recordsOf = (gb: number): number => (gb * 1e9) / (243 * 30);

test('the page has the tables that are made now, each once', () => {
  expect(withTables(page)).toBe(page);
  const names = [...page.matchAll(/<!-- costs: (\w+) -->/g)].map(([, name]) => name);
  expect(names.sort()).toEqual(Object.keys(costTables).sort());
});

test.each([
  [1_000, 250],
  [10_000, 2_500],
  [20_000, 2_500 + 1_500],
  [40_000, 2_500 + 3_000 + 750],
  [60_000, 2_500 + 3_000 + 1_500 + 500],
])('delivery of %d GB is %d USD, by the tiers', (gb, usd) => {
  expect(of('flow log, delivery', { records: recordsOf(gb) })).toBeCloseTo(usd, 6);
});

test('a scan is 10 MB at least', () => {
  expect(of('an alert rule', { records: 0 })).toBeCloseTo((8_640 * 10e6 * 5) / 1e12, 9);
  // 8 GB a day are 1 GB in three hours.
  expect(of('an alert rule', { records: 8e9 / 45 })).toBeCloseTo((8_640 * 1e9 * 5) / 1e12, 6);
});

test('a function costs its time and its calls', () => {
  expect(of('collector', { lookSeconds: 0 })).toBeCloseTo(0.00864, 8);
  expect(of('collector', { lookSeconds: 2 })).toBeCloseTo(43_200 * 0.0000166667 + 0.00864, 8);
});

test('each larger size costs more, and needs more traffic to pay for itself', () => {
  const totals = sizes.map((size) => total([...standing, ...asked], size));
  expect([...totals].sort((one, other) => one - other)).toEqual(totals);
  expect(paysFrom(20.48, 1)).toBeCloseTo(1_024, 9);
  expect(paysFrom(20.48, 0.5)).toBeCloseTo(2_048, 9);
});
