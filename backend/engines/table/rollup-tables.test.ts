import {
  dayOfHour,
  heldBuilds,
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

test('the builds of hours in their order, empty where none holds or is wanted', () => {
  const builds = new Map([
    [midnight, 'first'],
    [midnight + h, 'unwanted'],
    [midnight + 3 * h, 'last'],
  ]);
  const sql = heldBuilds([midnight, midnight + 2 * h, midnight + 3 * h], builds);
  expect(sql).toBe(
    `SELECT CAST(${midnight} AS bigint) + 3600 * (b.turn - 1) AS hour, b.build FROM UNNEST(split('first,,,last', ',')) WITH ORDINALITY AS b (build, turn) WHERE b.build <> ''`
  );
});

test('rows of the hours that hold, by time and by their builds; without hours there are none', () => {
  expect(heldRows(name, [midnight, midnight + 2 * h])).toBe(
    `SELECT r.* FROM "zoneflow"."rollup" r JOIN rollup_builds b ON b.hour = r.hour AND b.build = r.build
WHERE day = '2026-03-10' AND r.hour >= ${midnight} AND r.hour < ${midnight + 3 * h}`
  );
  expect(heldRows(name, [])).toBe('SELECT * FROM "zoneflow"."rollup" WHERE false');
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
