/** Reads a plugin package byte by byte (APPNOTE.TXT of the zip format): names, modes and times of its entries, and the unpacked files. */
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  path: string;
  /** File type and permission bits, as `stat` gives them. */
  mode: number;
  /** The date and the time of day as the format has them: bit fields in local time. */
  modified: number;
  /** Where the entry's own header begins, and how long its compressed content is. */
  offset: number;
  compressedBytes: number;
  bytes: number;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endBytes = 22;
const deflated = 8;

/** @throws Error if the file is no zip, or has entries that are stored otherwise than deflated */
export function zipEntries(archive: Buffer): ZipEntry[] {
  const end = archive.length - endBytes;
  if (archive.readUInt32LE(end) !== endSignature) {
    throw new Error('no zip without a comment');
  }
  const entries: ZipEntry[] = [];
  let at = archive.readUInt32LE(end + 16);
  while (archive.readUInt32LE(at) === entrySignature) {
    if (archive.readUInt16LE(at + 10) !== deflated) {
      throw new Error('an entry is not deflated');
    }
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => archive.readUInt16LE(at + field));
    const name = at + 46;
    const next = name + (nameLength ?? 0);
    entries.push({
      path: archive.toString('utf8', name, next),
      mode: archive.readUInt16LE(at + 40),
      modified: archive.readUInt32LE(at + 12),
      offset: archive.readUInt32LE(at + 42),
      compressedBytes: archive.readUInt32LE(at + 20),
      bytes: archive.readUInt32LE(at + 24),
    });
    at = next + (extraLength ?? 0) + (commentLength ?? 0);
  }
  return entries;
}

/** Unpacks into a folder that exists, with the modes of the archive. */
export async function unpack(
  file: string,
  folder: string,
  wanted: (path: string) => boolean = () => true
): Promise<void> {
  const archive = readFileSync(file);
  for (const { path, mode, offset, compressedBytes, bytes } of zipEntries(archive)) {
    if (!wanted(path)) {
      continue;
    }
    const begin = offset + 30 + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28);
    const content = inflateRawSync(archive.subarray(begin, begin + compressedBytes));
    if (content.length !== bytes) {
      throw new Error(`${path} has ${content.length} bytes, not ${bytes}`);
    }
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content, { mode });
  }
}
