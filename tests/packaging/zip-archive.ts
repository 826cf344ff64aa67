/** Reads a plugin package as Grafana does: names, modes and times of its entries, and the unpacked files. */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise, type Entry } from 'yauzl';

export interface ZipEntry {
  path: string;
  /** Permission bits and file type, as `stat` gives them. */
  mode: number;
  /** In UTC. */
  modified: string;
  bytes: number;
}

export async function zipEntries(file: string): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  const zip = await openPromise(file);
  for await (const entry of zip.eachEntry()) {
    entries.push(zipEntry(entry));
  }
  return entries;
}

/** Unpacks into a folder that exists, with the modes of the archive. */
export async function unpack(file: string, folder: string): Promise<void> {
  const zip = await openPromise(file);
  for await (const entry of zip.eachEntry()) {
    const target = join(folder, entry.fileName);
    await mkdir(dirname(target), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target, { mode: zipEntry(entry).mode }));
  }
}

function zipEntry(entry: Entry): ZipEntry {
  return {
    path: entry.fileName,
    // The upper half is for Unix (the ZIP specification's appendix on host systems).
    mode: entry.externalFileAttributes >>> 16,
    modified: entry.getLastModDate({ timezone: 'UTC' }).toISOString(),
    bytes: entry.uncompressedSize,
  };
}
