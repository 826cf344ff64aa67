/** Recognises copies of objects whose names do not tell: same size, same bytes. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { LRUCache } from 'lru-cache';
import type { FlowObject } from './list-objects';

const hashes = new LRUCache<string, string>({ max: 50_000 });

/**
 * The objects, with one identity for all that have the same content. Only objects without AWS's name are in doubt, and
 * only those as large as another object are read.
 */
export async function identifyCopies(objects: readonly FlowObject[], signal: AbortSignal): Promise<FlowObject[]> {
  const sizes = new Map<number, FlowObject[]>();
  for (const object of objects) {
    const same = sizes.get(object.size) ?? [];
    same.push(object);
    sizes.set(object.size, same);
  }
  const identities = new Map<FlowObject, string>();
  for (const same of sizes.values()) {
    if (same.length > 1 && same.some(({ identity, size }) => identity === '' && size > 0)) {
      await identifyAmong(same, identities, signal);
    }
  }
  return objects.map((object) => ({ ...object, identity: identities.get(object) ?? object.identity }));
}

async function identifyAmong(
  objects: readonly FlowObject[],
  identities: Map<FlowObject, string>,
  signal: AbortSignal
): Promise<void> {
  const named = new Map<string, string>();
  for (const object of objects.toSorted((left, right) => (left.identity < right.identity ? 1 : -1))) {
    const content = await contentHash(object, signal);
    const identity = named.get(content) ?? (object.identity === '' ? content : object.identity);
    named.set(content, identity);
    // Two of AWS's names stay two objects, whatever is in them.
    identities.set(object, object.identity === '' ? identity : object.identity);
  }
}

async function contentHash({ path, size, modifiedMs }: FlowObject, signal: AbortSignal): Promise<string> {
  const key = `${path}\0${size}\0${modifiedMs}`;
  const known = hashes.get(key);
  if (known !== undefined) {
    return known;
  }
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash, { signal });
  const content = hash.digest('hex');
  hashes.set(key, content);
  return content;
}
