/** Folders that belong to one living process each; what dead ones left behind is removed by whoever comes next. */
import { mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

export interface OwnFolder {
  path: string;
  /** Never fails: what cannot be removed now is removed by a later process. */
  remove(): Promise<void>;
}

/** A living process says so this often, by the folder's time of change. */
const heartbeatMs = 5 * 60_000;
/** Processes of other hosts cannot be asked; nor can a number tell one process from a later one of the same number. */
const silentMs = 60 * 60_000;

/** Folders of this process: in containers each start of a process may have the same number. */
const living = new Set<string>();

/** Makes a folder below `parent`, which must be there, and removes those of processes that are gone. */
export async function createOwnFolder(parent: string): Promise<OwnFolder> {
  await removeAbandoned(parent);
  const path = await mkdtemp(join(parent, `${ownPrefix()}${process.pid}-`));
  living.add(path);
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, heartbeatMs).unref();
  return {
    path,
    async remove() {
      clearInterval(heartbeat);
      living.delete(path);
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
    },
  };
}

async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const path = join(parent, name);
    if (!living.has(path) && (await isAbandoned(name, path))) {
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

async function isAbandoned(name: string, path: string): Promise<boolean> {
  const pid = name.startsWith(ownPrefix()) ? /^(\d+)-/.exec(name.slice(ownPrefix().length))?.[1] : undefined;
  if (pid !== undefined && (Number(pid) === process.pid || !isRunning(Number(pid)))) {
    return true;
  }
  const changed = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => Date.now()
  );
  return changed < Date.now() - silentMs;
}

function ownPrefix(): string {
  return `${hostname().replaceAll(/[^A-Za-z0-9.]/g, '.')}-`;
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
