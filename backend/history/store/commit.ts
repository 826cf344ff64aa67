/**
 * Changes several files whole or not at all: they are staged beside the store, then a journal lists the moves, then they
 * are moved. Whoever comes after a crash finishes a journaled change and throws away one without a journal.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ZoneFlowError } from '../../errors';

/** Paths relative to the store's folder; a written file is staged under the same path. */
export interface Changes {
  written: string[];
  removed: string[];
}

const stagePrefix = '.import-';
const journalName = 'commit.json';

/** Makes the folder in which a change is staged. */
export async function createStage(folder: string): Promise<string> {
  const stage = join(folder, `${stagePrefix}${randomUUID()}`);
  await mkdir(stage, { recursive: true });
  return stage;
}

/** Makes the staged files part of the store. After `onStep('journaled')` the change holds, whatever happens. */
export async function commit(
  folder: string,
  stage: string,
  changes: Changes,
  onStep: (step: string) => void
): Promise<void> {
  const folders = new Set([stage]);
  for (const path of changes.written) {
    // Made now, because once the journal is written nothing may fail for want of space.
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await sync(join(stage, path));
    for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
      folders.add(join(stage, parent));
    }
  }
  for (const path of folders) {
    await sync(path);
  }
  onStep('staged');
  const draft = join(stage, `${journalName}.draft`);
  await writeFile(draft, JSON.stringify(changes), { flush: true });
  onStep('drafted');
  await rename(draft, join(stage, journalName));
  await sync(stage);
  await sync(folder);
  onStep('journaled');
  await rollForward(folder, stage, changes, onStep);
}

/** Finishes or undoes what a crash left. To be called with the folder's lock held. */
export async function recoverStages(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(stagePrefix)) {
      continue;
    }
    const stage = join(folder, name);
    const journal = await readFile(join(stage, journalName), 'utf8').catch((error: unknown) => {
      if (isMissing(error)) {
        return null;
      }
      throw error;
    });
    if (journal === null) {
      await rm(stage, { recursive: true, force: true });
    } else {
      await rollForward(folder, stage, parseChanges(stage, journal), () => undefined);
    }
  }
}

async function rollForward(
  folder: string,
  stage: string,
  changes: Changes,
  onStep: (step: string) => void
): Promise<void> {
  const folders = new Set<string>();
  for (const path of changes.written) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    try {
      await rename(join(stage, path), target);
    } catch (error) {
      if (!isMissing(error)) {
        throw error;
      } // moved before the crash
    }
    for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
      folders.add(join(folder, parent));
    }
    onStep(`moved ${path}`);
  }
  for (const path of changes.removed) {
    await rm(join(folder, path), { force: true });
    await rmdir(dirname(join(folder, path))).catch(() => undefined); // other files may lie in it
    onStep(`removed ${path}`);
  }
  for (const path of [...folders, folder]) {
    await sync(path);
  }
  onStep('moved');
  await rm(stage, { recursive: true, force: true });
}

/** A file or folder entry survives a power cut only after fsync. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function parseChanges(stage: string, journal: string): Changes {
  const changes: unknown = JSON.parse(journal);
  if (typeof changes === 'object' && changes !== null && 'written' in changes && 'removed' in changes) {
    const { written, removed } = changes;
    if (isPaths(written) && isPaths(removed)) {
      return { written, removed };
    }
  }
  throw new ZoneFlowError('corrupt_object', `The journal of a broken import in ${stage} cannot be read`, {
    remedy: 'Restore the history folder from a copy, or remove that folder and import everything again.',
  });
}

function isPaths(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((path) => typeof path === 'string');
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
