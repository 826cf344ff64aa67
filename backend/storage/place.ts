/** The port to where data lies: a folder of this machine or a prefix of a bucket, seen one folder at a time. */

export interface PlacedFile {
  /** What names it: an absolute path, or `s3://bucket/key`. */
  path: string;
  size: number;
  modifiedMs: number;
  /** Names its content where the store does (an ETag); empty for files of this machine. */
  version: string;
}

export interface FolderEntry {
  name: string;
  /** Null if it has vanished since, or is no file after all. */
  facts(): Promise<PlacedFile | null>;
}

export interface FolderEntries {
  /** Tells a folder that is reached in two ways, through links, from two folders. */
  identity: string;
  /** Both sorted by name. */
  files: FolderEntry[];
  folders: string[];
  /** Names of links out of the place, which are not followed. */
  outside: string[];
}

/** Where a file can be read on this machine, or why it cannot: completes “it cannot be read:”. */
export type Brought = { path: string } | { unreadable: string };

export interface Lease {
  /** In the order of the files that were asked for. */
  brought: Brought[];
  /** Lets go of the files; never fails. */
  release(): Promise<void>;
}

export interface Place {
  /** As the settings spell it, for texts. */
  readonly location: string;
  /** What `list` calls the location itself. */
  readonly root: string;
  /** Absolute folders of this machine that hold what is read. */
  readonly readable: readonly string[];
  /** Most folders that one walk may list. */
  readonly mostFolders: number;
  /** True if reading a file means fetching it first. */
  readonly remote: boolean;
  below(folder: string, name: string): string;
  /** Null if there is no such folder. Errors: location_denied, access_denied and others of AWS. */
  list(folder: string, signal: AbortSignal): Promise<FolderEntries | null>;
  /** Errors: location_missing, location_denied. */
  check(signal: AbortSignal): Promise<void>;
  /**
   * Makes files readable on this machine until the lease is released. Errors: PlaceChanged, scan_too_large, disk_full,
   * access_denied and others of AWS.
   */
  bring(files: readonly PlacedFile[], signal: AbortSignal): Promise<Lease>;
}

/** A file was replaced or removed between the listing and the reading: list again. */
export class PlaceChanged extends Error {
  constructor(path: string) {
    super(`${path} has changed since it was listed`);
    this.name = 'PlaceChanged';
  }
}

/** A place as one question sees it: what the question reads stays readable until it ends. */
export class Visit {
  readonly place: Place;
  private readonly leases: Lease[] = [];

  constructor(place: Place) {
    this.place = place;
  }

  async bring(files: readonly PlacedFile[], signal: AbortSignal): Promise<Brought[]> {
    const lease = await this.place.bring(files, signal);
    this.leases.push(lease);
    return lease.brought;
  }

  async end(): Promise<void> {
    await Promise.all(this.leases.splice(0).map((lease) => lease.release()));
  }
}
