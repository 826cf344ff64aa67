/** Every failure a person can meet, in one table: what it is called, whose fault it is, what to do about it. */
import { withFullStop } from '../src/shared/sentence';

/** HTTP status and Grafana error source of a failure; the default remedy when the thrower knows no better one. */
interface ErrorKind {
  status: number;
  source: 'plugin' | 'downstream';
  remedy: string;
}

export const errorTable = {
  bad_query: { status: 400, source: 'downstream', remedy: 'Correct the named member of the query.' },
  bad_range: { status: 400, source: 'downstream', remedy: 'Choose a time range that ends after it starts.' },
  bad_settings: { status: 400, source: 'downstream', remedy: 'Correct the named setting of the data source.' },
  bad_request: { status: 400, source: 'downstream', remedy: 'Correct the named part of the request.' },
  not_found: {
    status: 404,
    source: 'downstream',
    remedy: 'Ask for one of the resources dimensions, values and preview.',
  },
  location_missing: { status: 400, source: 'downstream', remedy: 'Check the location in the data source settings.' },
  location_denied: {
    status: 403,
    source: 'downstream',
    remedy: 'Give the account that runs Grafana permission to read the location.',
  },
  no_flow_logs: {
    status: 404,
    source: 'downstream',
    remedy: 'Point the flow location at the folder or prefix that holds AWSLogs/.',
  },
  unusable_flow_log: {
    status: 400,
    source: 'downstream',
    remedy:
      'Create a flow log whose format has pkt-srcaddr and pkt-dstaddr; the format of a flow log cannot be changed.',
  },
  corrupt_object: {
    status: 502,
    source: 'downstream',
    remedy: 'Remove or replace the object, or ask without --strict to leave it out.',
  },
  bad_input: { status: 400, source: 'downstream', remedy: 'Check the named file.' },
  history_busy: {
    status: 409,
    source: 'downstream',
    remedy: 'Wait until it is done and run the import again; if no import runs, remove .import.lock from the folder.',
  },
  result_too_large: {
    status: 400,
    source: 'downstream',
    remedy: 'Group by fewer dimensions, set a limit, or raise limits.maxRows.',
  },
  out_of_memory: {
    status: 507,
    source: 'downstream',
    remedy: 'Ask for a shorter range or fewer dimensions, or raise the engine’s memory limit.',
  },
  disk_full: {
    status: 507,
    source: 'downstream',
    remedy: 'Free space on the disk and run it again; nothing was half-written.',
  },
  scan_too_large: {
    status: 400,
    source: 'downstream',
    remedy: 'Ask for a shorter range or raise limits.maxScanBytes.',
  },
  timed_out: {
    status: 504,
    source: 'downstream',
    remedy: 'Ask for a shorter range, or raise limits.timeoutSeconds.',
  },
  cancelled: { status: 499, source: 'downstream', remedy: 'Run the query again.' },
  // None of these is 401: Grafana's front end would take that for the end of its own user's session.
  no_credentials: {
    status: 403,
    source: 'downstream',
    remedy: 'Give the data source AWS credentials: access keys, a profile or a role.',
  },
  credentials_expired: {
    status: 403,
    source: 'downstream',
    remedy: 'Renew the credentials: log in again, or replace the access keys and their session token.',
  },
  credentials_rejected: {
    status: 403,
    source: 'downstream',
    remedy: 'Check access key ID, secret access key and session token.',
  },
  access_denied: {
    status: 403,
    source: 'downstream',
    remedy: 'Check the credentials of the data source and what its user may do.',
  },
  throttled: {
    status: 429,
    source: 'downstream',
    remedy:
      'Run the query again in a moment; if it stays so, ask for fewer panels at once or longer refresh intervals.',
  },
  table_missing: {
    status: 404,
    source: 'downstream',
    remedy: 'Check the catalog, database and table in the data source settings.',
  },
  engine_unreachable: {
    status: 502,
    source: 'downstream',
    remedy: 'Check the address in the data source settings, and that this machine may connect to it.',
  },
  cluster_missing: {
    status: 404,
    source: 'downstream',
    remedy: 'Check name, region and account of the cluster (aws eks list-clusters), or take it out of the settings.',
  },
  cluster_denied: {
    status: 403,
    source: 'downstream',
    remedy: 'Give the collector an access entry and the rights that zoneflow collect --rights prints.',
  },
  cluster_unreachable: {
    status: 502,
    source: 'downstream',
    remedy: 'Check that this machine may connect to the API server of the cluster.',
  },
  cluster_failed: {
    status: 502,
    source: 'downstream',
    remedy: 'Check that the address is that of a Kubernetes API server, and the state of its control plane.',
  },
  unsupported: { status: 501, source: 'downstream', remedy: 'Choose another engine in the data source settings.' },
  engine_missing: {
    status: 501,
    source: 'downstream',
    remedy:
      'Install the package of the plugin for this system, or set duckdb_path in section [plugin.zoneflow-ekscrossaz-datasource] of grafana.ini to a folder with DuckDB’s library.',
  },
  engine_failed: {
    status: 502,
    source: 'downstream',
    remedy: 'See the log of the data source for the engine’s message.',
  },
  internal: { status: 500, source: 'plugin', remedy: 'Report this as an issue with the lines of the log around it.' },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorTable;

/** The one error class: a message that says what happened to what, a remedy that says what to do. */
export class ZoneFlowError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string;

  /** @param message what happened, to what; no trailing remedy. Secrets must not be in it. */
  constructor(code: ErrorCode, message: string, options: { remedy?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'ZoneFlowError';
    this.code = code;
    this.remedy = options.remedy ?? errorTable[code].remedy;
  }

  get status(): number {
    return errorTable[this.code].status;
  }

  get source(): 'plugin' | 'downstream' {
    return errorTable[this.code].source;
  }

  /** One line for a person: what, where, remedy. */
  get sentence(): string {
    return `${withFullStop(this.message)} ${this.remedy}`;
  }
}

/** Said of the flow logs of a range before they are read. */
export function scanTooLarge(bytes: number, limit: number): ZoneFlowError {
  const message = `The range has ${bytes} bytes of flow logs, more than the limit of ${limit}`;
  return new ZoneFlowError('scan_too_large', message);
}

/** Makes a ZoneFlowError of anything thrown; file system and abort errors get their own code, the rest is `internal`. */
export function toZoneFlowError(error: unknown): ZoneFlowError {
  if (error instanceof ZoneFlowError) {
    return error;
  }
  if (!(error instanceof Error)) {
    return new ZoneFlowError('internal', String(error));
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new ZoneFlowError('location_missing', error.message, { cause: error });
    case 'EACCES':
    case 'EPERM':
      return new ZoneFlowError('location_denied', error.message, { cause: error });
    case 'ENOSPC':
    case 'EDQUOT':
      return new ZoneFlowError('disk_full', error.message, { cause: error });
    case 'TimeoutError':
      return new ZoneFlowError('timed_out', 'The query took longer than its time limit', { cause: error });
    case 'AbortError':
    case 'ABORT_ERR': // how streams of Node say it
      return new ZoneFlowError('cancelled', 'The query was cancelled', { cause: error });
    default:
      return new ZoneFlowError('internal', error.message, { cause: error });
  }
}
