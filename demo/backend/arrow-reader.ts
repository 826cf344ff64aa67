/** Reads the Arrow files that the plugin's backend answers with, as Grafana does, back into frames. */
import { ZoneFlowError } from '../../backend/errors';
import type { Field, FieldConfig, FieldType, Frame, FrameMeta } from '../../backend/frames/frame';
import { rootTable, type FlatTable } from './arrow-table';

const magic = 'ARROW1';
/** Members of Arrow's Type union that the plugin uses (Schema.fbs). */
const fieldTypes: Record<number, FieldType> = {
  2: 'integer',
  3: 'number',
  4: 'json',
  5: 'string',
  6: 'boolean',
  10: 'time',
};
const millisecondNanoseconds = 1_000_000n;

type Value = Field['values'][number];

/** @throws ZoneFlowError `bad_input` if the bytes are no Arrow file, or have a type that Grafana's frames do not have. */
export function readFrame(bytes: Uint8Array): Frame {
  const text = new TextDecoder();
  if (text.decode(bytes.subarray(-magic.length)) !== magic) {
    throw new ZoneFlowError('bad_input', 'The backend’s answer is not an Arrow file');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const footerLength = view.getInt32(bytes.length - magic.length - 4, true);
  const footerEnd = bytes.length - magic.length - 4;
  // Copies, because FlatBuffers reads relative to the begin of its buffer.
  const footer = rootTable(bytes.slice(footerEnd - footerLength, footerEnd));
  const schema = footer.table(1);
  const fieldTables = schema?.tables(1) ?? [];
  const columns = fieldTables.map((): Value[] => []);
  for (const block of footer.structs(3, 24)) {
    readBatch(
      bytes,
      { offset: footer.int64At(block), metadataLength: footer.int32At(block + 8) },
      fieldTables,
      columns
    );
  }
  const metadata = keyValues(schema, 2);
  const refId = metadata.get('refId');
  const meta = metadata.get('meta');
  return {
    name: metadata.get('name') ?? '',
    ...(refId ? { refId } : {}),
    ...(meta ? { meta: parseMeta(meta) } : {}),
    fields: fieldTables.map((table, index): Field => readField(table, columns[index] ?? [])),
  };
}

function readField(table: FlatTable, values: Value[]): Field {
  const metadata = keyValues(table, 6);
  const labels = metadata.get('labels');
  const config = metadata.get('config');
  return {
    name: table.text(0),
    type: typeOf(table),
    values,
    ...(labels ? { labels: parseLabels(labels) } : {}),
    ...(config ? { config: parseConfig(config) } : {}),
  };
}

function typeOf(table: FlatTable): FieldType {
  const type = fieldTypes[table.int8(2)];
  if (type === undefined) {
    throw new ZoneFlowError('bad_input', `The field ${table.text(0)} has an Arrow type that frames do not have`);
  }
  return type;
}

function keyValues(table: FlatTable | undefined, slot: number): Map<string, string> {
  return new Map(table?.tables(slot).map((entry) => [entry.text(0), entry.text(1)]));
}

function readBatch(
  bytes: Uint8Array,
  block: { offset: number; metadataLength: number },
  fields: readonly FlatTable[],
  columns: Value[][]
): void {
  const body = block.offset + block.metadataLength;
  // Eight bytes before the metadata: a continuation mark and its length.
  const batch = rootTable(bytes.slice(block.offset + 8, body)).table(2);
  const nodes = batch?.structs(1, 16) ?? [];
  const buffers = (batch?.structs(2, 16) ?? []).map((at) => {
    const begin = body + (batch?.int64At(at) ?? 0);
    return bytes.subarray(begin, begin + (batch?.int64At(at + 8) ?? 0));
  });
  let next = 0;
  const take = (): DataView => {
    const buffer = buffers[next++] ?? new Uint8Array();
    return new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  };
  fields.forEach((field, index) => {
    const node = nodes[index];
    const length = node === undefined ? 0 : (batch?.int64At(node) ?? 0);
    const validity = take();
    const read = valueReader(typeOf(field), take);
    for (let row = 0; row < length; row++) {
      columns[index]?.push(validity.byteLength > 0 && !bit(validity, row) ? null : read(row));
    }
  });
}

function valueReader(type: FieldType, take: () => DataView): (row: number) => Value {
  switch (type) {
    case 'integer': {
      const values = take();
      return (row) => Number(values.getBigInt64(row * 8, true));
    }
    case 'time': {
      const values = take();
      return (row) => Number(values.getBigInt64(row * 8, true) / millisecondNanoseconds);
    }
    case 'number': {
      const values = take();
      return (row) => values.getFloat64(row * 8, true);
    }
    case 'boolean': {
      const values = take();
      return (row) => bit(values, row);
    }
    case 'string':
      return textReader(take(), take());
    case 'json': {
      const text = textReader(take(), take());
      return (row) => asValue(JSON.parse(text(row)));
    }
  }
}

function textReader(offsets: DataView, texts: DataView): (row: number) => string {
  const buffer = Buffer.from(texts.buffer, texts.byteOffset, texts.byteLength);
  return (row) => buffer.toString('utf8', offsets.getInt32(row * 4, true), offsets.getInt32(row * 4 + 4, true));
}

function bit(view: DataView, row: number): boolean {
  return (view.getUint8(row >> 3) & (1 << (row & 7))) !== 0;
}

function asValue(value: unknown): Value {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'object':
      return value;
    default:
      return null;
  }
}

function parseMeta(text: string): FrameMeta {
  const value: unknown = JSON.parse(text);
  return isObject<FrameMeta>(value) ? value : {};
}

function parseConfig(text: string): FieldConfig {
  const value: unknown = JSON.parse(text);
  return isObject<FieldConfig>(value) ? value : {};
}

function parseLabels(text: string): Record<string, string> {
  const value: unknown = JSON.parse(text);
  return isObject<Record<string, string>>(value) ? value : {};
}

/** The writer checks what it writes against the same types, so the reader only asks for an object. */
function isObject<T extends object>(value: unknown): value is T {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
