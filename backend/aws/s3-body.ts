/** Bodies of S3's answers as they come: into a file or in chunks, whole or not at all. */
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';

/** A body that ended before its length. */
export class CutBody extends Error {
  readonly code = 'ERR_STREAM_PREMATURE_CLOSE';

  constructor(options?: ErrorOptions) {
    super('the answer ended before its end', options);
    this.name = 'CutBody';
  }
}

/** @returns checksum of what was written */
export async function writeBody(body: Readable, path: string, size: number): Promise<number> {
  const file = await open(path, 'w', 0o600);
  try {
    let [written, crc] = [0, 0];
    for await (const chunk of chunksOf(body)) {
      crc = crc32(chunk, crc);
      written += chunk.length;
      await file.appendFile(chunk);
    }
    if (written !== size) {
      throw new CutBody();
    }
    // Only what is on the disk is still whole after the power was cut.
    await file.sync();
    return crc;
  } finally {
    body.destroy();
    await file.close();
  }
}

export async function* wholeChunksOf(body: Readable, length: number | undefined): AsyncGenerator<Buffer> {
  let read = 0;
  for await (const chunk of chunksOf(body)) {
    read += chunk.length;
    yield chunk;
  }
  if (length !== undefined && read !== length) {
    throw new CutBody();
  }
}

async function* chunksOf(body: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body) {
      yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    }
  } catch (cause) {
    throw new CutBody({ cause });
  }
}
