/** The places that a data source's locations name: folders of this machine, or prefixes of buckets behind one cache. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../src/shared/settings';
import type { AwsSettings } from '../aws/aws-settings';
import { isS3Location } from '../aws/s3-location';
import type { S3Objects } from '../aws/s3-objects';
import { s3Place } from '../aws/s3-place';
import { ZoneFlowError } from '../errors';
import { ObjectCache, type CacheUse } from '../storage/cache/object-cache';
import { localPlace } from '../storage/local-place';
import type { Place } from '../storage/place';

export interface PlacesOptions {
  flows: string;
  history: string;
  /** Absent where nothing is rolled up. */
  rollup?: string | undefined;
  duckdb: Settings['duckdb'];
  /** How to reach AWS; read only if a location is in S3. */
  aws: () => AwsSettings;
  /** Told of each object that was fetched. */
  onFetched?: ((use: CacheUse) => void) | undefined;
}

export interface Places {
  flows: Place;
  history: Place;
  rollup: Place | null;
  /** For writing to buckets; loaded with the first use. */
  objects: () => Promise<S3Objects>;
  /** To be called when nothing is read any more. */
  close(): Promise<void>;
}

/** Errors: bad_settings, unsupported (another kind of location). */
export function openPlaces({ flows, history, rollup, duckdb, aws, onFetched }: PlacesOptions): Places {
  const settings = [flows, history, rollup ?? ''].some(isS3Location) ? aws() : null;
  const cache = new ObjectCache(cacheOptions(duckdb), onFetched);
  let loaded: Promise<S3Objects> | undefined;
  // The SDK takes its time to load: only who reads a bucket waits for it.
  const objects = (): Promise<S3Objects> => {
    loaded ??= import('../aws/s3-objects').then((module) => new module.S3Objects(settings ?? aws()));
    return loaded;
  };
  return {
    flows: isS3Location(flows)
      ? s3Place({ location: flows, objects, cache, patient: true })
      : localPlace({ location: checkedFolder(flows, 'flow'), noun: 'flow' }),
    history: isS3Location(history)
      ? s3Place({ location: history, objects, cache, patient: false })
      : localPlace({ location: checkedFolder(history, 'history'), noun: 'history', followsLinks: true }),
    rollup:
      rollup === undefined
        ? null
        : isS3Location(rollup)
          ? s3Place({ location: rollup, objects, cache, patient: true })
          : localPlace({ location: checkedFolder(rollup, 'rollup'), noun: 'rollup', followsLinks: true }),
    objects,
    async close() {
      await cache.close();
      (await loaded)?.close();
    },
  };
}

const bytesPerMb = 2 ** 20;
const msPerDay = 86_400_000;

function cacheOptions({ cacheDirectory, cacheMaxMb, cacheMaxDays }: Settings['duckdb']) {
  const path = cacheDirectory
    ? join(cacheDirectory, 'zoneflow-cache')
    : join(tmpdir(), `zoneflow-cache-${process.getuid?.() ?? 'user'}`);
  return { path, maxBytes: cacheMaxMb * bytesPerMb, maxAgeMs: cacheMaxDays * msPerDay };
}

function checkedFolder(location: string, noun: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(location)) {
    throw new ZoneFlowError('unsupported', `The ${noun} location ${location} is neither a folder nor in S3`, {
      remedy: 'Give the path of a folder, or s3://bucket/prefix.',
    });
  }
  return location;
}
