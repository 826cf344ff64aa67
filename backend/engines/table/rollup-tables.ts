/** The tables of a rollup: what each has, and how rows of the hours that hold are told from all others. Pure. */
import { closedAfterSeconds, hourSeconds, wholeHours } from '../../rollup/hours';
import { evidenceColumns, exchangeColumns } from '../../sql/rollup-columns';
import { bigint, integer, text } from '../../sql/literal';
import { withinAny } from '../../sql/within';
import type { ColumnType, ExternalTable } from './ddl-text';
import { qualified } from './identifiers';
import type { TableName } from './sql-client';

/** Rows between ends, what they show of zones, and what each hour was made from: a row there makes an hour readable. */
export type RollupTableKind = 'exchanges' | 'evidence' | 'hours';
export type RollupTables = Readonly<Record<RollupTableKind, TableName>>;

/** @param exchanges the table that the settings name; the others lie beside it */
export function rollupTables(exchanges: TableName): RollupTables {
  return {
    exchanges,
    evidence: { ...exchanges, table: `${exchanges.table}_evidence` },
    hours: { ...exchanges, table: `${exchanges.table}_hours` },
  };
}

export interface RollupFiles {
  /** Folder above `exchanges/`: `s3://bucket/prefix`. */
  location: string;
  /** First day that is rolled up, `2026-01-31`. */
  firstDay: string;
}

/** Descriptions of the tables. Folders of partitions are named as engines name them when they write. */
export function rollupTableList(exchanges: TableName, { location, firstDay }: RollupFiles): ExternalTable[] {
  const names = rollupTables(exchanges);
  const root = location.replace(/\/+$/, '');
  return (['exchanges', 'evidence', 'hours'] as const).map((kind) => ({
    name: names[kind],
    columns: Object.entries(columns[kind]).map(([name, type]) => ({ name, type })),
    keys: [
      { name: 'day', type: 'string', projection: { type: 'date', format: 'yyyy-MM-dd', from: firstDay, unit: 'DAYS' } },
    ],
    files: 'parquet',
    location: `${root}/${kind}`,
    partition: `${root}/${kind}/day=\${day}`,
  }));
}

const columns: Readonly<Record<RollupTableKind, Readonly<Record<string, ColumnType>>>> = {
  exchanges: { ...exchangeColumns, build: 'string' },
  evidence: { ...evidenceColumns, build: 'string' },
  hours: {
    hour: 'bigint',
    build: 'string',
    version: 'int',
    made: 'bigint',
    flows: 'string',
    attribution: 'string',
    networks: 'string',
    fields: 'string',
    rejected: 'bigint',
    no_data: 'bigint',
    skip_data: 'bigint',
    exchange_rows: 'bigint',
    evidence_rows: 'bigint',
  },
};

/** Columns of a table in order, without the partition key. */
export function rollupColumns(kind: RollupTableKind): string[] {
  return Object.keys(columns[kind]);
}

/** `2026-03-10` of an hour. */
export function dayOfHour(hour: number): string {
  return new Date(hour * 1000).toISOString().slice(0, 10);
}

/** Condition for the partitions of hours; ascending. */
export function daysOfHours(hours: readonly number[]): string {
  const [first, last] = [dayOfHour(hours[0] ?? 0), dayOfHour(hours.at(-1) ?? 0)];
  return first === last ? `day = ${text(first)}` : `day BETWEEN ${text(first)} AND ${text(last)}`;
}

/**
 * The SELECT of (hour, build) of the hours that hold: one text of names in the order of hours, because a year of hours made
 * one by one, named twice in conditions, would not fit into a statement of Athena.
 * @param hours ascending
 */
export function heldBuilds(hours: readonly number[], builds: ReadonlyMap<number, string>): string {
  const [first, last] = [hours[0] ?? 0, hours.at(-1) ?? 0];
  const all = wholeHours({ from: first, to: last + hourSeconds });
  const wanted = new Set(hours);
  const names = all.map((hour) => (wanted.has(hour) ? (builds.get(hour) ?? '') : '')).join(',');
  return `SELECT ${bigint(first)} + ${integer(hourSeconds)} * (b.turn - 1) AS hour, b.build FROM UNNEST(split(${text(names)}, ',')) WITH ORDINALITY AS b (build, turn) WHERE b.build <> ''`;
}

/**
 * The SELECT behind a relation of the rollup: rows of hours that hold, each of the build that holds for it (`rollup_builds`).
 * @param hours ascending; of them and of hours between them there are rows
 */
export function heldRows(table: TableName, hours: readonly number[]): string {
  const [first, last] = [hours[0], hours.at(-1)];
  if (first === undefined || last === undefined) {
    return `SELECT * FROM ${qualified(table)} WHERE false`;
  }
  // By time, too: readers pass over the rows of other hours by their files' statistics.
  return `SELECT r.* FROM ${qualified(table)} r JOIN rollup_builds b ON b.hour = r.hour AND b.build = r.build
WHERE ${daysOfHours(hours)} AND ${withinAny('r.hour', [{ from: first, to: last + hourSeconds }])}`;
}

/**
 * Rows (hour, build, made, flows, attribution, networks, fields, rejected, no_data, skip_data), one for each hour of the
 * days that holds: the newest build, if the tables have just as many rows of it as were counted when it was made. A
 * build that lost files, was written twice, or was made before its hours were closed does not hold.
 */
export function heldHours(tables: RollupTables, hours: readonly number[], version: number): string {
  const days = daysOfHours(hours);
  const counted = (kind: 'exchanges' | 'evidence'): string =>
    `(SELECT hour, build, count(*) AS n FROM ${qualified(tables[kind])} WHERE ${days} GROUP BY hour, build)`;
  const same = (alias: string): string => `${alias}.hour = h.hour AND ${alias}.build = h.build`;
  return `SELECT h.hour, h.build, h.made, h.flows, h.attribution, h.networks, h.fields, h.rejected, h.no_data, h.skip_data FROM (
  SELECT *, row_number() OVER (PARTITION BY hour ORDER BY made DESC, build DESC) AS turn FROM ${qualified(tables.hours)} WHERE ${days} AND version = ${integer(version)} AND made >= hour + ${integer(closedAfterSeconds)}) h
LEFT JOIN ${counted('exchanges')} x ON ${same('x')} LEFT JOIN ${counted('evidence')} e ON ${same('e')}
WHERE h.turn = 1 AND coalesce(x.n, 0) = h.exchange_rows AND coalesce(e.n, 0) = h.evidence_rows`;
}
