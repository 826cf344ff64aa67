/**
 * Rolls hours up in tables: which hours are to be made, and the statements that make them, for whoever runs statements. An
 * hour is readable once the last statement of its build has run; rows of builds that were broken off are never read.
 */
import { randomBytes } from 'node:crypto';
import { dayOfHour, rollupColumns, type RollupTables } from '../engines/table/rollup-tables';
import type { Engine, OpenedData, TimeRange } from '../engines/engine';
import { identifier, qualified } from '../engines/table/identifiers';
import { ZoneFlowError } from '../errors';
import type { FieldPresence } from '../sql/exchanges';
import { bigint, integer, text } from '../sql/literal';
import { keptNetworksStatement } from '../sql/rollup-attribution';
import { rollupEvidence, rollupExchanges, rollupNotCounted } from '../sql/rollup-build';
import { evidenceColumns, exchangeColumns } from '../sql/rollup-columns';
import { closedAfterSeconds, hourOf, joined, wholeHours } from './hours';
import { rollupVersion } from './manifest';
import { inventoryOf, wishFor } from './rollup-wish';

/** What makes some hours of one day. */
export interface RollupBuild {
  /** Names the rows of this attempt and of no other. */
  build: string;
  /** `2026-03-10` */
  day: string;
  hours: TimeRange;
  /**
   * To be run in this order, each once and only after the one before has succeeded. After a failure the whole build is
   * given up: ask for a new one. (A statement that was run twice makes `publish` fail, never a wrong answer.)
   */
  statements: ReadonlyArray<{ name: 'exchanges' | 'evidence' | 'publish'; sql: string }>;
}

export interface TableRollup {
  /** Closed hours of the range that are not there, or were made from other records or another history than there are now; ascending. */
  missingHours(range: TimeRange, signal: AbortSignal): Promise<number[]>;
  /**
   * @param hours whole hours of one day
   * @param within a longer range whose networks the rows keep apart, as of missingHours
   */
  build(hours: TimeRange, within: TimeRange, signal: AbortSignal): Promise<RollupBuild>;
}

export interface TableRollupOptions {
  /** Over tables; it must know the rollup's. */
  engine: Engine;
  tables: RollupTables;
  /** Epoch milliseconds. */
  now?: () => number;
}

/** Errors of its methods: those of Engine.open; unsupported for an engine over files. */
export function createTableRollup({ engine, tables, now = Date.now }: TableRollupOptions): TableRollup {
  const { dialect } = engine;
  const networksOf = async (range: TimeRange, signal: AbortSignal): Promise<string[]> => {
    const opened = await engine.openHistory(range, signal);
    try {
      const inventory = await inventoryOf(opened, range, signal);
      const { result } = await opened.run(keptNetworksStatement(range, dialect, inventory), signal);
      return (result.columns.get('network') ?? []).map(String);
    } finally {
      await opened.close();
    }
  };
  return {
    async missingHours(range, signal) {
      const missing: number[] = [];
      const hours = wholeHours(range).filter((hour) => hour + closedAfterSeconds <= now() / 1000);
      const networks = hours.length === 0 ? [] : await networksOf(range, signal);
      for (const day of joined(hours).flatMap(daysOf)) {
        const rollup = wishFor(dialect, day, { use: false, networks });
        const opened = await engine.open(day, signal, { rollup });
        await opened.close();
        missing.push(...(opened.proofs ?? []).filter(({ isRolled }) => !isRolled).map(({ hour }) => hour));
      }
      return missing;
    },

    async build(hours, within, signal) {
      if (dayOfHour(hours.from) !== dayOfHour(hours.to - 1) || hours.from !== hourOf(hours.from)) {
        throw new ZoneFlowError('internal', 'A build has whole hours of one day');
      }
      const networks = await networksOf(within, signal);
      // What the rows are made from is told before they are made: records that come in between make the hour stale.
      const opened = await engine.open(hours, signal, { rollup: wishFor(dialect, hours, { use: false }) });
      try {
        const inventory = await inventoryOf(opened, hours, signal);
        const build = newBuildName();
        const making = { opened, hours, build, day: dayOfHour(hours.from), tables };
        const fields: FieldPresence = {
          has: (field) => opened.fields.has(field),
          lackedBySome: (field) => opened.partialFields.has(field),
        };
        const exchanges = rollupExchanges({ range: hours, dialect, fields, inventory, networks });
        const made = Math.floor(now() / 1000);
        return {
          build,
          day: making.day,
          hours,
          statements: [
            { name: 'exchanges', sql: insertRows(making, 'exchanges', exchanges) },
            { name: 'evidence', sql: insertRows(making, 'evidence', rollupEvidence({ range: hours, fields })) },
            { name: 'publish', sql: publishHours(making, { fields, networks, made }) },
          ],
        };
      } finally {
        await opened.close();
      }
    },
  };
}

/** Short, because statements name the build of each of their hours; without a comma. */
function newBuildName(): string {
  return randomBytes(6).toString('base64url');
}

/** Stretches of one day each. */
function daysOf({ from, to }: TimeRange): TimeRange[] {
  const days: TimeRange[] = [];
  for (let start = from; start < to;) {
    const end = Math.min(to, (Math.floor(start / 86_400) + 1) * 86_400);
    days.push({ from: start, to: end });
    start = end;
  }
  return days;
}

interface Making {
  opened: OpenedData;
  hours: TimeRange;
  build: string;
  day: string;
  tables: RollupTables;
}

function insertRows({ opened, build, day, tables }: Making, kind: 'exchanges' | 'evidence', select: string): string {
  const columns = rollupColumns(kind).map(identifier);
  const values = columns.map((name) => (name === '"build"' ? text(build) : `r.${name}`)).join(', ');
  return `INSERT INTO ${qualified(tables[kind])} (${columns.join(', ')}, day)
SELECT ${values}, ${text(day)} FROM (
${written(opened, select)}) r`;
}

/** One row an hour, written in one file: the hours of a build become readable together or not at all. */
function publishHours(
  { opened, hours, build, day, tables }: Making,
  { fields, networks, made }: { fields: FieldPresence; networks: readonly string[]; made: number }
): string {
  const proofs = (opened.proofs ?? []).map(
    ({ hour, flows, attribution }) => `(${bigint(hour)}, ${text(flows)}, ${text(attribution)})`
  );
  const own = JSON.stringify({ all: [...opened.fields].sort(), partial: [...opened.partialFields].sort() });
  const columns = rollupColumns('hours').map(identifier);
  const values: Readonly<Record<string, string>> = {
    build: text(build),
    version: integer(rollupVersion),
    made: bigint(made),
    networks: text(JSON.stringify([...networks])),
    fields: text(own),
    ...Object.fromEntries(['rejected', 'no_data', 'skip_data'].map((name) => [name, `coalesce(n.${name}, 0)`])),
    exchange_rows: 'coalesce(x.n, 0)',
    evidence_rows: 'coalesce(e.n, 0)',
  };
  const selected = rollupColumns('hours').map((name) => `${values[name] ?? `h.${name}`} AS ${name}`);
  const notCounted = written(opened, rollupNotCounted({ range: hours, fields }));
  return `INSERT INTO ${qualified(tables.hours)} (${columns.join(', ')}, day)
SELECT ${selected.join(', ')}, ${text(day)} FROM (VALUES ${proofs.join(', ')}) AS h (hour, flows, attribution)
LEFT JOIN (${notCounted}) n ON n.hour = h.hour
LEFT JOIN (${rowsOnce({ build, day, tables }, 'exchanges')}) x ON x.hour = h.hour
LEFT JOIN (${rowsOnce({ build, day, tables }, 'evidence')}) e ON e.hour = h.hour`;
}

/** Rows of the build by hour; fails, with a text for its reason, if a row is there twice. */
function rowsOnce(
  { build, day, tables }: Pick<Making, 'build' | 'day' | 'tables'>,
  kind: 'exchanges' | 'evidence'
): string {
  const sums = new Set(['bytes', 'packets', 'flows', 'unsure', 'first_half', 'second_half']);
  const keys = Object.keys(kind === 'exchanges' ? exchangeColumns : evidenceColumns).filter((name) => !sums.has(name));
  const list = keys.map(identifier).join(', ');
  // Engines have no word for failing in common: the text is no number, and the error shows it.
  const failure = `CAST(concat('the build ${build} was written ', CAST(max(g.n) AS varchar), ' times') AS bigint)`;
  return `SELECT g.hour, CASE WHEN max(g.n) > 1 THEN ${failure} ELSE sum(g.n) END AS n FROM (
  SELECT ${list}, count(*) AS n FROM ${qualified(tables[kind])} WHERE day = ${text(day)} AND build = ${text(build)} GROUP BY ${list}) g GROUP BY g.hour`;
}

function written(opened: OpenedData, sql: string): string {
  const whole = opened.written?.(sql);
  if (whole === undefined) {
    throw new ZoneFlowError('unsupported', 'The engine reads files: it has no tables to roll hours up in');
  }
  return whole;
}
