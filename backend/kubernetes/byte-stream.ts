/** Hands over the bytes of a file or of standard input, gunzipped if they are gzip, without a byte-order mark. */
import { createReadStream } from 'node:fs';
import { addAbortSignal, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ZoneFlowError } from '../errors';

export interface ByteStreamEnd {
  /** Bytes read from the file, before decompression. */
  bytes: number;
  /** The gzip stream broke off; everything before was handed over. */
  gzipCut: boolean;
}

export interface ByteStreamOptions {
  /** A path, or `-` for standard input. */
  file: string;
  onBytes: (chunk: Buffer) => void;
  /** Bytes read so far, before decompression. */
  onProgress: (bytes: number) => void;
  signal: AbortSignal;
}

/** Errors: location_missing, location_denied, bad_input (a folder, damaged gzip, UTF-16), cancelled, and what onBytes throws. */
export async function readBytes({ file, onBytes, onProgress, signal }: ByteStreamOptions): Promise<ByteStreamEnd> {
  signal.throwIfAborted();
  const source: Readable = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1 << 20 });
  addAbortSignal(signal, source);
  const unmarked = withoutMark(file, onBytes);
  let gunzip: Gunzip | null = null;
  let bytes = 0;
  try {
    for await (const chunk of source) {
      signal.throwIfAborted();
      const buffer: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
      if (bytes === 0 && buffer[0] === 0x1f && buffer[1] === 0x8b) {
        gunzip = new Gunzip(file, unmarked);
      }
      bytes += buffer.length;
      await (gunzip ? gunzip.write(buffer) : unmarked(buffer));
      onProgress(bytes);
    }
    return { bytes, gzipCut: gunzip ? await gunzip.end() : false };
  } catch (error) {
    throw isFolderError(error)
      ? new ZoneFlowError('bad_input', `${file} is a folder, not a file`, { remedy: 'Name its files.' })
      : error;
  } finally {
    gunzip?.close();
  }
}

/** Decompresses in step with what is written, so that nothing that came before a damage is lost. */
class Gunzip {
  private readonly stream = createGunzip();
  private readonly ended: Promise<void>;
  private failure: Error | null = null;
  private readonly file: string;

  constructor(file: string, onBytes: (chunk: Buffer) => void) {
    this.file = file;
    this.stream.on('data', (chunk: Buffer) => {
      try {
        if (!this.failure) {
          onBytes(chunk);
        }
      } catch (error) {
        this.failure = error instanceof Error ? error : new Error(String(error));
      }
    });
    this.ended = new Promise((resolve) => {
      this.stream.once('end', resolve);
      this.stream.once('close', resolve);
      this.stream.once('error', (error) => {
        this.failure ??= error;
        resolve();
      });
    });
  }

  async write(chunk: Buffer): Promise<void> {
    this.throwFailure();
    await Promise.race([new Promise<void>((resolve) => this.stream.write(chunk, () => resolve())), this.ended]);
    this.throwFailure();
  }

  /** True if the stream broke off. */
  async end(): Promise<boolean> {
    this.stream.end();
    await this.ended;
    if (this.failure && 'code' in this.failure && this.failure.code === 'Z_BUF_ERROR') {
      return true;
    }
    this.throwFailure();
    return false;
  }

  close(): void {
    this.stream.close();
  }

  private throwFailure(): void {
    if (this.failure && 'code' in this.failure && this.failure.code === 'Z_DATA_ERROR') {
      throw new ZoneFlowError('bad_input', `${this.file} is damaged gzip (${this.failure.message})`, {
        cause: this.failure,
      });
    }
    if (this.failure) {
      throw this.failure;
    }
  }
}

function withoutMark(file: string, onBytes: (chunk: Buffer) => void): (chunk: Buffer) => void {
  let atStart = true;
  return (chunk) => {
    if (atStart && chunk.length > 0) {
      atStart = false;
      if ((chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0xfe && chunk[1] === 0xff)) {
        throw new ZoneFlowError('bad_input', `${file} is UTF-16`, {
          remedy: 'Save it as UTF-8 (PowerShell’s > writes UTF-16).',
        });
      }
      onBytes(chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk);
      return;
    }
    onBytes(chunk);
  };
}

function isFolderError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EISDIR';
}
