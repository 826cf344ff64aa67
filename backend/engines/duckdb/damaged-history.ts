/** Damage in the history store. It is the product's own data, so a damaged file is an error and never left out. */
import { access } from 'node:fs/promises';
import { ZoneFlowError } from '../../errors';
import { ObjectFormats } from '../../flows/object-format';
import { PlaceChanged } from '../../storage/place';
import type { Asking } from './database';
import { speaksOfData } from './engine-error';
import type { HistoryFile } from './history-files';
import { inspectParquet } from './parquet-footers';

/**
 * What to throw for a failure of a statement that read these files: PlaceChanged if one is gone, which a compaction put into
 * another; an error that names the damaged one, if one is.
 */
export async function historyFailure(error: unknown, files: readonly HistoryFile[], asking: Asking): Promise<unknown> {
  asking.signal.throwIfAborted();
  if (!speaksOfData(error)) {
    return error;
  }
  for (const { path } of files) {
    if (await isGone(path)) {
      return new PlaceChanged(path);
    }
  }
  const named = files.find(({ path }) => error instanceof Error && error.message.includes(path));
  return (named === undefined ? await unreadable(files, asking) : damaged(named)) ?? error;
}

async function unreadable(
  files: readonly HistoryFile[],
  { session, signal }: Asking
): Promise<ZoneFlowError | undefined> {
  const paths = files.map(({ path }) => path);
  const footers = await inspectParquet(session, paths, new ObjectFormats(), signal);
  const file = files.find(({ path }) => footers.get(path)?.state === 'corrupt');
  return file === undefined ? undefined : damaged(file);
}

async function isGone(path: string): Promise<boolean> {
  return access(path).then(
    () => false,
    (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'
  );
}

function damaged({ label }: HistoryFile): ZoneFlowError {
  // pods/cluster=NAME/day=2026-03-10/pods.parquet
  const name = label.split('/').slice(-4).join('/');
  return new ZoneFlowError('corrupt_object', `The history file ${name} is damaged`, {
    remedy: 'Delete the file and import that day’s pods and nodes again.',
  });
}
