/** The files of a stored day, readable on this machine: all that were there at one moment. */
import { PlaceChanged } from '../../storage/place';
import { dayFolder, type DayOfTable, type StoredFile } from './layout';
import type { HistoryMedium } from './medium';

const mostAttempts = 5;

/** A compaction may take files away after they were listed, for one that holds the same: then it is looked again. */
export async function bringDay(
  medium: HistoryMedium,
  of: DayOfTable,
  { scratch, signal, imported }: { scratch: string; signal: AbortSignal; imported: 'in place' | 'kept' }
): Promise<{ listed: StoredFile[]; paths: string[] }> {
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const listed = await medium.files(of, signal);
    const paths: string[] = [];
    for (const file of listed) {
      const path = await medium.bring(file, scratch, signal, imported);
      paths.push(...(path === null ? [] : [path]));
    }
    if (paths.length === listed.length) {
      return { listed, paths };
    }
  }
  throw new PlaceChanged(dayFolder(of));
}
