/** Rows as Athena's API pages them, into columns. */
import type { ResultSet } from '@aws-sdk/client-athena';
import type { ResultColumns } from '../engine';
import { columnsOf, valueOf, type ResultColumn, type Value } from './value-kinds';

export class PageColumns {
  readonly columns: ReadonlyArray<ResultColumn & { values: Value[] }>;
  private rowCount = 0;

  /** @param first page, whose types hold for all */
  constructor(first: ResultSet) {
    const columns = columnsOf(first.ResultSetMetadata?.ColumnInfo ?? []);
    this.columns = columns.map((column) => ({ ...column, values: [] }));
    this.add(first, true);
  }

  /** Errors: engine_failed for a whole number that JavaScript cannot hold. */
  add({ Rows: rows = [] }: ResultSet, isFirst = false): void {
    for (const [index, { Data: data = [] }] of rows.entries()) {
      // The first row of what a SELECT gives are the names.
      if (isFirst && index === 0 && this.columns.every(({ name }, at) => data[at]?.VarCharValue === name)) {
        continue;
      }
      for (const [at, column] of this.columns.entries()) {
        const text = data[at]?.VarCharValue;
        column.values.push(text === undefined ? null : valueOf(text, column));
      }
      this.rowCount += 1;
    }
  }

  result(): ResultColumns {
    return { rowCount: this.rowCount, columns: new Map(this.columns.map(({ name, values }) => [name, values])) };
  }
}
