/** A prefix of a bucket as the home of the history. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AwsSettings } from '../../aws/aws-settings';
import type { RetryOptions } from '../../aws/retry';
import { parseS3Location, s3Address } from '../../aws/s3-location';
import { S3Objects, type S3Folder, type S3Object } from '../../aws/s3-objects';
import { ZoneFlowError } from '../../errors';
import { clusterFolder, dayFolder, isDataFile, partitionValues } from './layout';
import type { HistoryMedium } from './medium';

export function s3Medium(location: string, aws: AwsSettings, retry: RetryOptions | undefined): HistoryMedium {
  const { bucket, prefix } = parseS3Location(location);
  const objects = new S3Objects(aws, retry === undefined ? {} : { retry });
  /** What the listings showed, for the reading: a file is read as it was listed or not at all. */
  const listed = new Map<string, S3Object>();
  const list = (folder: string, signal: AbortSignal): Promise<S3Folder> =>
    objects.listFolder(bucket, `${prefix}${folder}`, signal);
  const filesBelow: HistoryMedium['filesBelow'] = async (folder, signal) => {
    for (const path of listed.keys()) {
      if (path.startsWith(folder)) {
        listed.delete(path);
      }
    }
    const found = (await list(folder, signal)).objects.map((object) => ({
      object,
      path: object.key.slice(prefix.length),
    }));
    const files = found.filter(({ path }) => isDataFile(path.slice(folder.length)));
    files.forEach(({ path, object }) => listed.set(path, object));
    return files.map(({ path, object: { size } }) => ({ path, size }));
  };
  return {
    location,
    remote: true,
    clusters: async (table, signal) => partitionValues((await list(`${table}/`, signal)).folders, 'cluster'),
    days: async (table, cluster, signal) =>
      partitionValues((await list(clusterFolder(table, cluster), signal)).folders, 'day'),
    files: async (of, signal) =>
      (await filesBelow(dayFolder(of), signal)).map(({ path, size }) => ({ ...of, path, size })),
    filesBelow,
    async bring({ path }, scratch, signal) {
      const object = listed.get(path);
      if (object === undefined) {
        return null;
      }
      const target = join(scratch, `${randomUUID()}.parquet`);
      const { state } = await objects.fetchInto(target, bucket, object, signal);
      switch (state) {
        case 'whole':
          return target;
        case 'changed':
          return null;
        case 'archived':
          throw new ZoneFlowError(
            'corrupt_object',
            `${s3Address(bucket, object.key)} cannot be read: it is in an archive class of S3`,
            { remedy: 'Restore the object first; keep lifecycle rules that archive away from the history.' }
          );
      }
    },
    async add(path, file, signal) {
      await objects.putNew(bucket, `${prefix}${path}`, await readFile(file), signal);
    },
    remove: (path, signal) => objects.remove(bucket, `${prefix}${path}`, signal),
    close: () => objects.close(),
  };
}
