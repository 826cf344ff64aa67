/** The engine that the settings name. */
import type { Settings } from '../../src/shared/settings';
import type { AwsSettings } from '../aws/aws-settings';
import { createAthenaEngine } from '../engines/athena/engine';
import { createDuckDbEngine } from '../engines/duckdb/engine';
import type { Engine } from '../engines/engine';
import { createTrinoEngine } from '../engines/trino/engine';
import { ZoneFlowError } from '../errors';
import type { Logger } from '../log';
import type { CacheUse } from '../storage/cache/object-cache';
import { openPlaces } from './open-places';

/** Decrypted secrets of the data source by key. */
export type Secrets = ReadonlyMap<string, string>;

export interface EngineContext {
  log: Logger;
  secrets: Secrets;
  /** How to reach AWS, read only if the settings need it. Errors: bad_settings. */
  aws: () => AwsSettings;
  /** Told of each object fetched from S3. */
  onFetched?: ((use: CacheUse) => void) | undefined;
}

export function createEngine(settings: Settings, { log, secrets, aws, onFetched }: EngineContext): Engine {
  switch (settings.engine) {
    case 'duckdb': {
      const flows = locationOf(settings.flows, 'flows');
      const history = locationOf(settings.history, 'history');
      const rollup = settings.rollup && locationOf(settings.rollup, 'rollup');
      const places = openPlaces({ flows, history, rollup, duckdb: settings.duckdb, aws, onFetched });
      return createDuckDbEngine({
        flows: places.flows,
        history: places.history,
        rollup: places.rollup,
        closePlaces: () => places.close(),
        threads: settings.duckdb.threads,
        memoryLimitMb: settings.duckdb.memoryLimitMb,
        log,
      });
    }
    case 'trino':
      return createTrinoEngine({
        url: needed(settings.trino.url, 'trino.url'),
        user: settings.trino.user,
        catalog: settings.trino.catalog,
        password: secrets.get('trinoPassword'),
        token: secrets.get('trinoToken'),
        certificateAuthority: secrets.get('tlsCACert'),
        flows: tableOf(settings.flows, 'flows'),
        history: tableOf(settings.history, 'history'),
        rollup: settings.rollup && tableOf(settings.rollup, 'rollup'),
        cluster: onlyCluster(settings),
        partitions: settings.partitions,
        timeoutSeconds: settings.limits.timeoutSeconds,
        maxScanBytes: settings.limits.maxScanBytes,
        log,
      });
    case 'athena':
      return createAthenaEngine({
        flows: tableOf(settings.flows, 'flows'),
        history: tableOf(settings.history, 'history'),
        rollup: settings.rollup && tableOf(settings.rollup, 'rollup'),
        cluster: onlyCluster(settings),
        partitions: settings.partitions,
        aws: aws(),
        catalog: settings.athena.catalog,
        workgroup: settings.athena.workgroup,
        outputLocation: settings.athena.outputLocation,
        reuseMinutes: settings.athena.reuseMinutes,
        mostRunning: settings.athena.mostRunning,
        maxScanBytes: settings.limits.maxScanBytes,
        log,
      });
  }
}

/** A history that tells no cluster is of the one that the settings name, if it is one. */
function onlyCluster({ clusters }: Settings): string {
  const [first, ...more] = clusters;
  return more.length === 0 ? (first?.name ?? '') : '';
}

function locationOf(place: Settings['flows'], member: string): string {
  if (!('location' in place)) {
    throw new ZoneFlowError(
      'bad_settings',
      `The setting ${member} names a table, but the engine duckdb reads a location`,
      {
        remedy: `Set ${member}.location to a folder or an s3:// prefix.`,
      }
    );
  }
  return place.location;
}

function tableOf(place: Settings['flows'], member: string): { database: string; table: string } {
  if (!('table' in place)) {
    throw new ZoneFlowError('bad_settings', `The setting ${member} names a location, but the engine reads a table`, {
      remedy: `Set ${member}.database and ${member}.table.`,
    });
  }
  return place;
}

function needed(value: string | undefined, member: string): string {
  if (value === undefined || value === '') {
    throw new ZoneFlowError('bad_settings', `The setting ${member} is missing`);
  }
  return value;
}
