/** Writes a file whole or not at all: whoever reads it sees the old one or the new one, never half of one. */
import { randomUUID } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { access, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { toZoneFlowError, ZoneFlowError } from '../backend/errors';

/**
 * Tells, before the work begins, that its result could not be written there.
 * @throws ZoneFlowError bad_input
 */
export async function checkTarget(file: string): Promise<void> {
  try {
    await targetOf(file);
  } catch (error) {
    throw writeError(file, error);
  }
}

/**
 * Makes the file or replaces it, keeping its permissions; a link stays a link.
 * @returns the file's absolute path
 * @throws ZoneFlowError disk_full, bad_input; the old file is as it was
 */
export async function replaceFile(file: string, content: Uint8Array): Promise<string> {
  try {
    const { path, old } = await targetOf(file);
    const draft = join(dirname(path), `.zoneflow-${randomUUID()}.tmp`);
    try {
      const handle = await open(draft, 'wx', old === null ? 0o666 : old.mode & 0o777);
      await handle
        .writeFile(content)
        .then(() => handle.sync())
        .finally(() => handle.close());
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    return resolve(file);
  } catch (error) {
    throw writeError(file, error);
  }
}

/** Where the file really is, and what is there now. */
async function targetOf(file: string): Promise<{ path: string; old: Stats | null }> {
  const path = await realpath(file).catch(() => join(resolve(dirname(file)), basename(file)));
  const old = await stat(path).catch(() => null);
  if (old !== null && !old.isFile()) {
    throw new ZoneFlowError(
      'bad_input',
      `${file} is a ${old.isDirectory() ? 'folder' : 'device or pipe'}, not a file`,
      {
        remedy: `Name a file${old.isDirectory() ? ` in it, such as ${join(file, 'report.html')}` : ''}, or - for standard output.`,
      }
    );
  }
  // With the dot it must be a folder.
  await access(`${dirname(path)}/.`, constants.W_OK);
  return { path, old };
}

function writeError(file: string, error: unknown): ZoneFlowError {
  const failure = toZoneFlowError(error);
  switch (failure.code) {
    case 'location_missing':
      return unwritable(file, 'its folder does not exist', 'Make the folder first, or name another file.', error);
    case 'location_denied':
      return unwritable(file, 'its folder may not be written to', 'Name a file in a folder you may write to.', error);
    case 'internal':
      return unwritable(file, failure.message, 'Name another file, or - for standard output.', error);
    default:
      return failure;
  }
}

function unwritable(file: string, reason: string, remedy: string, cause: unknown): ZoneFlowError {
  return new ZoneFlowError('bad_input', `${file} cannot be written: ${reason}`, { remedy, cause });
}
