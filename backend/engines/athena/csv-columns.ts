/**
 * Athena's result file, piece by piece into columns. Every value is quoted, quotes in it are doubled, line feeds stand as they
 * are; NULL is nothing at all, an empty text is `""`; the first line has the names. Values are read from the bytes where they
 * stand: no row is put together, no number becomes a text first, and a text that came before is not made again.
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
/** Texts of a column that are kept to be used again; names of namespaces and zones come in every row. A power of two. */
const keptTexts = 8192;
const longestKept = 80;
/** Instead of a position: the bytes ended before the value did. */
const incomplete = -1;

interface CsvColumn extends ResultColumn {
  values: Value[];
  /** By a hash of them. */
  texts: string[];
}

export class CsvColumns {
  private readonly columns: readonly CsvColumn[];
  private bytes: Buffer = Buffer.alloc(0);
  private position = 0;
  private rowCount = 0;
  private hasHeader = false;

  constructor(columns: readonly ResultColumn[]) {
    this.columns = columns.map((column) => ({
      ...column,
      values: [],
      texts: column.kind === 'text' ? new Array<string>(keptTexts).fill('') : [],
    }));
  }

  /** Errors: engine_failed for a whole number that JavaScript cannot hold, and for a file of another form. */
  add(piece: Buffer): void {
    const rest = this.bytes.subarray(this.position);
    this.bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    this.position = 0;
    this.readRows(false);
  }

  /** Null if the file ended within a row or before its first line. */
  result(): ResultColumns | null {
    this.readRows(true);
    if (this.position < this.bytes.length || !this.hasHeader) {
      return null;
    }
    for (const { values } of this.columns) {
      // A row begun at the end of a piece has left values behind.
      values.length = this.rowCount;
    }
    return { rowCount: this.rowCount, columns: new Map(this.columns.map(({ name, values }) => [name, values])) };
  }

  /** Reads as many whole rows as there are. @param isLast whether the end of the bytes is the end of a value */
  private readRows(isLast: boolean): void {
    while (this.position < this.bytes.length) {
      const end = this.readRow(isLast);
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
  private readRow(isLast: boolean): number {
    const { bytes, columns, hasHeader, rowCount } = this;
    const last = columns.length - 1;
    let at = this.position;
    for (let index = 0; index <= last; index += 1) {
      const column = columns[index];
      const isQuoted = bytes[at] === quote;
      const start = isQuoted ? at + 1 : at;
      const end = isQuoted ? endOfQuoted(bytes, start, isLast) : endOfBare(bytes, start);
      if (end === incomplete || (end === bytes.length && !isLast)) {
        return incomplete;
      }
      if (hasHeader && column !== undefined) {
        column.values[rowCount] = isQuoted || end > start ? valueAt(bytes, start, end, column) : null;
      }
      at = isQuoted ? end + 1 : end;
      if (bytes[at] === carriageReturn) {
        at += 1;
      }
      if (at >= bytes.length) {
        return isLast && index === last ? at : incomplete;
      }
      if (bytes[at] !== (index === last ? lineFeed : comma)) {
        throw otherForm(rowCount, columns.length);
      }
      at += 1;
    }
    return at;
  }
}

/** Where the closing quote is. */
function endOfQuoted(bytes: Buffer, start: number, isLast: boolean): number {
  for (let at = start; at < bytes.length; at += 1) {
    if (bytes[at] === quote) {
      if (at + 1 === bytes.length) {
        // The next piece may begin with the other half of a doubled quote.
        return isLast ? at : incomplete;
      }
      if (bytes[at + 1] !== quote) {
        return at;
      }
      at += 1;
    }
  }
  return incomplete;
}

function endOfBare(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== comma && bytes[at] !== lineFeed && bytes[at] !== carriageReturn) {
    at += 1;
  }
  return at;
}

function valueAt(bytes: Buffer, start: number, end: number, column: CsvColumn): Value {
  switch (column.kind) {
    case 'text':
      return textAt(bytes, start, end, column.texts);
    case 'whole':
      return wholeAt(bytes, start, end) ?? valueOf(bytes.toString('latin1', start, end), column);
    case 'number':
    case 'boolean':
      return valueOf(bytes.toString('latin1', start, end), column);
  }
}

/** Null for anything but a few digits. */
function wholeAt(bytes: Buffer, start: number, end: number): number | null {
  const isNegative = bytes[start] === minus;
  const first = isNegative ? start + 1 : start;
  if (end - first > exactDigits || end === first) {
    return null;
  }
  let value = 0;
  for (let at = first; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - zero;
    if (digit < 0 || digit > 9) {
      return null;
    }
    value = value * 10 + digit;
  }
  return isNegative && value !== 0 ? -value : value;
}

/** The same text as before where there was one: most columns have few, and making one for each row is what takes time. */
function textAt(bytes: Buffer, start: number, end: number, texts: string[]): string {
  const length = end - start;
  let hash = length;
  let isPlain = length <= longestKept;
  for (let at = start; isPlain && at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    hash = (Math.imul(hash, 31) + byte) | 0;
    isPlain = byte < 128 && byte !== quote;
  }
  if (!isPlain) {
    return bytes.toString('utf8', start, end).replaceAll('""', '"');
  }
  const place = (hash ^ (hash >>> 12)) & (keptTexts - 1);
  const kept = texts[place];
  if (kept !== undefined && isAt(bytes, start, kept, length)) {
    return kept;
  }
  const text = bytes.toString('latin1', start, end);
  texts[place] = text;
  return text;
}

function isAt(bytes: Buffer, start: number, text: string, length: number): boolean {
  if (text.length !== length) {
    return false;
  }
  for (let at = 0; at < length; at += 1) {
    if (text.charCodeAt(at) !== bytes[start + at]) {
      return false;
    }
  }
  return true;
}

function otherForm(row: number, columns: number): ZoneFlowError {
  return new ZoneFlowError('engine_failed', `Row ${row + 1} of Athena’s result file has not ${columns} quoted values`, {
    remedy: 'Run the query again; if it stays so, report it as an issue.',
  });
}
