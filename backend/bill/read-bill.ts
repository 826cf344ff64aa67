/** What the bill has of traffic between zones, by day: from files or a table of a cost report. */
import type { ResultColumns, TimeRange } from '../engines/engine';
import { ZoneFlowError } from '../errors';
import { billColumns, type BillColumn } from './bill-columns';
import { billStatement } from './bill-statement';

/** Something with columns that SQL reads. */
export interface ReadableTable {
  /** For messages: `The table cur.report`, `The report march.parquet`. */
  subject: string;
  /** A FROM item. */
  from: string;
  columns(signal: AbortSignal): Promise<readonly BillColumn[]>;
  run(sql: string, signal: AbortSignal): Promise<ResultColumns>;
}

/** Lines of one day that have all but the amount in common. */
export interface BillLine {
  /** `2026-03-10` */
  day: string;
  usageType: string;
  /** `InterZone-In`, `VPCPeering-Out`, …; empty if the report does not tell. */
  operation: string;
  account: string;
  /** Gigabytes as AWS counts them. */
  gigabytes: number;
  lines: number;
  copies: number;
}

export interface BillChoice {
  /** Only what was billed to this account. */
  account?: string | undefined;
  /** Only this usage type, where the report has several regions. */
  usageType?: string | undefined;
}

/**
 * Lines of the days in the range. Errors: bad_input for a table of another kind, an unknown unit, several regions without a
 * choice, or nothing of the choice; and as the table.
 */
export async function readBill(
  table: ReadableTable,
  range: TimeRange,
  choice: BillChoice,
  signal: AbortSignal
): Promise<BillLine[]> {
  const columns = billColumns(await table.columns(signal), table.subject);
  const { columns: values, rowCount } = await table.run(billStatement(table.from, columns, range), signal);
  const all = Array.from({ length: rowCount }, (_, row): BillLine & { unit: string } => {
    const text = (name: string): string => String(values.get(name)?.[row] ?? '');
    const number = (name: string): number => Number(values.get(name)?.[row] ?? 0);
    return {
      ...{ day: text('day'), usageType: text('usage_type'), operation: text('operation'), account: text('account') },
      ...{ unit: text('unit'), gigabytes: number('amount'), lines: number('lines'), copies: number('copies') },
    };
  });
  const lines = all.filter(
    ({ account, usageType }) =>
      (choice.account === undefined || account === choice.account) &&
      (choice.usageType === undefined || usageType === choice.usageType)
  );
  if (lines.length === 0) {
    throw nothingIn(table.subject, all);
  }
  const foreign = lines.find(({ unit }) => unit !== '' && !/^(gb|gigabytes?)$/i.test(unit));
  if (foreign !== undefined) {
    throw new ZoneFlowError('bad_input', `${table.subject} counts ${foreign.usageType} in ${foreign.unit}, not in GB`);
  }
  const types = distinct(lines.map(({ usageType }) => usageType));
  if (types.length > 1) {
    throw new ZoneFlowError('bad_input', `${table.subject} has traffic of several regions: ${types.join(', ')}`, {
      remedy: 'Choose that of the flow logs with --usage-type.',
    });
  }
  return lines.map(({ unit: _, ...line }) => line);
}

function nothingIn(subject: string, all: readonly BillLine[]): ZoneFlowError {
  const there = distinct(
    all.map(({ usageType, account }) => (account === '' ? usageType : `${usageType} of ${account}`))
  );
  return there.length === 0
    ? new ZoneFlowError('bad_input', `${subject} has no DataTransfer-Regional-Bytes in the days of the range`, {
        remedy: 'Name the report of those days; AWS completes a day’s lines within about a day.',
      })
    : new ZoneFlowError('bad_input', `${subject} has nothing of that account and usage type`, {
        remedy: `There are: ${there.join(', ')}.`,
      });
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
