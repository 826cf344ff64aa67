/** Which copies the cache gives up: what nobody used for long, then the least recently used until there is room. Pure. */

export interface StoredCopy {
  /** Empty for a file that is no copy: what a crash left. */
  id: string;
  path: string;
  size: number;
  /** Last use, epoch milliseconds. */
  usedMs: number;
}

/** Evicting a little more than needed saves the look at the whole folder for each object that follows. */
const margin = 0.1;
/** Another process may still be writing a draft for this long. */
const draftMs = 60 * 60_000;

export interface EvictionLimits {
  /** Ids that are being read, which stay. */
  held: ReadonlySet<string>;
  /** Bytes that may stay. */
  room: number;
  nowMs: number;
  /** What was last used longer ago is given up in any case. */
  maxAgeMs: number;
}

export function chooseEvicted(
  copies: readonly StoredCopy[],
  { held, room, nowMs, maxAgeMs }: EvictionLimits
): StoredCopy[] {
  const total = copies.reduce((sum, { size }) => sum + size, 0);
  const target = total > room ? Math.max(0, room) * (1 - margin) : room;
  const evicted: StoredCopy[] = [];
  let left = total;
  for (const copy of copies.toSorted((one, other) => one.usedMs - other.usedMs)) {
    const age = nowMs - copy.usedMs;
    const isOld = age > (copy.id === '' ? Math.min(draftMs, maxAgeMs) : maxAgeMs);
    if (!held.has(copy.id) && (isOld || (left > target && copy.id !== ''))) {
      evicted.push(copy);
      left -= copy.size;
    }
  }
  return evicted;
}
