/** Tries what reading a location in S3 needs: one list of a few objects, and the first bytes of one. */
import type { PermissionProbe } from '../doctor/permission-checks';
import type { AwsSettings } from './aws-settings';
import { parseS3Location } from './s3-location';
import { S3Objects, type S3ObjectsOptions } from './s3-objects';

export interface ProbedPlace {
  /** `s3://bucket/prefix` */
  location: string;
  /** What lies there, in the plural. */
  noun: string;
}

/** The probes work until they are closed. */
export function bucketProbes(
  settings: AwsSettings,
  places: readonly ProbedPlace[],
  options?: S3ObjectsOptions
): { probes: PermissionProbe[]; close: () => void } {
  const objects = new S3Objects(settings, options);
  const probes = places.flatMap(({ location, noun }): PermissionProbe[] => {
    const shared = { isNeeded: true, lack: `no question can read the ${noun}` };
    return [
      {
        ...shared,
        action: 's3:ListBucket',
        on: location,
        isAllowed: async (signal) => {
          const { bucket, prefix } = parseS3Location(location);
          await objects.someObject(bucket, prefix, signal);
          return true;
        },
      },
      {
        ...shared,
        action: 's3:GetObject',
        on: location,
        isAllowed: async (signal) => {
          const { bucket, prefix } = parseS3Location(location);
          const some = await objects.someObject(bucket, prefix, signal);
          if (some !== null) {
            await objects.read({ bucket, key: some.key }, firstBytes, signal);
          }
          return some !== null;
        },
      },
    ];
  });
  return { probes, close: () => objects.close() };
}

/** They prove the right, and that of the key they are encrypted with; the rest is not read. */
async function firstBytes(body: AsyncIterable<Buffer>): Promise<void> {
  await body[Symbol.asyncIterator]().next();
}
