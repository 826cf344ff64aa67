/** A client for any table of the engine that the settings name: for what is beside the questions, such as a cost report. */
import type { Settings } from '../../src/shared/settings';
import { createAthenaClient } from '../engines/athena/client';
import type { SqlClient } from '../engines/table/sql-client';
import { createTrinoClient } from '../engines/trino/client';
import { trinoSecret } from '../engines/trino/engine';
import { ZoneFlowError } from '../errors';
import type { EngineContext } from './create-engine';

/** Errors: bad_settings, for the embedded engine above all, which has no tables. */
export function createTableClient(
  settings: Settings,
  { log, secrets, aws }: Pick<EngineContext, 'log' | 'secrets' | 'aws'>
): SqlClient {
  const { engine, trino, athena, limits } = settings;
  switch (engine) {
    case 'duckdb':
      throw new ZoneFlowError('bad_settings', 'The engine duckdb reads files and has no tables', {
        remedy: 'Name the files, or the settings of a data source whose engine is athena or trino.',
      });
    case 'trino':
      if (trino.url === undefined || trino.url === '') {
        throw new ZoneFlowError('bad_settings', 'The setting trino.url is missing');
      }
      return createTrinoClient({
        url: trino.url,
        user: trino.user,
        catalog: trino.catalog,
        secret: trinoSecret({ password: secrets.get('trinoPassword'), token: secrets.get('trinoToken') }),
        certificateAuthority: secrets.get('tlsCACert'),
        timeoutSeconds: limits.timeoutSeconds,
        maxScanBytes: limits.maxScanBytes,
        log,
      });
    case 'athena':
      return createAthenaClient({
        aws: aws(),
        catalog: athena.catalog,
        workgroup: athena.workgroup,
        outputLocation: athena.outputLocation,
        reuseMinutes: athena.reuseMinutes,
        mostRunning: athena.mostRunning,
        maxScanBytes: limits.maxScanBytes,
        log,
      });
  }
}
