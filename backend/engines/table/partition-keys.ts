/** What a table's partition keys tell of time: from its schema to the levels that a range is pruned by. Pure. */
import { ZoneFlowError } from '../../errors';
import { integer, text } from '../../sql/literal';
import { calendarPart, calendarUnits, later, type CalendarUnit } from './calendar';
import { formatDate, formatOfValue, parseDateFormat, type DateFormat } from './date-format';
import { identifier } from './identifiers';
import type { Partition, TableColumn, TableSchema } from './sql-client';

/** A key, or one part of a date that several keys tell together. Coarser levels come first. */
export interface PartitionLevel {
  key: string;
  /** What one value of the key stands for. */
  unit: CalendarUnit;
  /** Units a partition is long; more than 1 only where the table says so. */
  length: number;
  /** Whether a value tells the date down to the unit, not just that one part of it. */
  tellsDate: boolean;
  /** Condition that the key has one of the values of these units, whose starts are given in order without a gap; null if there are too many to list. */
  condition: (starts: readonly number[]) => string | null;
}

export interface PartitionScheme {
  levels: readonly PartitionLevel[];
  /** Conditions on keys that have nothing to do with time. */
  fixed: readonly string[];
  /** Keys whose values are not understood: they prune nothing. */
  unknown: readonly string[];
}

/** Values for keys that need one, by the key's name. */
export type PartitionValues = Readonly<Record<string, readonly string[]>>;

/** True if a key's meaning can only be told by a value of it. */
export function needsSample(schema: TableSchema, given: PartitionValues): boolean {
  const parts = dateParts(schema.partitionKeys);
  return schema.partitionKeys.some(
    (key) =>
      projectionOf(key, schema) === null &&
      valuesFor(key, given) === null &&
      !parts.has(key.name) &&
      (typeOf(key) === 'text' || typeOf(key) === 'number') &&
      !isPlace(key.name) &&
      !isService(key.name)
  );
}

/**
 * @param given values for keys that must have one (injected projection), or that the reader wants to restrict.
 * @param sample values of any one partition, where needsSample says so.
 * Errors: bad_settings if a key needs values that are not given.
 */
export function partitionScheme(
  schema: TableSchema,
  given: PartitionValues,
  sample: Partition | null,
  tableName: string
): PartitionScheme {
  const levels: PartitionLevel[] = [];
  const fixed: string[] = [];
  const unknown: string[] = [];
  const parts = dateParts(schema.partitionKeys);
  for (const key of schema.partitionKeys) {
    const projection = projectionOf(key, schema);
    const values = valuesFor(key, given);
    const level = values === null ? levelOf(key, { schema, parts, sample }) : null;
    if (values !== null) {
      fixed.push(oneOf(key, values));
    } else if (projection === 'injected') {
      throw new ZoneFlowError(
        'bad_settings',
        `The table ${tableName} cannot be read without a value for its partition key ${key.name} (injected projection)`,
        { remedy: `Name its values in the setting partitions.${key.name}, or change the key’s projection to enum.` }
      );
    } else if (isService(key.name)) {
      fixed.push(`${identifier(key.name)} = 'vpcflowlogs'`);
    } else if (level !== null) {
      levels.push(level);
    } else if (projection !== 'enum' && !isPlace(key.name)) {
      unknown.push(key.name);
    }
  }
  return { ...chained(levels, unknown), fixed, unknown };
}

/** Levels from coarse to fine, as far as each narrows the one before: an hour says nothing without its day. */
function chained(levels: readonly PartitionLevel[], unknown: string[]): Pick<PartitionScheme, 'levels'> {
  const sorted = [...levels].sort((left, right) => depth(left.unit) - depth(right.unit));
  const chain: PartitionLevel[] = [];
  for (const level of sorted) {
    const last = chain.at(-1);
    if (last === undefined ? level.tellsDate || level.unit === 'year' : !level.tellsDate && follows(level, last)) {
      chain.push(level);
    } else if (last === undefined) {
      unknown.push(level.key);
    }
  }
  return { levels: chain };
}

function follows(level: PartitionLevel, last: PartitionLevel): boolean {
  return depth(level.unit) === depth(last.unit) + 1;
}

function depth(unit: CalendarUnit): number {
  return calendarUnits.indexOf(unit);
}

type KeyType = 'text' | 'number' | 'date' | 'timestamp' | 'other';

function typeOf({ type }: TableColumn): KeyType {
  const base = type
    .toLowerCase()
    .replace(/[(<].*$/, '')
    .trim();
  switch (base) {
    case 'varchar':
    case 'string':
    case 'char':
      return 'text';
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'integer':
    case 'bigint':
      return 'number';
    case 'date':
      return 'date';
    case 'timestamp':
      return 'timestamp';
    default:
      return 'other';
  }
}

type Projection = 'enum' | 'integer' | 'date' | 'injected';

/** The key's projection if the table has projection enabled. */
function projectionOf({ name }: TableColumn, { properties }: TableSchema): Projection | null {
  const type = properties[`projection.${name}.type`]?.toLowerCase();
  const enabled = properties['projection.enabled']?.toLowerCase() === 'true';
  return enabled && (type === 'enum' || type === 'integer' || type === 'date' || type === 'injected') ? type : null;
}

function valuesFor({ name }: TableColumn, given: PartitionValues): readonly string[] | null {
  const entry = Object.entries(given).find(([key]) => key.toLowerCase() === name.toLowerCase());
  return entry === undefined || entry[1].length === 0 ? null : entry[1];
}

function oneOf(key: TableColumn, values: readonly string[]): string {
  const written = values.map((value) => (typeOf(key) === 'number' ? integer(Number(value)) : text(value)));
  const name = identifier(key.name);
  return written.length === 1 ? `${name} = ${written.join('')}` : `${name} IN (${written.join(', ')})`;
}

/** Keys that hold one part of a date each, by the key's name; none unless there is a year. */
function dateParts(keys: readonly TableColumn[]): Map<string, CalendarUnit> {
  const named = new Map<string, CalendarUnit>();
  for (const { name } of keys) {
    const unit = partNames[name.toLowerCase()];
    if (unit !== undefined && ![...named.values()].includes(unit)) {
      named.set(name, unit);
    }
  }
  const units = [...named.values()];
  return units.includes('year') ? named : new Map([...named].filter(([, unit]) => unit === 'hour'));
}

const partNames: Readonly<Record<string, CalendarUnit>> = {
  ...{ year: 'year', yyyy: 'year', yr: 'year', y: 'year' },
  ...{ month: 'month', mm: 'month', mon: 'month', m: 'month' },
  ...{ day: 'day', dd: 'day', d: 'day' },
  ...{ hour: 'hour', hh: 'hour', hr: 'hour', h: 'hour' },
};

/** Keys that say where a record is from: every value is wanted. */
function isPlace(name: string): boolean {
  return /^(?:aws[-_]?)?(?:region|account(?:[-_]?id)?)(?:[-_]?code)?$/i.test(name);
}

function isService(name: string): boolean {
  return /^aws[-_]?service$/i.test(name);
}

function levelOf(
  key: TableColumn,
  { schema, parts, sample }: { schema: TableSchema; parts: Map<string, CalendarUnit>; sample: Partition | null }
): PartitionLevel | null {
  const projection = projectionOf(key, schema);
  const type = typeOf(key);
  const step = stepOf(key, schema);
  if (type === 'date' || type === 'timestamp') {
    const unit = step?.unit ?? 'day';
    const condition = (starts: readonly number[]): string => dateCondition(key, unit, starts);
    return { key: key.name, unit, length: step?.length ?? 1, tellsDate: true, condition };
  }
  if (projection === 'date') {
    const format = parseDateFormat(schema.properties[`projection.${key.name}.format`] ?? '');
    return format === null || type !== 'text' ? null : textLevel(key, format, step);
  }
  const unit = parts.get(key.name);
  if (unit !== undefined && (type === 'number' || type === 'text')) {
    const condition = (starts: readonly number[]): string => partCondition(key, unit, starts);
    return { key: key.name, unit, length: 1, tellsDate: false, condition };
  }
  const format = projection === null ? formatOfValue(sample?.[key.name] ?? '') : null;
  return format === null ? null : textLevel(key, format, null);
}

interface Step {
  unit: CalendarUnit;
  length: number;
}

/** `projection.<key>.interval` and its unit, weeks as seven days; null if the table does not say. */
function stepOf({ name }: TableColumn, { properties }: TableSchema): Step | null {
  const count = Number(properties[`projection.${name}.interval`] ?? '1');
  const unit = properties[`projection.${name}.interval.unit`]?.toLowerCase().replace(/s$/, '');
  const length = Number.isSafeInteger(count) && count > 0 ? count : 1;
  if (unit === 'week') {
    return { unit: 'day', length: 7 * length };
  }
  const known = calendarUnits.find((candidate) => candidate === unit);
  return known === undefined ? null : { unit: known, length };
}

/** Most values that are listed one by one; beyond that a statement gets too long. */
const mostListed = 2000;

function textLevel(key: TableColumn, format: DateFormat, step: Step | null): PartitionLevel {
  const literal = (value: string): string => (typeOf(key) === 'number' ? integer(Number(value)) : text(value));
  const name = identifier(key.name);
  const unit = format.finest;
  const condition = (starts: readonly number[]): string | null => {
    const values = [...new Set(starts.map((start) => formatDate(format, start)))];
    const [first, last] = [values[0], values.at(-1)];
    if (first === undefined || last === undefined) {
      return 'false';
    }
    if (format.ordered && values.length > 2) {
      return `${name} BETWEEN ${literal(first)} AND ${literal(last)}`;
    }
    return values.length > mostListed ? null : `${name} IN (${values.map(literal).join(', ')})`;
  };
  return { key: key.name, unit, length: unitsLong(unit, step), tellsDate: true, condition };
}

/** How many units of the values a step is long, at least. */
function unitsLong(unit: CalendarUnit, step: Step | null): number {
  if (step === null || depth(step.unit) > depth(unit)) {
    return 1;
  }
  const start = Date.UTC(2024, 0, 1) / 1000;
  const perUnit = later(unit, start, 1) - start;
  return Math.max(1, Math.ceil((later(step.unit, start, step.length) - start) / perUnit));
}

function dateCondition(key: TableColumn, unit: CalendarUnit, starts: readonly number[]): string {
  const [first = 0, last = 0] = [starts[0], starts.at(-1)];
  const iso = (time: number): string => new Date(time * 1000).toISOString();
  const literal = (time: number): string =>
    typeOf(key) === 'date'
      ? `DATE '${iso(time).slice(0, 10)}'`
      : `TIMESTAMP '${iso(time).slice(0, 19).replace('T', ' ')}'`;
  const name = identifier(key.name);
  // The value may lie anywhere in its unit.
  return `${name} >= ${literal(first)} AND ${name} < ${literal(later(unit, last, 1))}`;
}

/** Text may be written with or without a leading zero (AWS writes it, other writers do not): both match. */
function partCondition(key: TableColumn, unit: CalendarUnit, starts: readonly number[]): string {
  const numbers = [...new Set(starts.map((start) => calendarPart(unit, start)))];
  const values =
    typeOf(key) === 'number'
      ? numbers.map(integer)
      : numbers.flatMap((number) => [...new Set([String(number).padStart(2, '0'), String(number)])]).map(text);
  const name = identifier(key.name);
  return values.length === 1 ? `${name} = ${values.join('')}` : `${name} IN (${values.join(', ')})`;
}
