/** One import at a time in a folder: a lock file that names its process, so that a dead one's lock can be told. */
import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ZoneFlowError } from '../../errors';

const lockName = '.import.lock';

/** Milliseconds after which nobody can still be taking the lock, on whatever host. */
const draftLifeMs = 3_600_000;

/** Runs the work while holding the folder's lock. Errors: history_busy if another import holds it, and the work's own. */
export async function withLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const lock = join(folder, lockName);
  await acquire(lock);
  try {
    await removeDrafts(folder);
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

interface Holder {
  host: string;
  pid: number;
  /** When the process started, as the kernel counts it, with the boot; empty where that cannot be read. */
  started: string;
}

async function acquire(lock: string): Promise<void> {
  const own = draftOf(lock);
  const holder: Holder = { host: hostname(), pid: process.pid, started: await processStart(process.pid) };
  try {
    await writeFile(own, JSON.stringify(holder), { flush: true });
    for (let attempt = 0; attempt < 3; attempt++) {
      // A link appears with its content or not at all: nobody ever reads a half-written lock.
      if (await linked(own, lock)) {
        return;
      }
      await breakIfStale(lock);
    }
    throw busy('another import');
  } finally {
    await rm(own, { force: true });
  }
}

async function breakIfStale(lock: string): Promise<void> {
  const content = await readIfThere(lock);
  if (content === null) {
    return;
  }
  const holder = parseHolder(content);
  if (holder === null || (await isAlive(holder))) {
    throw busy(holder ? `process ${holder.pid} on ${holder.host}` : `whoever wrote ${lock}`);
  }
  // Two may find the same stale lock: only what was judged is thrown away, a live lock that came since is put back.
  const aside = draftOf(lock);
  await rename(lock, aside).catch(() => undefined);
  const taken = await readIfThere(aside);
  if (taken !== null && taken !== content) {
    await linked(aside, lock);
  }
  await rm(aside, { force: true });
}

/** A lock's draft names its process: what a killed one leaves behind may be empty. */
function draftOf(lock: string): string {
  return `${lock}.${hostname()}.${process.pid}.${randomUUID()}`;
}

/** Removes what processes left that were killed while they took the lock; a living one needs its draft for a moment only. */
async function removeDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, host, pid] = /^\.import\.lock\.(.+)\.(\d+)\.[0-9a-f-]{36}$/.exec(name) ?? [];
    if (pid === undefined) {
      continue;
    }
    const path = join(folder, name);
    const age = Date.now() - ((await stat(path).catch(() => null))?.mtimeMs ?? 0);
    if (age > draftLifeMs || (host === hostname() && !(await isRunning(Number(pid))))) {
      await rm(path, { force: true });
    }
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

/** A process number alone is not enough: after a reboot, or in a container, it soon belongs to another. */
async function isAlive(holder: Holder): Promise<boolean> {
  if (holder.host !== hostname()) {
    return true; // cannot be told from here
  }
  if (!(await isRunning(holder.pid))) {
    return false;
  }
  return holder.started === '' || holder.started === (await processStart(holder.pid));
}

/** A killed process whose parent does not collect it (process 1 of many containers) keeps its number, but runs no more. */
async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') {
      return false;
    }
  }
  const [state = ''] = await processStat(pid);
  return state !== 'Z' && state !== 'X';
}

/** Boot and start time; empty where there is no /proc. */
async function processStart(pid: number): Promise<string> {
  const boot = await readIfThere('/proc/sys/kernel/random/boot_id');
  const { 19: started } = await processStat(pid);
  return boot === null || started === undefined ? '' : `${boot.trim()}/${started}`;
}

/** The fields of proc_pid_stat(5) from the third (the state) on; none where there is no /proc. */
async function processStat(pid: number): Promise<string[]> {
  const text = await readIfThere(`/proc/${pid}/stat`);
  return text === null ? [] : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function parseHolder(content: string): Holder | null {
  try {
    const holder = JSON.parse(content) as Partial<Holder>;
    return typeof holder.pid === 'number' && typeof holder.host === 'string' && typeof holder.started === 'string'
      ? { host: holder.host, pid: holder.pid, started: holder.started }
      : null;
  } catch {
    return null;
  }
}

async function readIfThere(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

function busy(who: string): ZoneFlowError {
  return new ZoneFlowError('history_busy', `The history is being written by ${who}`);
}
