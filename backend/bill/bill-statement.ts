/** The statement that sums a cost report's traffic between zones by day, in the SQL that DuckDB, Athena and Trino share. Pure. */
import type { TimeRange } from '../engines/engine';
import { text } from '../sql/literal';
import type { BillColumn, BillColumns } from './bill-columns';

/**
 * Columns `day` (`2026-03-10`, UTC), `usage_type`, `operation`, `account`, `unit` (absent ones empty), `amount` in that unit,
 * `lines`, and `copies`: lines that stand in the report more than once.
 * @param from a FROM item: a table, or a reader of files
 * @param range whole days
 */
export function billStatement(from: string, columns: BillColumns, range: TimeRange): string {
  const { usageType, amount, start, operation, account, unit, lineType, lineId, interval } = columns;
  const day = `substr(CAST(${quoted(start)} AS varchar), 1, 10)`;
  const optional = (column: BillColumn | null): string =>
    column === null ? `''` : `coalesce(CAST(${quoted(column)} AS varchar), '')`;
  const identity =
    lineId === null || interval === null ? 'NULL' : `concat(${optional(lineId)}, ' ', ${optional(interval)})`;
  const dayOf = (second: number): string => text(new Date(second * 1000).toISOString().slice(0, 10));
  const conditions = [
    // EUC1-DataTransfer-Regional-Bytes; without a prefix in us-east-1.
    `${quoted(usageType)} LIKE '%DataTransfer-Regional-Bytes'`,
    `${day} >= ${dayOf(range.from)}`,
    `${day} < ${dayOf(range.to)}`,
    // Taxes, credits and discounts repeat the amount of the line that they are of.
    ...(lineType === null ? [] : [`${quoted(lineType)} = 'Usage'`]),
  ];
  return `SELECT day, usage_type, operation, account, unit, sum(amount) AS amount, count(*) AS lines,
  CASE WHEN count(line) = 0 THEN 0 ELSE count(line) - count(DISTINCT line) END AS copies
FROM (SELECT ${day} AS day, ${optional(usageType)} AS usage_type, ${optional(operation)} AS operation, ${optional(account)} AS account,
  ${optional(unit)} AS unit, CAST(${quoted(amount)} AS double) AS amount, CAST(${identity} AS varchar) AS line
  FROM ${from} WHERE ${conditions.join(' AND ')}) l
GROUP BY day, usage_type, operation, account, unit ORDER BY day, usage_type, operation, account, unit`;
}

function quoted({ name }: BillColumn): string {
  return `"${name.replaceAll('"', '""')}"`;
}
