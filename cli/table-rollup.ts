/** `zoneflow rollup` over the tables of Athena or Trino: finds the hours to make, and runs the statements that make them. */
import { closedAfterSeconds, hourOf, hourSeconds, wholeHours } from '../backend/rollup/hours';
import type { RollUpSummary } from '../backend/rollup/roll-up';
import { buildsOf, hoursLookedAt } from '../backend/rollup/table-builds';
import { parseSettings } from '../backend/settings';
import { openTableRollup } from '../backend/traffic/open-table-rollup';
import type { DataSource } from './data-source';
import { silentLogger } from './silent-logger';

export interface TableRollupRun extends DataSource {
  /** Epoch milliseconds; by default the last 26 hours that are closed. */
  from?: number;
  to?: number;
  now?: number;
}

/** A statement over hours of a large network takes longer than a panel waits. */
const timeoutSeconds = 3600;

/** Errors: bad_settings, and those of the engine; hours made until then stay. */
export async function runTableRollup(run: TableRollupRun, signal: AbortSignal): Promise<RollUpSummary> {
  const settings = parseSettings(run.jsonData);
  const unlimited = { ...settings, limits: { ...settings.limits, timeoutSeconds, maxScanBytes: null } };
  const tables = openTableRollup(unlimited, { log: silentLogger, secrets: run.secrets, aws: run.aws });
  try {
    const now = Math.floor((run.now ?? Date.now()) / 1000);
    const closed = hourOf(now - closedAfterSeconds) + hourSeconds;
    const to = run.to === undefined ? closed : Math.min(closed, hourOf(run.to / 1000));
    const from = run.from === undefined ? to - hoursLookedAt * hourSeconds : Math.ceil(run.from / 1000);
    const range = { from, to };
    const missing = await tables.missingHours(range, signal);
    for (const hours of buildsOf(missing)) {
      await tables.run(await tables.build(hours, range, signal), signal);
    }
    return { made: missing.length, current: wholeHours(range).length - missing.length, left: [] };
  } finally {
    await tables.close();
  }
}
