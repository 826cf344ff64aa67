/** Writes a frame as one Arrow IPC file, the only form in which Grafana takes frames from a backend. */
import { batchMessage, footer, schemaMessage, type Batch } from './arrow-metadata';
import { encodeColumn, type Column } from './column';
import type { Frame } from './frame';
import { checkFrame } from './validate';

const magic = new TextEncoder().encode('ARROW1');
/** Marks the start of a message's metadata; followed by a zero length it ends the stream. */
const continuation = 0xffffffff;
const align = (length: number): number => (length + 7) & ~7;

/**
 * The frame as an uncompressed, little-endian Arrow file (metadata V5, at most one record batch).
 * A field is declared nullable exactly when it holds a null.
 * @throws ZoneFlowError `internal` for a frame that Grafana could not decode, `result_too_large` for a column above 2 GiB.
 */
export function encodeFrame(frame: Frame): Uint8Array {
  const steps = encodeFrameInSteps(frame);
  for (;;) {
    const step = steps.next();
    if (step.done) {
      return step.value;
    }
  }
}

/** The same, stopping after every column so that a caller can let other work run in between. */
export function* encodeFrameInSteps(frame: Frame): Generator<void, Uint8Array, void> {
  checkFrame(frame);
  const columns: Column[] = [];
  for (const field of frame.fields) {
    columns.push(encodeColumn(field));
    yield;
  }
  return writeFile(frame, columns);
}

function writeFile(frame: Frame, columns: readonly Column[]): Uint8Array {
  const rows = columns[0]?.length ?? 0;
  const fields = frame.fields.map((field, index) => ({ field, nullable: (columns[index]?.nullCount ?? 0) > 0 }));
  const file = new FileWriter();
  file.append(magic);
  file.padTo8();
  file.message(schemaMessage(frame, fields));
  const blocks = [];
  if (rows > 0) {
    const batch = layOut(rows, columns);
    const offset = file.length;
    const metadataLength = file.message(batchMessage(batch));
    for (const buffer of columns.flatMap((column) => column.buffers)) {
      file.append(buffer);
      file.padTo8();
    }
    blocks.push({ offset, metadataLength, bodyLength: batch.bodyLength });
  }
  file.uint32(continuation);
  file.uint32(0);
  const foot = footer(frame, fields, blocks);
  file.append(foot);
  file.uint32(foot.length);
  file.append(magic);
  return file.finish();
}

function layOut(length: number, columns: readonly Column[]): Batch {
  const buffers: Batch['buffers'] = [];
  let bodyLength = 0;
  for (const buffer of columns.flatMap((column) => column.buffers)) {
    buffers.push({ offset: bodyLength, length: buffer.length });
    bodyLength += align(buffer.length);
  }
  return {
    length,
    nodes: columns.map((column) => ({ length: column.length, nullCount: column.nullCount })),
    buffers,
    bodyLength,
  };
}

/** Collects the parts and copies them once. */
class FileWriter {
  length = 0;
  private readonly parts: Uint8Array[] = [];

  append(part: Uint8Array): void {
    this.parts.push(part);
    this.length += part.length;
  }

  padTo8(): void {
    this.append(new Uint8Array(align(this.length) - this.length));
  }

  uint32(value: number): void {
    const part = new Uint8Array(4);
    new DataView(part.buffer).setUint32(0, value, true);
    this.append(part);
  }

  /** Writes an encapsulated message and returns its length with prefix and padding. */
  message(metadata: Uint8Array): number {
    const padded = align(metadata.length);
    this.uint32(continuation);
    this.uint32(padded);
    this.append(metadata);
    this.padTo8();
    return 8 + padded;
  }

  finish(): Uint8Array {
    return Buffer.concat(this.parts, this.length);
  }
}
