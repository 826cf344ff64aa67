/** Writes protobuf messages without copying the large byte strings in them until the very end. */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** From here on a byte string is kept aside instead of copied into a growing buffer. */
const largeBytes = 16 * 1024;

/** A message under construction: runs of small fields, and large byte strings between them. */
export class WireWriter {
  private readonly parts: Uint8Array[] = [];
  private partsLength = 0;
  private run = new BinaryWriter();
  private runIsEmpty = true;

  text(no: number, value: string): void {
    this.tagged(no, WireType.LengthDelimited).string(value);
  }

  integer(no: number, value: number): void {
    this.tagged(no, WireType.Varint).int64(value);
  }

  boolean(no: number, value: boolean): void {
    this.tagged(no, WireType.Varint).bool(value);
  }

  bytes(no: number, value: Uint8Array): void {
    if (value.length < largeBytes) {
      this.tagged(no, WireType.LengthDelimited).bytes(value);
      return;
    }
    this.tagged(no, WireType.LengthDelimited).uint32(value.length);
    this.endRun();
    this.add(value);
  }

  nested(no: number, write: (writer: WireWriter) => void): void {
    const inner = new WireWriter();
    write(inner);
    inner.endRun();
    this.tagged(no, WireType.LengthDelimited).uint32(inner.partsLength);
    this.endRun();
    inner.parts.forEach((part) => this.add(part));
  }

  finish(): Buffer {
    this.endRun();
    return Buffer.concat(this.parts, this.partsLength);
  }

  private tagged(no: number, wireType: WireType): BinaryWriter {
    this.runIsEmpty = false;
    return this.run.tag(no, wireType);
  }

  private endRun(): void {
    if (!this.runIsEmpty) {
      this.add(this.run.finish());
      this.runIsEmpty = true;
    }
  }

  private add(part: Uint8Array): void {
    this.parts.push(part);
    this.partsLength += part.length;
  }
}
