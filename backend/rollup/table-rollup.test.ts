import type { Engine, HourProof, OpenedData, OpenOptions, TimeRange } from '../engines/engine';
import { rollupTables } from '../engines/table/rollup-tables';
import { trinoDialect } from '../sql/trino-dialect';
import { createTableRollup } from './table-rollup';

const h = 3600;
const midnight = Date.UTC(2026, 2, 10) / 1000;
const { signal } = new AbortController();
const tables = rollupTables({ database: 'zoneflow', table: 'rollup' });
const rolled = new Set([midnight - h]);

/** An engine that has some hours, and tells the ranges that it was opened for. */
function engineOf(opened: TimeRange[]): Engine {
  const open = (range: TimeRange, _signal: AbortSignal, { rollup }: OpenOptions = {}): Promise<OpenedData> => {
    opened.push(range);
    const hours = Array.from({ length: (range.to - range.from) / h }, (_, index) => range.from + index * h);
    const proofs: HourProof[] = hours.map((hour) => ({
      hour,
      flows: `flows of ${hour}`,
      attribution: 'held',
      isRolled: rolled.has(hour),
    }));
    return Promise.resolve({
      fields: new Set(['bytes', 'start', 'pkt_srcaddr', 'pkt_dstaddr'] as const),
      partialFields: new Set<never>(),
      hasInventory: false,
      newest: null,
      objects: 1,
      objectBytes: 0,
      notices: [],
      fingerprint: '',
      ...(rollup !== undefined && { proofs }),
      written: (sql) => `/* whole */ ${sql}`,
      run: () =>
        Promise.resolve({
          result: { rowCount: 1, columns: new Map([['network', ['2600:1f18:12:']]]) },
          stats: { engineMs: 0, queueMs: 0, scannedBytes: 0, scanPrice: 0 },
        }),
      close: () => Promise.resolve(),
    });
  };
  return {
    name: 'trino',
    dialect: trinoDialect('trino'),
    open,
    openHistory: (range) => open(range, signal),
    freshness: () => Promise.resolve([]),
    close: () => Promise.resolve(),
  };
}

test('hours are looked at day by day, those that are not closed yet not at all', async () => {
  const opened: TimeRange[] = [];
  const now = () => (midnight + 3 * h) * 1000;
  const rollup = createTableRollup({ engine: engineOf(opened), tables, now });
  // The hour at midnight is closed since a quarter past two.
  expect(await rollup.missingHours({ from: midnight - 2 * h, to: midnight + 3 * h }, signal)).toEqual([
    midnight - 2 * h,
    midnight,
  ]);
  expect(opened.slice(1)).toEqual([
    { from: midnight - 2 * h, to: midnight },
    { from: midnight, to: midnight + h },
  ]);
});

test('a build: rows first, the hours last, all under a name of its own', async () => {
  const rollup = createTableRollup({ engine: engineOf([]), tables });
  const hours = { from: midnight, to: midnight + 2 * h };
  const [first, second] = [await rollup.build(hours, hours, signal), await rollup.build(hours, hours, signal)];
  expect(first.build).toMatch(/^[\w-]{8}$/);
  expect(second.build).not.toBe(first.build);
  expect(first.day).toBe('2026-03-10');
  expect(first.statements.map(({ name }) => name)).toEqual(['exchanges', 'evidence', 'publish']);
  const [exchanges = '', evidence = '', publish = ''] = first.statements.map(({ sql }) => sql);
  expect(exchanges).toMatch(/^INSERT INTO "zoneflow"."rollup" \(/);
  expect(exchanges).toContain('/* whole */');
  expect(evidence).toMatch(/^INSERT INTO "zoneflow"."rollup_evidence" \(/);
  expect(publish).toMatch(/^INSERT INTO "zoneflow"."rollup_hours" \(/);
  expect(publish).toContain(`'flows of ${midnight}'`);
  expect(publish).toContain(`'["2600:1f18:12:"]'`);
  for (const sql of [exchanges, evidence, publish]) {
    expect(sql).toContain(`'${first.build}'`);
    expect(sql).toContain(`'2026-03-10'`);
  }
});

test('hours of two days are no build', async () => {
  const rollup = createTableRollup({ engine: engineOf([]), tables });
  const over = { from: midnight - h, to: midnight + h };
  await expect(rollup.build(over, over, signal)).rejects.toMatchObject({ code: 'internal' });
});
