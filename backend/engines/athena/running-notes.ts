/** Notes of the queries that run, on disk, so that the process after one that was killed can stop what it left behind. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AwsSettings } from '../../aws/aws-settings';

export interface LeftQuery {
  id: string;
  forget: () => Promise<void>;
}

/** No method rejects: where nothing can be written there are no notes, and a killed process leaves its queries to their end. */
export interface RunningNotes {
  add(id: string): void;
  remove(id: string): Promise<void>;
  /** Queries with the same credentials, in the same workgroup, of processes of this machine that are gone. */
  left(): Promise<LeftQuery[]>;
}

interface Place {
  folder: string;
  host: string;
  /** The process and, as numbers come again, which process of that number. */
  process: string;
}

const thisProcess = `${process.pid}-${randomBytes(4).toString('hex')}`;

/** One empty file a query, told apart by its name: nothing can be half-written. */
export function createRunningNotes(aws: AwsSettings, workgroup: string, place: Partial<Place> = {}): RunningNotes {
  const {
    folder = join(tmpdir(), `zoneflow-athena-${process.getuid?.() ?? 'user'}`),
    host = hostname(),
    process: self = thisProcess,
  } = place;
  const source = shortHash(JSON.stringify([identityOf(aws), workgroup]));
  const machine = shortHash(host);
  const writing = new Map<string, Promise<void>>();
  const pathOf = (id: string): string => join(folder, [source, machine, self, id].join('.'));
  const write = async (id: string): Promise<void> => {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(pathOf(id), '');
    } catch {
      // A disk that takes nothing takes no answer away.
    }
  };
  const erase = (path: string): Promise<void> => rm(path, { force: true }).catch(() => undefined);
  return {
    add: (id) => void writing.set(id, write(id)),
    async remove(id) {
      await writing.get(id);
      writing.delete(id);
      await erase(pathOf(id));
    },
    async left() {
      const names = await readdir(folder).catch(() => []);
      return names.flatMap((name) => {
        const [from, on, by = '', id = ''] = name.split('.');
        return from === source && on === machine && isId.test(id) && isGone(by, self)
          ? [{ id, forget: () => erase(join(folder, name)) }]
          : [];
      });
    },
  };
}

const isId = /^[0-9a-f-]{36}$/;

/** Who asks: only the same may stop what was started. Without secrets. */
function identityOf({ authentication, region, endpoint, assumeRole }: AwsSettings): unknown[] {
  const { type } = authentication;
  const name =
    type === 'keys' ? authentication.accessKey : type === 'credentials' ? (authentication.profile ?? '') : '';
  return [type, name, region, endpoint ?? '', assumeRole?.arn ?? ''];
}

function isGone(other: string, self: string): boolean {
  const [pid = ''] = other.split('-');
  if (other === self || !/^\d+$/.test(pid)) {
    return false;
  }
  if (pid === self.split('-')[0]) {
    return true;
  }
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    // EPERM: it lives, as another user.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
