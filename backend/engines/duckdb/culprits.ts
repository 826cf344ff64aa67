/** Finds the objects that made a statement fail: by the path in DuckDB's message, else by reading them. */
import type { ReadObject } from '../../flows/choose-objects';
import type { Session } from './database';
import { speaksOfData } from './engine-error';
import { flowRecords } from './flow-view';

/** Objects that cannot be read; none if the failure has another cause, as damaged history. */
export async function findCulprits(
  message: string,
  objects: readonly ReadObject[],
  session: Session,
  signal: AbortSignal
): Promise<ReadObject[]> {
  const named = objects.filter(({ path }) => message.includes(path));
  return named.length > 0 ? named : unreadable(objects, session, signal);
}

/** Reads every column of all objects, and halves what fails until each culprit is alone. */
async function unreadable(
  objects: readonly ReadObject[],
  session: Session,
  signal: AbortSignal
): Promise<ReadObject[]> {
  if (objects.length === 0) {
    return [];
  }
  try {
    await session.select(`SELECT bit_xor(hash(r)) AS sum FROM (${flowRecords(objects)}) r`, signal, 'heavy');
    return [];
  } catch (error) {
    signal.throwIfAborted();
    if (!speaksOfData(error)) {
      throw error;
    }
    if (objects.length === 1) {
      return [...objects];
    }
    const middle = Math.ceil(objects.length / 2);
    return [
      ...(await unreadable(objects.slice(0, middle), session, signal)),
      ...(await unreadable(objects.slice(middle), session, signal)),
    ];
  }
}
