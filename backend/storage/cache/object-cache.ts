/** Remote objects made readable on this machine: fetched a few at a time, each once, kept by the cache for the next question. */
import { randomUUID } from 'node:crypto';
import { access, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { untilAborted } from '../../cache/until-aborted';
import { ZoneFlowError } from '../../errors';
import { forEachAtOnce } from '../at-once';
import { PlaceChanged, type Brought, type Lease, type PlacedFile } from '../place';
import { CacheFolder, openFolder, type CacheFolderOptions } from './cache-folder';
import { copyId } from './copy';
import { SharedWork } from './shared-work';

export type FetchedState = { state: 'whole'; crc: number } | { state: 'changed' } | { state: 'archived' };

/** Writes the object into a file of its own, whole. */
export type Fetch = (file: PlacedFile, path: string, signal: AbortSignal) => Promise<FetchedState>;

export interface CacheUse {
  /** Objects and bytes fetched since the start, and uses of copies that were there. */
  fetched: number;
  fetchedBytes: number;
  found: number;
}

/** Enough for a fast network, few enough for a small one: objects have some megabytes. */
const fetchesAtOnce = 16;
/** What is that small a part of the cache does not wait for others. */
const smallPart = 1 / 16;

interface Slot {
  work: SharedWork<Brought>;
  size: number;
}

export class ObjectCache {
  readonly use: CacheUse = { fetched: 0, fetchedBytes: 0, found: 0 };
  private readonly options: CacheFolderOptions;
  private readonly onFetched: (use: CacheUse) => void;
  private readonly slots = new Map<string, Slot>();
  /** Links that are being removed: their names are free only after that. */
  private readonly leaving = new Map<string, Promise<void>>();
  private readonly waiting = new Set<() => void>();
  private folder: Promise<CacheFolder> | undefined;

  constructor(options: CacheFolderOptions, onFetched: (use: CacheUse) => void = () => undefined) {
    this.options = options;
    this.onFetched = onFetched;
  }

  /** Below it lies everything that is held. */
  get openFolder(): string {
    return openFolder(this.options.path);
  }

  /**
   * The files, readable until the lease is released. Errors: scan_too_large if they exceed the cache, disk_full,
   * location_denied, PlaceChanged, and those of `fetch`.
   *
   * @param patient waits until others let go of what would not fit beside it; nothing waits that is small
   */
  async hold(
    files: readonly PlacedFile[],
    { fetch, patient }: { fetch: Fetch; patient: boolean },
    signal: AbortSignal
  ): Promise<Lease> {
    const needed = new Map(files.map((file) => [copyId(file), file]));
    const bytes = [...needed.values()].reduce((sum, { size }) => sum + size, 0);
    this.refuseTooLarge(bytes);
    if (patient && bytes > this.options.maxBytes * smallPart) {
      await this.placeFor(needed, signal);
    }
    const held: string[] = [];
    const brought = new Map<string, Brought>();
    const release = async (): Promise<void> => {
      await Promise.all(held.splice(0).map((id) => this.letGo(id)));
    };
    try {
      await forEachAtOnce(
        [...needed],
        fetchesAtOnce,
        async ([id, file], either) => {
          held.push(id);
          brought.set(id, await this.slot(id, file, fetch).work.join(either));
        },
        signal
      );
    } catch (error) {
      await release();
      throw error;
    }
    return { brought: files.map((file) => brought.get(copyId(file)) ?? { unreadable: 'it is not there' }), release };
  }

  /** To be called when nothing is held any more. */
  async close(): Promise<void> {
    await (await this.folder?.catch(() => undefined))?.close();
    this.folder = undefined;
  }

  private refuseTooLarge(bytes: number): void {
    const { maxBytes } = this.options;
    if (bytes > maxBytes) {
      const [needed, most] = [bytes, maxBytes].map((value) => Math.ceil(value / 2 ** 20));
      throw new ZoneFlowError('scan_too_large', `The range has ${needed} MiB in S3, and the cache holds ${most} MiB`, {
        remedy: 'Ask for a shorter range, or raise duckdb.cacheMaxMb.',
      });
    }
  }

  private async placeFor(needed: ReadonlyMap<string, PlacedFile>, signal: AbortSignal): Promise<void> {
    for (;;) {
      const heldBytes = [...this.slots.values()].reduce((sum, { size }) => sum + size, 0);
      const more = [...needed].reduce((sum, [id, { size }]) => sum + (this.slots.has(id) ? 0 : size), 0);
      if (heldBytes === 0 || heldBytes + more <= this.options.maxBytes) {
        return;
      }
      let wake = (): void => undefined;
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      this.waiting.add(wake);
      await untilAborted(woken, signal).finally(() => this.waiting.delete(wake));
    }
  }

  private slot(id: string, file: PlacedFile, fetch: Fetch): Slot {
    const known = this.slots.get(id);
    if (known !== undefined) {
      return known;
    }
    const slot: Slot = { size: file.size, work: new SharedWork((signal) => this.bring(id, file, fetch, signal)) };
    this.slots.set(id, slot);
    return slot;
  }

  private async bring(id: string, file: PlacedFile, fetch: Fetch, signal: AbortSignal): Promise<Brought> {
    const fetchInto = async (path: string): Promise<FetchedState> => {
      signal.throwIfAborted();
      return fetch(file, path, signal);
    };
    await this.leaving.get(id);
    const folder = await this.opened();
    try {
      return await this.bringInto(folder, id, file, fetchInto);
    } catch (error) {
      // Whoever cleans temporary folders may have taken this one away as a whole.
      if (await isThere(folder.own)) {
        throw error;
      }
      await this.forget(folder);
      return this.bringInto(await this.opened(), id, file, fetchInto);
    }
  }

  private async bringInto(
    folder: CacheFolder,
    id: string,
    file: PlacedFile,
    fetch: (path: string) => Promise<FetchedState>
  ): Promise<Brought> {
    const path = join(folder.own, `${id}${endingOf(file.path)}`);
    if (await folder.take(id, path)) {
      this.use.found += 1;
      return { path };
    }
    await folder.makeRoom(file.size, new Set(this.slots.keys()));
    const draft = join(folder.own, randomUUID());
    try {
      const fetched = await fetch(draft);
      switch (fetched.state) {
        case 'whole':
          await rename(draft, path);
          await folder.publish(path, { id, size: file.size, crc: fetched.crc });
          this.use.fetched += 1;
          this.use.fetchedBytes += file.size;
          this.onFetched(this.use);
          return { path };
        case 'changed':
          throw new PlaceChanged(file.path);
        case 'archived':
          return { unreadable: 'it is in an archive class of S3 and must be restored first' };
      }
    } finally {
      await unlink(draft).catch(() => undefined);
    }
  }

  private async letGo(id: string): Promise<void> {
    const slot = this.slots.get(id);
    if (slot === undefined || !slot.work.leave()) {
      return;
    }
    this.slots.delete(id);
    const gone = slot.work.settled().then(async (brought) => {
      const path = brought !== null && 'path' in brought ? brought.path : null;
      await (path === null ? undefined : unlink(path).catch(() => undefined));
    });
    this.leaving.set(id, gone);
    for (const wake of this.waiting) {
      wake();
    }
    await gone;
    if (this.leaving.get(id) === gone) {
      this.leaving.delete(id);
    }
  }

  private async forget(folder: CacheFolder): Promise<void> {
    if ((await this.folder?.catch(() => undefined)) === folder) {
      this.folder = undefined;
      await folder.close();
    }
  }

  private opened(): Promise<CacheFolder> {
    this.folder ??= CacheFolder.open(this.options).catch((error: unknown) => {
      this.folder = undefined;
      throw error;
    });
    return this.folder;
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false
  );
}

/** Messages that name a copy at least show what it is. */
function endingOf(path: string): string {
  return /\.parquet$/i.test(path) ? '.parquet' : '.log';
}
