/** Reads a FlatBuffers table slot by slot (Arrow's format/*.fbs give the slot numbers). */
import { ByteBuffer } from 'flatbuffers';

export interface FlatTable {
  /** Scalars; 0 if absent. */
  int8(slot: number): number;
  int16(slot: number): number;
  int32(slot: number): number;
  int64(slot: number): number;
  text(slot: number): string;
  table(slot: number): FlatTable | undefined;
  tables(slot: number): FlatTable[];
  /** Elements of a vector of structs, as positions for `at`. */
  structs(slot: number, bytes: number): number[];
  int32At(position: number): number;
  int64At(position: number): number;
}

/** The root table of a buffer. */
export function rootTable(bytes: Uint8Array): FlatTable {
  const buffer = new ByteBuffer(bytes);
  return tableAt(buffer, buffer.readInt32(0));
}

function tableAt(buffer: ByteBuffer, position: number): FlatTable {
  const place = (slot: number): number | null => {
    const offset = buffer.__offset(position, 4 + slot * 2);
    return offset === 0 ? null : position + offset;
  };
  const scalar =
    (read: (at: number) => number) =>
    (slot: number): number => {
      const at = place(slot);
      return at === null ? 0 : read(at);
    };
  const elements = (slot: number, bytes: number): number[] => {
    const at = place(slot);
    if (at === null) {
      return [];
    }
    const vector = at + buffer.readInt32(at);
    return Array.from({ length: buffer.readInt32(vector) }, (_, index) => vector + 4 + index * bytes);
  };
  return {
    int8: scalar((at) => buffer.readInt8(at)),
    int16: scalar((at) => buffer.readInt16(at)),
    int32: scalar((at) => buffer.readInt32(at)),
    int64: scalar((at) => Number(buffer.readInt64(at))),
    text: (slot) => {
      const at = place(slot);
      const value = at === null ? '' : buffer.__string(at);
      return typeof value === 'string' ? value : new TextDecoder().decode(value);
    },
    table: (slot) => {
      const at = place(slot);
      return at === null ? undefined : tableAt(buffer, buffer.__indirect(at));
    },
    tables: (slot) => elements(slot, 4).map((at) => tableAt(buffer, buffer.__indirect(at))),
    structs: elements,
    int32At: (at) => buffer.readInt32(at),
    int64At: (at) => Number(buffer.readInt64(at)),
  };
}
