/** The rollup in tables of the data source that settings name: for the command line and for the scheduled function of a deployment. */
import type { Settings } from '../../src/shared/settings';
import { rollupTables } from '../engines/table/rollup-tables';
import { ZoneFlowError } from '../errors';
import { createTableRollup, type RollupBuild, type TableRollup } from '../rollup/table-rollup';
import { createEngine, type EngineContext } from './create-engine';
import { createTableClient } from './create-table-client';

export interface OpenTableRollup extends TableRollup {
  /** Runs the statements of a build. After a failure its rows stay unread: ask for another build. */
  run(build: RollupBuild, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Nothing is asked before the first call. Errors: bad_settings without tables of a rollup. */
export function openTableRollup(settings: Settings, context: EngineContext): OpenTableRollup {
  const { rollup, trino, athena } = settings;
  if (settings.engine === 'duckdb' || rollup === undefined || !('table' in rollup)) {
    throw new ZoneFlowError('bad_settings', 'The settings name no tables for a rollup', {
      remedy: 'Set rollup.database and rollup.table of an engine over tables; `zoneflow ddl --rollup` makes them.',
    });
  }
  // What tells which hours are stale is never an old answer.
  const own = { ...settings, athena: { ...athena, reuseMinutes: 0 } };
  const engine = createEngine(own, context);
  const client = createTableClient(own, context);
  const tables = rollupTables(settings.engine === 'trino' ? { catalog: trino.catalog, ...rollup } : rollup);
  return {
    ...createTableRollup({ engine, tables }),
    async run({ statements }, signal) {
      for (const { sql } of statements) {
        await client.run(sql, signal);
      }
    },
    async close() {
      await Promise.all([engine.close(), client.close()]);
    },
  };
}
