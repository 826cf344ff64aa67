/** Digests of the flow records that a table has of hours: late records change those of their hours. */
import { hourSeconds, joined } from '../../rollup/hours';
import type { Dialect } from '../../sql/dialect';
import { withinAny } from '../../sql/within';
import type { ResultColumns, TimeRange } from '../engine';
import { identifier, qualified } from './identifiers';
import { partitionCondition } from './partition-condition';
import type { PartitionScheme } from './partition-keys';
import type { TableName } from './sql-client';

export interface DigestedTable {
  table: TableName;
  scheme: PartitionScheme;
  /** Names of its partition keys. */
  keys: readonly string[];
  /** Whether its partitions are folders of files, whose names the engine tells. */
  hasFiles: boolean;
  dialect: Dialect;
}

/**
 * Where partitions tell the time, by the names of the files that a question about the hour reads: of Parquet no more than the
 * footers is read for that, and AWS never writes a file again. Other tables by count and sums of the hour's records.
 * @param hours ascending; at least one
 */
export async function flowDigestsOf(
  table: DigestedTable,
  hours: readonly number[],
  ask: (sql: string) => Promise<ResultColumns>
): Promise<Map<number, string>> {
  const byFile = table.hasFiles && table.scheme.levels.length > 0;
  const { columns } = await ask(byFile ? fileStatement(table, hours) : recordStatement(hours));
  if (byFile) {
    return new Map(hours.map((hour, index) => [hour, String(columns.get(`h${index}`)?.[0] ?? '')]));
  }
  const starts = columns.get('hour') ?? [];
  return new Map(hours.map((hour) => [hour, String(columns.get('value')?.[starts.indexOf(hour)] ?? '')]));
}

function fileStatement({ table, scheme, keys, dialect }: DigestedTable, hours: readonly number[]): string {
  const oneHour = (from: number): TimeRange => ({ from, to: from + hourSeconds });
  const conditionOf = (range: TimeRange): string => partitionCondition(scheme, range) ?? 'true';
  const whole = { from: hours[0] ?? 0, to: (hours.at(-1) ?? 0) + hourSeconds };
  const own = keys.map((key) => `, ${identifier(key)}`).join('');
  const digests = hours.map((hour, index) => {
    const condition = conditionOf(oneHour(hour));
    const count = `CAST(count(CASE WHEN ${condition} THEN 1 END) AS varchar)`;
    return `concat(${count}, ':', CAST(coalesce(sum(CASE WHEN ${condition} THEN name END), 0) AS varchar)) AS h${index}`;
  });
  return `SELECT ${digests.join(', ')} FROM (
  SELECT ${dialect.digest('path')} AS name${own} FROM (SELECT DISTINCT "$path" AS path${own} FROM ${qualified(table)} WHERE ${conditionOf(whole)}) p) n`;
}

function recordStatement(hours: readonly number[]): string {
  const sum = (name: string): string => `CAST(coalesce(sum(${name}), 0) AS varchar)`;
  return `SELECT "start" - "start" % ${hourSeconds} AS hour, concat(CAST(count(*) AS varchar), ':', ${sum('bytes')}, ':', ${sum('"start"')}) AS value
FROM flow_records WHERE ${withinAny('"start"', joined(hours))} GROUP BY 1`;
}
