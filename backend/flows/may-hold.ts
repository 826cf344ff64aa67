/** Which of the listed objects may hold records of a shorter range: those that a listing of it would have found. */
import { posix } from 'node:path';
import type { TimeRange } from '../engines/engine';
import { contextOfPath, mayHoldRange, mayHoldTime, type FolderContext } from './layout';
import type { FlowObject } from './list-objects';

/** A test for many objects: what their folders say is read once a folder. */
export function createHoldsTest(): (object: FlowObject, range: TimeRange) => boolean {
  const contexts = new Map<string, FolderContext>();
  return ({ path, time }, range) => {
    const folder = posix.dirname(path);
    const context = contexts.get(folder) ?? contextOfPath(folder);
    contexts.set(folder, context);
    return mayHoldTime(time, range) && mayHoldRange(context, range);
  };
}
