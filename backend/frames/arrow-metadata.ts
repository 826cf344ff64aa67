/** Writes Arrow's FlatBuffers tables (schema, record batch, footer); slot numbers are those of Arrow's format/*.fbs. */
import { Builder } from 'flatbuffers';
import { unknownType } from './column';
import type { Field, FieldType, Frame } from './frame';

/** Where a record batch lies in the file, and what its buffers are. */
export interface Batch {
  length: number;
  nodes: Array<{ length: number; nullCount: number }>;
  /** Offsets count from the start of the batch's body; lengths exclude padding. */
  buffers: Array<{ offset: number; length: number }>;
  bodyLength: number;
}

/** A field as the schema needs it. */
export interface SchemaField {
  field: Field;
  nullable: boolean;
}

const metadataV5 = 4;
const nanoseconds = 3;
const doublePrecision = 2;
const header = { schema: 1, recordBatch: 3 } as const;
const typeId = { int: 2, float: 3, binary: 4, utf8: 5, bool: 6, timestamp: 10 } as const;

/** A Message table that holds the schema; frame name, refId and meta ride in its metadata as Grafana's SDK reads them. */
export function schemaMessage(frame: Frame, fields: readonly SchemaField[]): Uint8Array {
  const builder = new Builder(1024);
  return message(builder, header.schema, schema(builder, frame, fields), 0);
}

export function batchMessage(batch: Batch): Uint8Array {
  const builder = new Builder(1024);
  const nodes = structs(builder, 2, batch.nodes, (node) => pair(builder, node.length, node.nullCount));
  const buffers = structs(builder, 2, batch.buffers, (buffer) => pair(builder, buffer.offset, buffer.length));
  builder.startObject(4);
  builder.addFieldInt64(0, BigInt(batch.length), 0n);
  builder.addFieldOffset(1, nodes, 0);
  builder.addFieldOffset(2, buffers, 0);
  return message(builder, header.recordBatch, builder.endObject(), batch.bodyLength);
}

/** @param batches file offset, length of prefix and metadata with padding, length of the body */
export function footer(
  frame: Frame,
  fields: readonly SchemaField[],
  batches: ReadonlyArray<{ offset: number; metadataLength: number; bodyLength: number }>
): Uint8Array {
  const builder = new Builder(1024);
  const schemaOffset = schema(builder, frame, fields);
  const blocks = structs(builder, 3, batches, ({ offset, metadataLength, bodyLength }) => {
    builder.prep(8, 24);
    builder.writeInt64(BigInt(bodyLength));
    builder.pad(4);
    builder.writeInt32(metadataLength);
    builder.writeInt64(BigInt(offset));
  });
  builder.startObject(5);
  builder.addFieldInt16(0, metadataV5, 0);
  builder.addFieldOffset(1, schemaOffset, 0);
  builder.addFieldOffset(3, blocks, 0);
  builder.finish(builder.endObject());
  return builder.asUint8Array();
}

function message(builder: Builder, headerType: number, headerOffset: number, bodyLength: number): Uint8Array {
  builder.startObject(5);
  builder.addFieldInt16(0, metadataV5, 0);
  builder.addFieldInt8(1, headerType, 0);
  builder.addFieldOffset(2, headerOffset, 0);
  builder.addFieldInt64(3, BigInt(bodyLength), 0n);
  builder.finish(builder.endObject());
  return builder.asUint8Array();
}

function schema(builder: Builder, frame: Frame, fields: readonly SchemaField[]): number {
  const fieldOffsets = offsets(
    builder,
    fields.map((field) => schemaField(builder, field))
  );
  const metadata = keyValues(builder, {
    name: frame.name,
    refId: frame.refId ?? '',
    // An empty meta would fail to parse as JSON, so the key is left out.
    ...(frame.meta === undefined ? {} : { meta: JSON.stringify(frame.meta) }),
  });
  builder.startObject(4);
  builder.addFieldOffset(1, fieldOffsets, 0);
  builder.addFieldOffset(2, metadata, 0);
  return builder.endObject();
}

function schemaField(builder: Builder, { field, nullable }: SchemaField): number {
  const name = builder.createString(field.name);
  const type = arrowType(builder, field.type);
  const children = offsets(builder, []);
  const metadata = keyValues(builder, {
    ...(field.labels === undefined ? {} : { labels: JSON.stringify(field.labels) }),
    ...(field.config === undefined ? {} : { config: JSON.stringify(field.config) }),
  });
  builder.startObject(7);
  builder.addFieldOffset(0, name, 0);
  builder.addFieldInt8(1, Number(nullable), 0);
  builder.addFieldInt8(2, type.id, 0);
  builder.addFieldOffset(3, type.offset, 0);
  builder.addFieldOffset(5, children, 0);
  builder.addFieldOffset(6, metadata, 0);
  return builder.endObject();
}

function arrowType(builder: Builder, type: FieldType): { id: number; offset: number } {
  switch (type) {
    case 'number':
      builder.startObject(1);
      builder.addFieldInt16(0, doublePrecision, 0);
      return { id: typeId.float, offset: builder.endObject() };
    case 'integer':
      builder.startObject(2);
      builder.addFieldInt32(0, 64, 0);
      builder.addFieldInt8(1, 1, 0);
      return { id: typeId.int, offset: builder.endObject() };
    case 'time':
      builder.startObject(2);
      builder.addFieldInt16(0, nanoseconds, 0);
      return { id: typeId.timestamp, offset: builder.endObject() };
    case 'string':
      return { id: typeId.utf8, offset: emptyTable(builder) };
    case 'boolean':
      return { id: typeId.bool, offset: emptyTable(builder) };
    case 'json':
      return { id: typeId.binary, offset: emptyTable(builder) };
    default:
      return unknownType(type);
  }
}

function emptyTable(builder: Builder): number {
  builder.startObject(0);
  return builder.endObject();
}

function keyValues(builder: Builder, entries: Record<string, string>): number {
  return offsets(
    builder,
    Object.entries(entries).map(([key, value]) => {
      const keyOffset = builder.createString(key);
      const valueOffset = builder.createString(value);
      builder.startObject(2);
      builder.addFieldOffset(0, keyOffset, 0);
      builder.addFieldOffset(1, valueOffset, 0);
      return builder.endObject();
    })
  );
}

function offsets(builder: Builder, items: readonly number[]): number {
  builder.startVector(4, items.length, 4);
  for (const item of items.toReversed()) {
    builder.addOffset(item);
  }
  return builder.endVector();
}

/** Vectors of structs are written back to front, like everything in FlatBuffers. */
function structs<T>(builder: Builder, words: number, items: readonly T[], write: (item: T) => void): number {
  builder.startVector(words * 8, items.length, 8);
  for (const item of items.toReversed()) {
    write(item);
  }
  return builder.endVector();
}

function pair(builder: Builder, first: number, second: number): void {
  builder.prep(8, 16);
  builder.writeInt64(BigInt(second));
  builder.writeInt64(BigInt(first));
}
