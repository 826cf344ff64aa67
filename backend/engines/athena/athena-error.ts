/** Athena's failures in the words of the error table: refused requests, and queries that failed. */
import { toAwsError, type AwsCall } from '../../aws/aws-error';
import { ZoneFlowError, type ErrorCode } from '../../errors';
import type { Execution } from './execution';

interface Kind {
  /** In Athena's words for the failure. */
  words: RegExp;
  code: ErrorCode;
  /** Instead of the one of the error table. */
  remedy?: string;
}

/** Of requests that Athena takes for wrong (InvalidRequestException, MetadataException, …). */
const requestKinds: readonly Kind[] = [
  {
    words: /work\s?group .*(is not found|does not exist|not found)/i,
    code: 'bad_settings',
    remedy: 'Set athena.workgroup to a workgroup of the account and region, or defaultRegion to its region.',
  },
  {
    words: /work\s?group .*disabled/i,
    code: 'bad_settings',
    remedy: 'Enable the workgroup in Athena, or name another.',
  },
  {
    words: /no output location|output location is required/i,
    code: 'bad_settings',
    remedy: 'Set athena.outputLocation to an s3:// prefix, or give the workgroup one in Athena.',
  },
  {
    words: /managed quer(y|ies) results?|ResultConfiguration.*cannot/i,
    code: 'bad_settings',
    remedy: 'Leave athena.outputLocation empty: the workgroup manages its results.',
  },
  {
    words: /output ?location.*(not a valid|is invalid)/i,
    code: 'bad_settings',
    remedy: 'Set athena.outputLocation to an s3:// prefix: s3://my-athena-results/zoneflow/ for example.',
  },
  {
    words: /output bucket|location provided to save your query results is invalid/i,
    code: 'location_denied',
    remedy:
      'Check the bucket of the output location: it must be in the region of the data source, and its policy must allow s3:GetBucketLocation and s3:PutObject.',
  },
  {
    words: /do not seem to have access to the S3 location|access denied/i,
    code: 'access_denied',
    remedy:
      'Allow s3:GetObject and s3:GetBucketLocation on the output location to the credentials of the data source, and kms:Decrypt on its key if it has one.',
  },
  {
    words: /catalog .*(not found|does not exist)|data ?catalog/i,
    code: 'table_missing',
    remedy: 'Set athena.catalog to a catalog of the account and region.',
  },
  { words: /EntityNotFound|(table|database) .*not found/i, code: 'table_missing' },
];

const denied =
  'Allow it to the credentials of the data source: in IAM, in the policies of bucket and key, and in Lake Formation.';

/** Of queries that failed; names are those of Trino's StandardErrorCode and HiveErrorCode. */
const queryKinds: readonly Kind[] = [
  {
    words: /bucket is in this region|PermanentRedirect|status code: 301/i,
    code: 'bad_settings',
    remedy: 'Set defaultRegion to the region of the buckets, with tables there: Athena reads no bucket of that region.',
  },
  {
    words: /bytes scanned limit|scan(ned)? limit/i,
    code: 'scan_too_large',
    remedy: 'Ask for a shorter range, or raise the limit of the workgroup on scanned data.',
  },
  { words: /^(TABLE|SCHEMA|CATALOG)_NOT_FOUND|(table|schema|database) .*does not exist/i, code: 'table_missing' },
  {
    words: /access denied when writing output|write.*output.*denied/i,
    code: 'access_denied',
    remedy:
      'Allow s3:PutObject, s3:GetBucketLocation and, with an encrypted bucket, kms:GenerateDataKey for the output location.',
  },
  {
    words: /kms:|\bKMS\b/,
    code: 'access_denied',
    remedy: 'Allow kms:Decrypt on the key of the data, and kms:GenerateDataKey on the key of the results.',
  },
  {
    words: /lake ?formation/i,
    code: 'access_denied',
    remedy: 'Grant SELECT and DESCRIBE on the tables in Lake Formation.',
  },
  {
    words: /glue:\w+/i,
    code: 'access_denied',
    remedy:
      'Allow glue:GetDatabase, glue:GetTable, glue:GetTables and glue:GetPartitions on catalog, database and tables.',
  },
  {
    words: /access ?denied|not authorized|insufficient permissions|^PERMISSION_DENIED|status code: 403/i,
    code: 'access_denied',
    remedy: denied,
  },
  {
    words: /exhausted resources|^EXCEEDED_(GLOBAL|LOCAL)_MEMORY|CLUSTER_OUT_OF_MEMORY/i,
    code: 'out_of_memory',
    remedy: 'Ask for a shorter range or fewer dimensions.',
  },
  {
    words: /query timeout|^EXCEEDED_TIME_LIMIT/i,
    code: 'timed_out',
    remedy: 'Ask for a shorter range, or raise the limit of the account on the time of queries.',
  },
  { words: /slow ?down|please reduce your request rate|status code: 503/i, code: 'throttled' },
  {
    words: /^CONSTRAINT_VIOLATION.*injected/i,
    code: 'bad_settings',
    remedy: 'Name the values of the key in the setting partitions.',
  },
  {
    words: /^HIVE_EXCEEDED_PARTITION_LIMIT|partition.*exceeds? .*limit/i,
    code: 'scan_too_large',
    remedy: 'Ask for a shorter range, or declare coarser partitions.',
  },
  {
    words: /^INVALID_TABLE_PROPERTY|^HIVE_INVALID_METADATA|^HIVE_UNKNOWN_ERROR.*projection/i,
    code: 'bad_settings',
    remedy: 'Correct the properties of the table that the message names.',
  },
  {
    words: /^(HIVE_PARTITION_SCHEMA_MISMATCH|HIVE_BAD_DATA.*(type|declared))/i,
    code: 'corrupt_object',
    remedy: 'Declare the column with the type that its files have.',
  },
  {
    words:
      /^(HIVE_BAD_DATA|HIVE_CURSOR_ERROR|HIVE_CANNOT_OPEN_SPLIT|HIVE_FILESYSTEM_ERROR|ICEBERG_(BAD_DATA|CURSOR_ERROR|CANNOT_OPEN_SPLIT|INVALID_METADATA|MISSING_METADATA))/,
    code: 'corrupt_object',
    remedy: 'Remove or repair the object that the message names; a table reads every file of its folders.',
  },
  {
    words: /^(INVALID_VIEW|VIEW_IS_STALE|VIEW_)/,
    code: 'bad_settings',
    remedy: 'Create the view anew, or name the table behind it in the settings.',
  },
];

/** What the SDK threw. Errors of access, network and throttling are those of every AWS call. */
export function toRequestError(error: unknown, call: AwsCall): unknown {
  if (!(error instanceof Error) || !/^(InvalidRequest|Metadata|ResourceNotFound)Exception$/.test(error.name)) {
    return toAwsError(error, call);
  }
  const kind = requestKinds.find(({ words }) => words.test(error.message));
  return kind === undefined
    ? toAwsError(error, call)
    : new ZoneFlowError(kind.code, `Athena${inRegion(call)}: ${shortened(error.message)}${about(call, error)}`, {
        ...(kind.remedy !== undefined && { remedy: kind.remedy }),
        cause: error,
      });
}

/** Names are of one region: what is missing may be in another. */
function inRegion({ region }: AwsCall): string {
  return region === undefined ? '' : ` in ${region}`;
}

function about({ of }: AwsCall, { message }: Error): string {
  return of === undefined || message.includes(of) ? '' : ` (${of})`;
}

/** Why a query ended without a result. */
export function executionError({ state, reason, id }: Execution): ZoneFlowError {
  const kind = queryKinds.find(({ words }) => words.test(reason));
  const said = reason === '' ? `the query ${id} ${state === 'failed' ? 'failed' : 'was cancelled'}` : shortened(reason);
  if (kind !== undefined) {
    return new ZoneFlowError(kind.code, `Athena: ${said}`, kind.remedy === undefined ? {} : { remedy: kind.remedy });
  }
  return state === 'cancelled'
    ? new ZoneFlowError('cancelled', `Athena: ${said}`, {
        remedy: 'Run the query again; if it stays so, ask who stops queries of the workgroup.',
      })
    : new ZoneFlowError('engine_failed', `Athena: ${said}`, { remedy: `See the query ${id} in Athena’s history.` });
}

const longestMessage = 500;

function shortened(message: string): string {
  return (message.trim().split('\n', 1)[0] ?? '').slice(0, longestMessage);
}
