/** Folders for what a process that writes history has on this machine for a while. */
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOwnFolder, type OwnFolder } from '../../storage/own-folder';

export async function openScratch(): Promise<OwnFolder> {
  const parent = join(tmpdir(), `zoneflow-history-${process.getuid?.() ?? 'user'}`);
  await mkdir(parent, { recursive: true, mode: 0o700 });
  return createOwnFolder(parent);
}
