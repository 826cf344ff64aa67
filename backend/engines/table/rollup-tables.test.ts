import {
  buildName,
  dayOfHour,
  heldHours,
  heldRows,
  rollupColumns,
  rollupTableList,
  rollupTables,
} from './rollup-tables';
import { createTable } from './ddl-text';

const h = 3600;
const midnight = Date.UTC(2026, 2, 10) / 1000;
const name = { database: 'zoneflow', table: 'rollup' };

describe('rows of the hours that hold', () => {
  const day = buildName(3, 'day');
  const single = buildName(1, 'late');
  /** A build of three hours, of which one was made again. */
  const builds = new Map([
    [midnight, day],
    [midnight + h, single],
    [midnight + 2 * h, day],
  ]);

  test('of a build whose hours all hold its name is enough, of others their hours are named', () => {
    expect(heldRows(name, [midnight, midnight + h, midnight + 2 * h], builds)).toBe(
      `SELECT * FROM "zoneflow"."rollup" WHERE day = '2026-03-10' AND (build IN ('${single}') OR (build = '${day}' AND (hour >= ${midnight} AND hour < ${midnight + h} OR hour >= ${midnight + 2 * h} AND hour < ${midnight + 3 * h})))`
    );
  });

  test('builds that no wanted hour is of are left out; without hours there are no rows', () => {
    expect(heldRows(name, [midnight + h], builds)).not.toContain(day);
    expect(heldRows(name, [], builds)).toContain('WHERE false');
  });

  test('a month of hours made one by one leaves room in a statement of Athena', () => {
    const hours = Array.from({ length: 720 }, (_, index) => midnight + index * h);
    const each = new Map(hours.map((hour) => [hour, buildName(1, `${hour.toString(16)}abcd`)]));
    expect(heldRows(name, hours, each).length).toBeLessThan(20_000);
  });
});

test('days of the hours and no others are looked at', () => {
  const sql = heldHours(rollupTables(name), [midnight - h, midnight], 1);
  expect(sql.match(/day BETWEEN '2026-03-09' AND '2026-03-10'/g)).toHaveLength(3);
  expect(dayOfHour(midnight - 1)).toBe('2026-03-09');
});

test('tables: partitions a day, in folders as engines name them when they write', () => {
  const [exchanges, evidence, hours] = rollupTableList(name, {
    location: 's3://my-rollup/prod/',
    firstDay: '2026-01-31',
  });
  expect([exchanges, evidence, hours].map((table) => table?.name.table)).toEqual([
    'rollup',
    'rollup_evidence',
    'rollup_hours',
  ]);
  expect(exchanges?.columns.map((column) => column.name)).toEqual(rollupColumns('exchanges'));
  const sql = exchanges === undefined ? '' : createTable('athena', exchanges);
  expect(sql).toContain("'projection.day.range' = '2026-01-31,NOW'");
  expect(sql).toContain("'storage.location.template' = 's3://my-rollup/prod/exchanges/day=${day}/'");
  expect(sql).toContain("LOCATION 's3://my-rollup/prod/exchanges/'");
});
