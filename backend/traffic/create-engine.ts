/** The engine that the settings name. */
import type { Settings } from '../../src/shared/settings';
import { createDuckDbEngine } from '../engines/duckdb/engine';
import type { Engine } from '../engines/engine';
import { ZoneFlowError } from '../errors';
import type { Logger } from '../log';
import { unsupportedEngine } from '../settings';

export function createEngine(settings: Settings, log: Logger): Engine {
  switch (settings.engine) {
    case 'duckdb':
      return createDuckDbEngine({
        flows: locationOf(settings.flows, 'flows'),
        history: locationOf(settings.history, 'history'),
        threads: settings.duckdb.threads,
        memoryLimitMb: settings.duckdb.memoryLimitMb,
        log,
      });
    case 'athena':
    case 'trino':
      throw unsupportedEngine(settings.engine);
  }
}

function locationOf(place: Settings['flows'], member: string): string {
  if (!('location' in place)) {
    throw new ZoneFlowError(
      'bad_settings',
      `The setting ${member} names a table, but the engine duckdb reads a location`,
      {
        remedy: `Set ${member}.location to a folder.`,
      }
    );
  }
  return place.location;
}
