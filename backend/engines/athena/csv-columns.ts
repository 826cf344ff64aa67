/**
 * Athena's result file, piece by piece into columns. Every value is quoted, quotes in it are doubled, line feeds stand as they
 * are; NULL is nothing at all, an empty text is `""`; the first line has the names. Values are read where they stand: no
 * row is ever put together.
 */
import { ZoneFlowError } from '../../errors';
import type { ResultColumns } from '../engine';
import { valueOf, type ResultColumn, type Value } from './value-kinds';

const quote = 34;
const comma = 44;
const lineFeed = 10;
const carriageReturn = 13;
const minus = 45;
const zero = 48;
/** Whole numbers of up to so many digits are exact whatever they are. */
const exactDigits = 15;

/** Instead of a position: the text ended before the value did. */
const incomplete = -1;

export class CsvColumns {
  private readonly columns: ReadonlyArray<ResultColumn & { values: Value[] }>;
  private text = '';
  private position = 0;
  private rowCount = 0;
  private hasHeader = false;

  constructor(columns: readonly ResultColumn[]) {
    this.columns = columns.map((column) => ({ ...column, values: [] }));
  }

  /** Errors: engine_failed for a whole number that JavaScript cannot hold, and for a file of another form. */
  add(text: string): void {
    this.text = this.position === this.text.length ? text : this.text.slice(this.position) + text;
    this.position = 0;
    this.readRows(false);
  }

  /** Null if the file ended within a row or before its first line. */
  result(): ResultColumns | null {
    this.readRows(true);
    if (this.position < this.text.length || !this.hasHeader) {
      return null;
    }
    for (const { values } of this.columns) {
      // A row begun at the end of a piece has left values behind.
      values.length = this.rowCount;
    }
    return { rowCount: this.rowCount, columns: new Map(this.columns.map(({ name, values }) => [name, values])) };
  }

  /** Reads as many whole rows as there are. @param isLast whether the end of the text is the end of a value */
  private readRows(isLast: boolean): void {
    while (this.position < this.text.length) {
      const end = this.readRow(this.position, isLast);
      if (end === incomplete) {
        return;
      }
      this.position = end;
      if (this.hasHeader) {
        this.rowCount += 1;
      }
      this.hasHeader = true;
    }
  }

  /** @returns where the next row begins */
  private readRow(start: number, isLast: boolean): number {
    const { text, columns, hasHeader, rowCount } = this;
    let at = start;
    const last = columns.length - 1;
    for (let index = 0; index <= last; index += 1) {
      const column = columns[index];
      let value: Value = null;
      if (text.charCodeAt(at) === quote) {
        const end = endOfQuoted(text, at + 1, isLast);
        if (end === incomplete || column === undefined) {
          return incomplete;
        }
        value = hasHeader ? quotedValue(text, at + 1, end, column) : null;
        at = end + 1;
      } else {
        const end = endOfBare(text, at);
        if (end === text.length && !isLast) {
          return incomplete;
        }
        value = end === at || column === undefined || !hasHeader ? null : valueOf(text.slice(at, end), column);
        at = end;
      }
      if (hasHeader && column !== undefined) {
        column.values[rowCount] = value;
      }
      if (text.charCodeAt(at) === carriageReturn) {
        at += 1;
      }
      if (at >= text.length) {
        return isLast && index === last ? at : incomplete;
      }
      if (text.charCodeAt(at) !== (index === last ? lineFeed : comma)) {
        throw otherForm(rowCount, columns.length);
      }
      at += 1;
    }
    return at;
  }
}

/** Where the closing quote is. */
function endOfQuoted(text: string, start: number, isLast: boolean): number {
  for (let at = text.indexOf('"', start); at >= 0; at = text.indexOf('"', at + 2)) {
    if (at + 1 === text.length) {
      // The next piece may begin with the other half of a doubled quote.
      return isLast ? at : incomplete;
    }
    if (text.charCodeAt(at + 1) !== quote) {
      return at;
    }
  }
  return incomplete;
}

function endOfBare(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === comma || code === lineFeed || code === carriageReturn) {
      break;
    }
    at += 1;
  }
  return at;
}

function quotedValue(text: string, start: number, end: number, column: ResultColumn): Value {
  if (column.kind === 'whole' && end - start <= exactDigits) {
    const value = wholeNumber(text, start, end);
    if (value !== null) {
      return value;
    }
  }
  const value = text.slice(start, end);
  return column.kind === 'text' && value.includes('"') ? value.replaceAll('""', '"') : valueOf(value, column);
}

/** Without a text in between, which a hundred thousand rows would make millions of; null for anything but digits. */
function wholeNumber(text: string, start: number, end: number): number | null {
  const isNegative = text.charCodeAt(start) === minus;
  let value = 0;
  for (let at = isNegative ? start + 1 : start; at < end; at += 1) {
    const digit = text.charCodeAt(at) - zero;
    if (digit < 0 || digit > 9) {
      return null;
    }
    value = value * 10 + digit;
  }
  return isNegative ? -value : value;
}

function otherForm(row: number, columns: number): ZoneFlowError {
  return new ZoneFlowError('engine_failed', `Row ${row + 1} of Athena’s result file has not ${columns} quoted values`, {
    remedy: 'Run the query again; if it stays so, report it as an issue.',
  });
}
