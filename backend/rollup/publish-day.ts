/** Makes a day's hours readable: files first, then the manifest that names them, and what it no longer names goes later. */
import { randomUUID } from 'node:crypto';
import type { Engine } from '../engines/engine';
import { ZoneFlowError } from '../errors';
import { withinAny } from '../sql/within';
import type { Place } from '../storage/place';
import { hourSeconds, joined } from './hours';
import { lastManifest, manifestName, manifestTime, rollupVersion, type DayManifest, type RolledHour } from './manifest';
import { dayFiles, type RollupDay } from './rollup-days';
import type { RollupStore } from './rollup-store';

export interface MadeHours {
  hours: RolledHour[];
  /** Parquet files of the engine's own. */
  exchanges: string;
  evidence: string;
}

export const exchangeOrder = [
  'hour',
  'source_namespace',
  'source_workload',
  'target_namespace',
  'target_workload',
  'bytes',
];
export const evidenceOrder = ['hour', 'address', 'rank', 'zone'];

/** A reader that has read the manifest before may still open the files that it named. */
const unnamedLifeMs = 15 * 60_000;

interface PublishedDay {
  place: Place;
  store: RollupStore;
  manifest: DayManifest;
}

/** From here on readers see the day as the manifest says. @returns the manifest's name */
export async function publishDay({ place, store, manifest }: PublishedDay, signal: AbortSignal): Promise<string> {
  const { day } = manifest;
  const former = lastManifest((await dayFiles(place, 'hours', day, signal)).map(({ name }) => name));
  // Later than the one that holds, whatever this machine's clock says.
  const time = Math.max(Date.now(), former === undefined ? 0 : manifestTime(former) + 1);
  const name = manifestName(time, randomUUID());
  await store.put({ folder: 'hours', day, name }, { text: `${JSON.stringify(manifest)}\n` }, signal);
  return name;
}

/** What the day's manifest does not name is removed once it is old, and so is what runs that were killed left. */
export async function removeFormer(
  { place, store, manifest, name }: PublishedDay & { name: string },
  signal: AbortSignal
): Promise<void> {
  const { day } = manifest;
  const named = { exchanges: manifest.exchanges.file, evidence: manifest.evidence.file, hours: name };
  for (const folder of ['exchanges', 'evidence', 'hours'] as const) {
    for (const file of await dayFiles(place, folder, day, signal)) {
      const changed = file.name === named[folder] ? Infinity : (await file.facts())?.modifiedMs;
      if (changed !== undefined && changed < Date.now() - unnamedLifeMs) {
        await store.remove({ folder, day, name: file.name }, signal);
      }
    }
  }
}

/** One file a day and table, of the hours that were there and the new ones; nobody reads them yet. */
export async function storeDay(
  {
    engine,
    store,
    day,
    former,
    made,
  }: { engine: Engine; store: RollupStore; day: string; former: RollupDay | null; made: readonly MadeHours[] },
  signal: AbortSignal
): Promise<DayManifest> {
  const fresh = made.flatMap(({ hours }) => hours);
  const replaced = new Set(fresh.map(({ hour }) => hour));
  const kept = (former?.manifest.hours ?? []).filter(({ hour }) => !replaced.has(hour));
  const hours = [...kept, ...fresh].sort((left, right) => left.hour - right.hour);
  // Two runs at once never write into each other's files.
  const name = `${randomUUID()}.parquet`;
  const keptRows = withinAny('hour', joined(kept.map(({ hour }) => hour)));
  const start = Date.parse(`${day}T00:00:00Z`) / 1000;
  const opened = await engine.openHistory({ from: start, to: start + hourSeconds }, signal);
  try {
    const merged = async (folder: 'exchanges' | 'evidence', order: string[]) => {
      const old = former === null || kept.length === 0 ? [] : [{ path: former[folder].path, condition: keptRows }];
      const files = [...old, ...made.map((of) => ({ path: of[folder], condition: 'true' }))];
      const rows = await opened.store?.({ select: { files }, order }, signal);
      if (rows === undefined) {
        throw new ZoneFlowError('unsupported', 'Only the engine DuckDB rolls hours up');
      }
      await store.put({ folder, day, name }, { path: rows.path }, signal);
      return { file: name, size: rows.size };
    };
    const exchanges = await merged('exchanges', exchangeOrder);
    const evidence = await merged('evidence', evidenceOrder);
    return { version: rollupVersion, day, exchanges, evidence, hours };
  } finally {
    await opened.close();
  }
}
