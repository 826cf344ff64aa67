/** Looks at a text object once: its header, whether it is whole, whether its last line is; and rescues its whole lines. */
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { isWholeLastLine, isWholeLine, parseTextHeader } from './text-header';

export interface TextSource {
  path: string;
  format: 'gzip' | 'text';
  size: number;
}

export type TextInspection =
  /** `cut`: the last line is not whole and must not be read. */
  | { state: 'readable'; columns: string[]; cut: boolean }
  /** `reason` completes "… could not be read:". */
  | { state: 'corrupt'; reason: string }
  | { state: 'foreign' };

/**
 * Reads a gzip object to its end: DuckDB reports neither a missing end nor a wrong checksum, and a cut last line may still
 * have every column (measured, DuckDB 1.5). Of a plain file only both ends are read.
 */
export async function inspectTextObject(source: TextSource, signal: AbortSignal): Promise<TextInspection> {
  if (source.size === 0) {
    return { state: 'corrupt', reason: 'it is empty' };
  }
  if (source.format === 'text') {
    return judged(await endsOfPlainFile(source));
  }
  const ends = new TextEnds();
  try {
    await pipeline(
      createReadStream(source.path, { highWaterMark: readBytes }),
      createGunzip({ chunkSize: inflateBytes }),
      async (chunks: AsyncIterable<Buffer>) => {
        for await (const chunk of chunks) {
          ends.add(chunk);
        }
      },
      { signal }
    );
  } catch (error) {
    signal.throwIfAborted();
    const reason = gzipFault(error);
    if (reason === null) {
      throw error;
    }
    return { state: 'corrupt', reason };
  }
  return judged(ends);
}

/** Writes the whole lines of an object below its header to a plain file. @returns lines left out, a cut last one included */
export async function rescueWholeLines(
  source: TextSource,
  columns: readonly string[],
  target: string,
  signal: AbortSignal
): Promise<number> {
  let leftOut = 0;
  async function* wholeLines(chunks: AsyncIterable<Buffer>): AsyncIterable<string> {
    let rest = '';
    let header = true;
    for await (const chunk of chunks) {
      const lines = (rest + chunk.toString('latin1')).split(/\r?\n/);
      rest = lines.pop() ?? '';
      // The header stays the first line: the copy is read like its original.
      const whole = lines.filter((line, index) => (header && index === 0) || isWholeLine(line, columns));
      header = header && lines.length === 0;
      leftOut += lines.filter((line) => line !== '').length - whole.filter((line) => line !== '').length;
      yield whole.map((line) => `${line}\n`).join('');
    }
    if (rest !== '' && isWholeLastLine(rest, columns)) {
      yield `${rest}\n`;
    } else if (rest !== '') {
      leftOut += 1;
    }
  }
  const file = createReadStream(source.path, { highWaterMark: readBytes });
  const copy = createWriteStream(target, { mode: 0o600 });
  await (source.format === 'gzip'
    ? pipeline(file, createGunzip({ chunkSize: inflateBytes }), wholeLines, copy, { signal })
    : pipeline(file, wholeLines, copy, { signal }));
  return leftOut;
}

const readBytes = 256 * 1024;
const inflateBytes = 512 * 1024;
/** Longest line worth looking at: a record with every field of version 11 has below 2 KB. */
const endBytes = 64 * 1024;

/** The first and the last bytes of a text. */
class TextEnds {
  head = Buffer.alloc(0);
  tail = Buffer.alloc(0);

  add(chunk: Buffer): void {
    if (this.head.length < endBytes) {
      this.head = Buffer.concat([this.head, chunk.subarray(0, endBytes - this.head.length)]);
    }
    this.tail =
      chunk.length >= endBytes
        ? Buffer.from(chunk.subarray(chunk.length - endBytes))
        : Buffer.concat([this.tail.subarray(Math.max(0, this.tail.length + chunk.length - endBytes)), chunk]);
  }
}

async function endsOfPlainFile({ path, size }: TextSource): Promise<TextEnds> {
  const ends = new TextEnds();
  const file = await open(path);
  try {
    const head = await file.read(Buffer.alloc(endBytes), 0, endBytes, 0);
    const tail = await file.read(Buffer.alloc(endBytes), 0, endBytes, Math.max(0, size - endBytes));
    ends.head = head.buffer.subarray(0, head.bytesRead);
    ends.tail = tail.buffer.subarray(0, tail.bytesRead);
  } finally {
    await file.close();
  }
  return ends;
}

function judged({ head, tail }: TextEnds): TextInspection {
  const text = head.toString('latin1');
  const lineEnd = text.indexOf('\n');
  const columns = parseTextHeader(lineEnd < 0 ? text : text.slice(0, lineEnd));
  if (columns === null) {
    // Zeros instead of text are what a file system leaves of a file whose writing was cut off.
    return text.startsWith('\0') || text === ''
      ? { state: 'corrupt', reason: 'it holds no text' }
      : { state: 'foreign' };
  }
  const end = tail.toString('latin1');
  const lastLine = end.slice(end.lastIndexOf('\n') + 1);
  const onlyHeader = lineEnd < 0;
  return { state: 'readable', columns, cut: lastLine !== '' && !onlyHeader && !isWholeLastLine(lastLine, columns) };
}

/** In words, or null if the fault is not of the compressed data. */
function gzipFault(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'Z_BUF_ERROR':
      return 'it ends in the middle of its gzip data';
    case 'Z_DATA_ERROR':
    case 'Z_NEED_DICT':
      return 'its gzip data is damaged';
    default:
      return null;
  }
}
