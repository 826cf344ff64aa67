/** Work over many things, a few at a time. */
import { setMaxListeners } from 'node:events';

/**
 * Runs the work over the items, at most `most` at a time, in their order. The first failure ends the others and is thrown
 * once they have ended; so does an abort, with its reason.
 */
export async function forEachAtOnce<Item>(
  items: readonly Item[],
  most: number,
  work: (item: Item, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal
): Promise<void> {
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  setMaxListeners(0, either);
  const queue = items.values();
  const oneAfterAnother = async (): Promise<void> => {
    for (const item of queue) {
      if (either.aborted) {
        return;
      }
      try {
        await work(item, either);
      } catch (error) {
        failure.abort(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, oneAfterAnother));
  either.throwIfAborted();
}
