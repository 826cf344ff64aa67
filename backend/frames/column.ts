/** Turns one field's values into the buffers Arrow keeps a column in; refuses values that do not fit the field's type. */
import { ZoneFlowError } from '../errors';
import type { Field } from './frame';
import { encodeTexts, type Texts } from './texts';

/** A column as Arrow stores it: null count, then validity, offsets (text types only) and values; no buffer when empty. */
export interface Column {
  length: number;
  nullCount: number;
  buffers: Uint8Array[];
}

/** Grafana reads every timestamp as nanoseconds in an int64: about the years 1678 to 2261. */
const maxTimeMs = Math.floor(Number(2n ** 63n - 1n) / 1e6) - 1;
const twoTo32 = 2 ** 32;
const noBytes = new Uint8Array(0);
const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** @throws ZoneFlowError `internal` that names the field and the row of the first value that does not fit. */
export function encodeColumn(field: Field): Column {
  switch (field.type) {
    case 'number':
      return floatColumn(field);
    case 'integer':
      return wideColumn(field, 1, Number.isSafeInteger, 'a safe integer');
    case 'time':
      return wideColumn(field, 1e6, isTime, 'a time in epoch milliseconds');
    case 'boolean':
      return booleanColumn(field);
    case 'string':
      return textColumn(field, (value) => (typeof value === 'string' ? value : undefined));
    case 'json':
      return textColumn(field, (value) => JSON.stringify(value));
    default:
      return unknownType(field.type);
  }
}

export function unknownType(type: never): never {
  throw new ZoneFlowError('internal', `A field has the unknown type ${String(type)}`);
}

/** Which rows hold a value: one bit a row, written only once a null was seen. */
class Validity {
  nullCount = 0;
  private bits = noBytes;
  private readonly length: number;

  constructor(length: number) {
    this.length = length;
  }

  setNull(row: number): void {
    if (this.nullCount === 0) {
      this.bits = new Uint8Array(Math.ceil(this.length / 8)).fill(0xff);
    }
    const byte = row >> 3;
    this.bits[byte] = (this.bits[byte] ?? 0) & ~(1 << (row & 7));
    this.nullCount += 1;
  }

  get buffer(): Uint8Array {
    return this.bits;
  }
}

function floatColumn(field: Field): Column {
  const { length } = field.values;
  const validity = new Validity(length);
  const floats = new Float64Array(length);
  for (let row = 0; row < length; row++) {
    const value = field.values[row];
    if (typeof value === 'number') {
      floats[row] = value;
    } else if (value === null) {
      validity.setNull(row);
    } else {
      throw misfit(field, row, 'a number');
    }
  }
  return { length, nullCount: validity.nullCount, buffers: [validity.buffer, new Uint8Array(floats.buffer)] };
}

/** int64 columns, written as two 32-bit words: as exact as BigInt and several times as fast. */
function wideColumn(field: Field, factor: number, fits: (value: number) => boolean, wanted: string): Column {
  const { length } = field.values;
  const validity = new Validity(length);
  const words = new Uint32Array(length * 2);
  for (let row = 0; row < length; row++) {
    const value = field.values[row];
    if (value === null) {
      validity.setNull(row);
      continue;
    }
    if (typeof value !== 'number' || !fits(value)) {
      throw misfit(field, row, wanted);
    }
    // value = high x 2^32 + low; low x factor stays below 2^53, so every step is exact.
    const high = Math.floor(value / twoTo32);
    const low = Math.round((value - high * twoTo32) * factor);
    words[row * 2] = low % twoTo32;
    words[row * 2 + 1] = high * factor + Math.floor(low / twoTo32);
  }
  return { length, nullCount: validity.nullCount, buffers: [validity.buffer, littleEndian(words)] };
}

function isTime(value: number): boolean {
  return Math.abs(value) <= maxTimeMs;
}

function littleEndian(words: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(words.buffer);
  return isLittleEndian ? bytes : Buffer.from(bytes).swap32();
}

function booleanColumn(field: Field): Column {
  const { length } = field.values;
  const validity = new Validity(length);
  const bits = new Uint8Array(Math.ceil(length / 8));
  for (let row = 0; row < length; row++) {
    const value = field.values[row];
    if (value === true) {
      bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7));
    } else if (value === null) {
      validity.setNull(row);
    } else if (value !== false) {
      throw misfit(field, row, 'a boolean');
    }
  }
  return { length, nullCount: validity.nullCount, buffers: [validity.buffer, bits] };
}

function textColumn(field: Field, toText: (value: unknown) => string | undefined): Column {
  const { length } = field.values;
  const validity = new Validity(length);
  const texts = new Array<string>(length);
  for (let row = 0; row < length; row++) {
    const value = field.values[row];
    const text = value === null ? '' : toText(value);
    if (text === undefined) {
      throw misfit(field, row, field.type === 'json' ? 'a JSON value' : 'a string');
    }
    if (value === null) {
      validity.setNull(row);
    }
    texts[row] = text;
  }
  const { offsets, bytes }: Texts = encodeTexts(texts);
  return { length, nullCount: validity.nullCount, buffers: [validity.buffer, offsets, bytes] };
}

function misfit(field: Field, row: number, wanted: string): ZoneFlowError {
  const value = field.values[row];
  const kind = typeof value === 'number' ? String(value) : typeof value;
  return new ZoneFlowError('internal', `Field "${field.name}" has ${kind} where ${wanted} belongs (row ${row})`);
}
