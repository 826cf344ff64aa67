/** The port to where the history is stored: a folder of this machine or a prefix of a bucket. */
import { ZoneFlowError } from '../../errors';
import { isS3Location } from '../../aws/s3-location';
import type { AwsSettings } from '../../aws/aws-settings';
import type { RetryOptions } from '../../aws/retry';
import { folderMedium } from './folder-medium';
import type { DayOfTable, StoredFile, TableName } from './layout';
import { s3Medium } from './s3-medium';

/** All paths are relative to the store, with slashes. Errors of all methods: location_denied, disk_full, those of AWS. */
export interface HistoryMedium {
  /** As it was given, for texts. */
  readonly location: string;
  /** True if reading a file means fetching it first. */
  readonly remote: boolean;
  clusters(table: TableName, signal: AbortSignal): Promise<string[]>;
  /** Sorted. */
  days(table: TableName, cluster: string, signal: AbortSignal): Promise<string[]>;
  /** Sorted by path; none if there is no such day. */
  files(of: DayOfTable, signal: AbortSignal): Promise<StoredFile[]>;
  /** Files that lie directly in a folder (with a slash at its end), sorted; none if it does not exist. */
  filesBelow(folder: string, signal: AbortSignal): Promise<Array<Pick<StoredFile, 'path' | 'size'>>>;
  /**
   * Where a listed file can be read on this machine, below `scratch` if it must be fetched or kept; null if it is gone.
   * @param imported who imports has the lock and reads what imports wrote in place; for others an import may replace it
   */
  bring(
    file: Pick<StoredFile, 'path'>,
    scratch: string,
    signal: AbortSignal,
    imported?: 'in place' | 'kept'
  ): Promise<string | null>;
  /** Takes a file of this machine in under a new name, whole or not at all, and durably. */
  add(path: string, file: string, signal: AbortSignal): Promise<void>;
  /** One that is gone already is no error. */
  remove(path: string, signal: AbortSignal): Promise<void>;
  close(): void;
}

export interface MediumOptions {
  /** A folder, made if it does not exist, or `s3://bucket/prefix`. */
  location: string;
  /** How to reach AWS; read only if the location is in S3. */
  aws: () => AwsSettings;
  /** For tests, which have no time to be patient. */
  retry?: RetryOptions | undefined;
}

/** Errors: bad_settings, unsupported (another kind of location). */
export function openMedium({ location, aws, retry }: MediumOptions): HistoryMedium {
  if (isS3Location(location)) {
    return s3Medium(location, aws(), retry);
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(location)) {
    throw new ZoneFlowError('unsupported', `Pod history cannot be written to ${location}`, {
      remedy: 'Give the path of a folder, or s3://bucket/prefix.',
    });
  }
  return folderMedium(location);
}
