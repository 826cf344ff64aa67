/** `s3://bucket/prefix` as a setting or option spells it. */
import { ZoneFlowError } from '../errors';

export interface S3Location {
  bucket: string;
  /** Empty, or ends with a slash: a prefix is taken for a folder. */
  prefix: string;
}

export function isS3Location(location: string): boolean {
  return /^s3:\/\//i.test(location);
}

/** Errors: bad_settings. */
export function parseS3Location(location: string): S3Location {
  const [, bucket = '', path = ''] = /^s3:\/\/([^/]*)\/*(.*)$/i.exec(location) ?? [];
  // Access points are named by their ARN or alias; both are longer than bucket names.
  if (!/^[a-z0-9][a-z0-9._-]{1,251}[a-z0-9]$|^arn:/i.test(bucket)) {
    throw new ZoneFlowError('bad_settings', `${location} names no bucket`, {
      remedy: 'Write s3://, the bucket, and the prefix: s3://my-flow-logs/prod for example.',
    });
  }
  const prefix = path.replace(/\/+$/, '');
  return { bucket, prefix: prefix === '' ? '' : `${prefix}/` };
}

/** The address of an object, for texts and keys. */
export function s3Address(bucket: string, key: string): string {
  return `s3://${bucket}/${key}`;
}
