/** Who held which address in each hour, as a digest: two histories with the same digest attribute the hour's records alike. */
import type { TimeRange } from '../engines/engine';
import { hourSeconds, wholeHours } from '../rollup/hours';
import type { Dialect } from './dialect';
import type { Inventory } from './inventory';
import { networkOf, networksStatement, privateAddress } from './inside-address';
import { segmentExpressions } from './intervals';
import { bigint, integer } from './literal';
import { rolledColumns } from './rollup-build';

export interface AttributionOptions {
  range: TimeRange;
  dialect: Dialect;
  inventory: Inventory | null;
}

/**
 * The SELECT of RollupWish.attribution. What counts is the time for which an address is held, by whom, and for which part
 * that is sure: the gaps between are not part of it, since rollups keep their addresses. A holding that lasts the whole
 * hour is digested once, not once an hour.
 */
export function attributionStatement({ range, dialect, inventory }: AttributionOptions): string {
  const texts = ['address', 'zone', 'zone_address', 'zone_hint', ...rolledColumns.map(({ name }) => name)];
  const end = `h.hour + ${integer(hourSeconds)}`;
  const clipped = (column: string): string => `greatest(least(${column}, held_until), held_since)`;
  const all = [
    ...segmentExpressions({ range, columns: rolledColumns, dialect, inventory }),
    `held AS (SELECT valid_from, least(valid_to, held_to) AS until, sure_from, sure_to, ${dialect.digest(`concat_ws(chr(31), ${texts.join(', ')})`)} AS holder FROM segments WHERE valid_from < held_to)`,
    `parts_of_hours AS (SELECT h.hour, g.holder, greatest(g.valid_from, h.hour) AS held_since, least(g.until, ${end}) AS held_until, g.sure_from, g.sure_to
  FROM held g JOIN (${hoursOf(range)}) h ON g.valid_from < ${end} AND g.until > h.hour)`,
    `clipped AS (SELECT hour, holder, held_since - hour AS since, held_until - hour AS until, ${clipped('sure_from')} - hour AS sure_since, ${clipped('sure_to')} - hour AS sure_until FROM parts_of_hours)`,
  ];
  const wholeHour = `since = 0 AND until = ${integer(hourSeconds)} AND sure_since = 0 AND sure_until = ${integer(hourSeconds)}`;
  const partOfHour = `concat_ws(':', ${['holder', 'since', 'until', 'sure_since', 'sure_until'].map(varchar).join(', ')})`;
  return `WITH ${all.join(',\n')}
SELECT 'hour' AS part, hour, concat(${varchar('count(*)')}, ':', ${varchar(`sum(CASE WHEN ${wholeHour} THEN holder ELSE ${dialect.digest(partOfHour)} END)`)}) AS value FROM clipped GROUP BY hour
UNION ALL SELECT 'network', CAST(0 AS bigint), network FROM (${keptNetworks}) n`;
}

/** A SELECT of the one column `hour`: in tens and ones, so to speak, since to name each hour of a year takes more than a statement may have. */
function hoursOf(range: TimeRange): string {
  const { length, [0]: first = 0 } = wholeHours(range);
  const ones = 100;
  const values = (count: number): string =>
    Array.from({ length: Math.max(1, count) }, (_, index) => `(${integer(index)})`).join(', ');
  return `SELECT ${bigint(first)} + ${integer(hourSeconds)} * (${integer(ones)} * t.n + o.n) AS hour
  FROM (VALUES ${values(Math.ceil(length / ones))}) AS t (n) CROSS JOIN (VALUES ${values(Math.min(length, ones))}) AS o (n) WHERE ${integer(ones)} * t.n + o.n < ${integer(length)}`;
}

function varchar(value: string): string {
  return `CAST(${value} AS varchar)`;
}

/** The networks outside the private ranges: those of pods and nodes, and as every spelling of their addresses has them. */
const keptNetworks = `${networksStatement.replace(/ ORDER BY network$/, '')}
  UNION SELECT ${networkOf('address')} FROM segments WHERE NOT (${privateAddress('address')})`;

/** A SELECT of the one column `network`: the networks whose addresses rows of a rollup keep apart, by the history of a range. */
export function keptNetworksStatement(range: TimeRange, dialect: Dialect, inventory: Inventory | null): string {
  return `WITH ${segmentExpressions({ range, columns: [], dialect, inventory }).join(',\n')}
SELECT network FROM (${keptNetworks}) n ORDER BY network`;
}
