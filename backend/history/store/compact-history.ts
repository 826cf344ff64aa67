/** Compacts a whole history at once, as `zoneflow history compact` does: all days of its clusters. */
import { compactDays, historyDays } from './compact';
import { checkClusterName } from './layout';
import { openMedium, type MediumOptions } from './medium';
import { storeError } from './parquet';
import { openScratch } from './scratch';

export interface CompactOptions extends MediumOptions {
  /** All clusters if absent. */
  cluster?: string | undefined;
  onStep?: ((step: string) => void) | undefined;
}

export interface CompactSummary {
  cluster: string;
  days: number;
  /** Files of all tables, before and after. */
  before: number;
  after: number;
}

/** One entry a cluster. Errors: bad_input, location_denied, disk_full, corrupt_object, cancelled, those of AWS. */
export async function compactHistory(options: CompactOptions, signal: AbortSignal): Promise<CompactSummary[]> {
  if (options.cluster !== undefined) {
    checkClusterName(options.cluster);
  }
  const medium = openMedium(options);
  const scratch = await openScratch();
  try {
    const summaries: CompactSummary[] = [];
    for (const [cluster, days] of await historyDays(medium, signal)) {
      if (options.cluster === undefined || options.cluster === cluster) {
        const counts = await compactDays(
          { medium, scratch: scratch.path, now: Date.now, onStep: options.onStep ?? (() => undefined) },
          { cluster },
          signal
        );
        summaries.push({ cluster, days: days.length, before: counts.before, after: counts.after });
      }
    }
    return summaries;
  } catch (error) {
    throw storeError(error, 'The history cannot be compacted');
  } finally {
    medium.close();
    await scratch.remove();
  }
}
