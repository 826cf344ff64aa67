/** A prefix of a bucket as a place: listed folder by folder, its objects read through the cache on the disk. */
import { createAnswerCache } from '../cache/answer-cache';
import type { Fetch, ObjectCache } from '../storage/cache/object-cache';
import { PlaceChanged, type FolderEntries, type Place } from '../storage/place';
import { parseS3Location, s3Address } from './s3-location';
import type { S3Folder, S3Objects } from './s3-objects';

export interface S3PlaceOptions {
  /** `s3://bucket/prefix` */
  location: string;
  /** Loaded with the first use. */
  objects: () => Promise<S3Objects>;
  cache: ObjectCache;
  /** Whether reading waits for room in the cache that others hold. */
  patient: boolean;
}

/** The panels of a dashboard ask for the same folders at the same moment. */
const listingFreshMs = 10_000;
const mostFolders = 10_000;

/** The objects and the cache may serve several places: whoever made them closes them. Errors: bad_settings. */
export function s3Place({ location, objects, cache, patient }: S3PlaceOptions): Place {
  const { bucket, prefix } = parseS3Location(location);
  const listings = createAnswerCache<S3Folder>({
    most: 2 * mostFolders,
    mostSize: 500_000,
    size: (folder) => folder.objects.length + folder.folders.length,
  });
  /** Listings from before something was found changed are not asked again. */
  let generation = 0;
  const fetch: Fetch = async ({ path, size, modifiedMs, version }, target, signal) => {
    const key = path.slice(s3Address(bucket, '').length);
    return (await objects()).fetchInto(target, bucket, { key, size, modifiedMs, etag: version }, signal);
  };
  return {
    location,
    root: prefix,
    readable: [cache.openFolder],
    mostFolders,
    remote: true,
    below: (folder, name) => `${folder}${name}/`,
    check: () => Promise.resolve(),
    async list(folder, signal) {
      const { value } = await listings.get(
        `${generation} ${folder}`,
        listingFreshMs,
        async (shared) => (await objects()).listFolder(bucket, folder, shared),
        signal
      );
      return entriesOf(bucket, folder, value);
    },
    async bring(files, signal) {
      try {
        return await cache.hold(files, { fetch, patient }, signal);
      } catch (error) {
        if (error instanceof PlaceChanged) {
          generation += 1;
        }
        throw error;
      }
    },
  };
}

function entriesOf(bucket: string, folder: string, { objects, folders }: S3Folder): FolderEntries {
  return {
    identity: folder,
    files: objects.map(({ key, size, modifiedMs, etag }) => ({
      name: key.slice(folder.length),
      facts: () => Promise.resolve({ path: s3Address(bucket, key), size, modifiedMs, version: etag }),
    })),
    folders,
    outside: [],
  };
}
