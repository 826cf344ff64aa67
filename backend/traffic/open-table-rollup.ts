/** The rollup in tables of the data source that settings name: for the command line and for the scheduled function of a deployment. */
import type { Settings } from '../../src/shared/settings';
import { rollupTables } from '../engines/table/rollup-tables';
import { ZoneFlowError } from '../errors';
import { createTableRollup, type TableRollup } from '../rollup/table-rollup';
import { createEngine, type EngineContext } from './create-engine';

export interface OpenTableRollup extends TableRollup {
  close(): Promise<void>;
}

/** Nothing is asked before the first call. Errors: bad_settings without tables of a rollup. */
export function openTableRollup(settings: Settings, context: EngineContext): OpenTableRollup {
  const { rollup, trino } = settings;
  if (settings.engine === 'duckdb' || rollup === undefined || !('table' in rollup)) {
    throw new ZoneFlowError('bad_settings', 'The settings name no tables for a rollup', {
      remedy: 'Set rollup.database and rollup.table of an engine over tables; `zoneflow ddl --rollup` makes them.',
    });
  }
  // A statement that sums up hours is never an old answer, and takes longer than a panel waits.
  const engine = createEngine({ ...settings, athena: { ...settings.athena, reuseMinutes: 0 } }, context);
  const tables = rollupTables(settings.engine === 'trino' ? { catalog: trino.catalog, ...rollup } : rollup);
  return { ...createTableRollup({ engine, tables }), close: () => engine.close() };
}
