/** The engine's private folder for what does not fit into memory; folders of processes that were killed are removed. */
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes a folder that only this user can read, below `parent` (by default the system's folder for such). */
export async function createTempFolder(parent: string = tmpdir()): Promise<string> {
  await mkdir(parent, { recursive: true });
  await removeAbandoned(parent);
  return mkdtemp(join(parent, `${ownPrefix()}${process.pid}-`));
}

/** Never fails: what cannot be removed now is removed by a later start. */
export async function removeTempFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}

/** Containers may share a temporary folder but not their process ids, so the host's name is part of it. */
function ownPrefix(): string {
  return `zoneflow-duckdb-${hostname().replaceAll(/[^A-Za-z0-9.]/g, '.')}-`;
}

async function removeAbandoned(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    const pid = name.startsWith(ownPrefix()) ? /^(\d+)-/.exec(name.slice(ownPrefix().length))?.[1] : undefined;
    if (pid !== undefined && !isRunning(Number(pid))) {
      await removeTempFolder(join(parent, name));
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
