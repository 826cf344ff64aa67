/** Protobuf messages as tables of fields, on the wire reader and writer of @bufbuild/protobuf. */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { WireWriter } from './wire-writer';

export interface Message<T> {
  /** @throws Error on bytes that are no such message */
  decode(bytes: Uint8Array): T;
  encode(value: T): Uint8Array;
  write(writer: WireWriter, value: T): void;
  /** The value of a message without any field. */
  empty(): T;
}

/** One field: how it is told apart, read into what was read before, and written. */
export interface FieldCodec<T> {
  no: number;
  wireType: WireType;
  empty(): T;
  read(reader: BinaryReader, before: T): T;
  write(writer: WireWriter, value: T): void;
}

type Fields = Record<string, FieldCodec<unknown>>;
type ValueOf<F extends Fields> = { [K in keyof F]: F[K] extends FieldCodec<infer T> ? T : never };
export type Infer<M> = M extends Message<infer T> ? T : never;

/** Fields unknown to the table are skipped, absent ones read as proto3's defaults. */
export function message<F extends Fields>(fields: F): Message<ValueOf<F>> {
  const byNumber = new Map(Object.entries(fields).map(([name, codec]) => [codec.no, { name, codec }]));
  const empty = (): Record<string, unknown> =>
    Object.fromEntries(Object.entries(fields).map(([name, codec]) => [name, codec.empty()]));
  const write = (writer: WireWriter, value: ValueOf<F>): void => {
    for (const name in fields) {
      fields[name]?.write(writer, value[name]);
    }
  };
  // A table cannot tell the compiler that a record filled from it has exactly its members; this is the one place that says so.
  const typed = (record: Record<string, unknown>): ValueOf<F> => record as ValueOf<F>;
  return {
    decode(bytes) {
      const reader = new BinaryReader(bytes);
      const record = empty();
      while (reader.pos < reader.len) {
        const [no, wireType] = reader.tag();
        const known = byNumber.get(no);
        if (known === undefined || known.codec.wireType !== wireType) {
          reader.skip(wireType, no);
        } else {
          record[known.name] = known.codec.read(reader, record[known.name]);
        }
      }
      return typed(record);
    },
    encode(value) {
      const writer = new WireWriter();
      write(writer, value);
      return writer.finish();
    },
    write,
    empty: () => typed(empty()),
  };
}

export function text(no: number): FieldCodec<string> {
  return {
    no,
    wireType: WireType.LengthDelimited,
    empty: () => '',
    read: (reader) => reader.string(),
    write: (writer, value) => void (value === '' || writer.text(no, value)),
  };
}

export function bytes(no: number): FieldCodec<Uint8Array> {
  return {
    no,
    wireType: WireType.LengthDelimited,
    empty: () => new Uint8Array(0),
    read: (reader) => reader.bytes(),
    write: (writer, value) => void (value.length === 0 || writer.bytes(no, value)),
  };
}

/** int64 and int32 of Grafana's messages: times, sizes and identifiers below 2^53. */
export function integer(no: number): FieldCodec<number> {
  return {
    no,
    wireType: WireType.Varint,
    empty: () => 0,
    read: (reader) => Number(reader.int64()),
    write: (writer, value) => void (value === 0 || writer.integer(no, value)),
  };
}

export function boolean(no: number): FieldCodec<boolean> {
  return {
    no,
    wireType: WireType.Varint,
    empty: () => false,
    read: (reader) => reader.bool(),
    write: (writer, value) => void (!value || writer.boolean(no, value)),
  };
}

export function one<T>(no: number, type: Message<T>): FieldCodec<T | undefined> {
  return {
    no,
    wireType: WireType.LengthDelimited,
    empty: () => undefined,
    read: (reader) => type.decode(reader.bytes()),
    write: (writer, value) => void (value === undefined || writeNested(writer, no, type, value)),
  };
}

export function many<T>(no: number, type: Message<T>): FieldCodec<T[]> {
  return {
    no,
    wireType: WireType.LengthDelimited,
    empty: () => [],
    read: (reader, before) => appended(before, type.decode(reader.bytes())),
    write: (writer, values) => values.forEach((value) => writeNested(writer, no, type, value)),
  };
}

export function manyTexts(no: number): FieldCodec<string[]> {
  return {
    no,
    wireType: WireType.LengthDelimited,
    empty: () => [],
    read: (reader, before) => appended(before, reader.string()),
    write: (writer, values) => values.forEach((value) => writer.text(no, value)),
  };
}

export function manyBytes(no: number): FieldCodec<Uint8Array[]> {
  return {
    no,
    wireType: WireType.LengthDelimited,
    empty: () => [],
    read: (reader, before) => appended(before, reader.bytes()),
    write: (writer, values) => values.forEach((value) => writer.bytes(no, value)),
  };
}

/** map<string, text>. */
export function textMap(no: number): FieldCodec<Map<string, string>> {
  return entries(no, message({ key: text(1), value: text(2) }), (value) => value ?? '');
}

/** map<string, message>. */
export function messageMap<T>(no: number, type: Message<T>): FieldCodec<Map<string, T>> {
  return entries(no, message({ key: text(1), value: one(2, type) }), (value) => value ?? type.empty());
}

function entries<V, T extends V>(
  no: number,
  entry: Message<{ key: string; value: V }>,
  present: (value: V) => T
): FieldCodec<Map<string, T>> {
  return {
    no,
    wireType: WireType.LengthDelimited,
    empty: () => new Map(),
    read(reader, before) {
      const { key, value } = entry.decode(reader.bytes());
      return before.set(key, present(value));
    },
    write(writer, values) {
      for (const [key, value] of values) {
        writeNested(writer, no, entry, { key, value });
      }
    },
  };
}

function writeNested<T>(writer: WireWriter, no: number, type: Message<T>, value: T): void {
  writer.nested(no, (inner) => type.write(inner, value));
}

/** In place: every message is read into lists of its own. */
function appended<T>(items: T[], item: T): T[] {
  items.push(item);
  return items;
}
