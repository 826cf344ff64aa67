/** Rows as Trino sends them, page by page, into columns of plain values by their types. */
import { ZoneFlowError } from '../../errors';
import type { ResultColumns } from '../engine';
import type { TrinoColumn } from './answer';

type Value = string | number | boolean | null;

export class ColumnCollector {
  private rowCount = 0;
  private readonly columns: Array<{ name: string; parse: (value: unknown) => Value; values: Value[] }>;

  constructor(columns: readonly TrinoColumn[]) {
    this.columns = columns.map(({ name, type }) => ({ name, parse: parserOf(name, type), values: [] }));
  }

  /** Errors: engine_failed for a whole number that JavaScript cannot hold. */
  add(rows: ReadonlyArray<readonly unknown[]>): void {
    for (const [index, { parse, values }] of this.columns.entries()) {
      for (const row of rows) {
        values.push(parse(row[index]));
      }
    }
    this.rowCount += rows.length;
  }

  result(): ResultColumns {
    return {
      rowCount: this.rowCount,
      columns: new Map(this.columns.map(({ name, values }) => [name, values])),
    };
  }
}

function parserOf(name: string, type: string): (value: unknown) => Value {
  switch (type.replace(/\(.*$/, '')) {
    case 'bigint':
    case 'integer':
    case 'smallint':
    case 'tinyint':
      return (value) => whole(value, name);
    case 'double':
    case 'real':
    case 'decimal':
      // Decimals come as text, and so do NaN and the infinities.
      return (value) => (value === null || value === undefined ? null : Number(value));
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : null);
    default:
      return text;
  }
}

/** Beyond 2^53 JSON has already lost digits when it is parsed. */
function whole(value: unknown, name: string): number | null {
  if (value === null || value === undefined) {
    return null;
  }
  if (typeof value === 'number' && Number.isSafeInteger(value)) {
    return value;
  }
  throw new ZoneFlowError('engine_failed', `The column ${name} has a number beyond 2^53: ${JSON.stringify(value)}`, {
    remedy: 'Ask for a shorter range.',
  });
}

function text(value: unknown): string | null {
  if (value === null || value === undefined) {
    return null;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}
