/** A folder of this machine as the home of the inventory. */
import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { toZoneFlowError } from '../../errors';
import type { InventoryMedium } from './inventory-store';

/** @param location made if it does not exist */
export function inventoryFolder(location: string): InventoryMedium {
  const root = resolve(location);
  return {
    async list(folder) {
      return (await names(join(root, folder))).map((name) => `${folder}/${name}`);
    },
    async bring(path) {
      const [folder = '', name = ''] = path.split('/');
      return (await names(join(root, folder))).includes(name) ? join(root, path) : null;
    },
    async add(path, file) {
      const target = join(root, path);
      const folder = join(target, '..');
      // Readers pass over names that begin with a dot.
      const draft = join(folder, `.draft-${randomUUID()}`);
      try {
        await mkdir(folder, { recursive: true });
        await copyFile(file, draft);
        await sync(draft);
        await rename(draft, target);
        await sync(folder);
      } catch (error) {
        await rm(draft, { force: true });
        throw toZoneFlowError(error);
      }
    },
    async remove(path) {
      await rm(join(root, path), { force: true });
    },
  };
}

async function names(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => /^[^._].*\.parquet$/.test(name)).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return [];
    }
    throw toZoneFlowError(error);
  }
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
