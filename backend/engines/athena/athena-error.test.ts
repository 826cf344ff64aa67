/** Athena's words as errors that say what to do. */
import { executionError, toRequestError } from './athena-error';
import { executionOf } from './execution';

const failed = (reason: string, state: 'FAILED' | 'CANCELLED' = 'FAILED') =>
  executionError(executionOf({ QueryExecutionId: 'q-1', Status: { State: state, StateChangeReason: reason } }));

test.each<[string, string, RegExp]>([
  ["TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.net.flows' does not exist", 'table_missing', /catalog, database/],
  ["SCHEMA_NOT_FOUND: line 1:15: Schema 'net' does not exist", 'table_missing', /catalog, database/],
  ["COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved", 'engine_failed', /q-1 in Athena’s history/],
  ['SYNTAX_ERROR: line 1:1: mismatched input', 'engine_failed', /q-1/],
  ['PERMISSION_DENIED: Access Denied: Cannot select from table', 'access_denied', /credentials/],
  ['Access denied when writing output to url: s3://b/x.csv', 'access_denied', /s3:PutObject/],
  ['com.amazonaws.services.s3.model.AmazonS3Exception: Access Denied (Status Code: 403)', 'access_denied', /policies/],
  [
    'User: arn:aws:iam::1:user/g is not authorized to perform: glue:GetTable on resource: t',
    'access_denied',
    /glue:GetTable/,
  ],
  ['User is not authorized to perform: kms:Decrypt on resource', 'access_denied', /kms:Decrypt/],
  ['Insufficient Lake Formation permission(s) on flows', 'access_denied', /Lake Formation/],
  ['Query exhausted resources at this scale factor', 'out_of_memory', /shorter range/],
  ['Query timeout', 'timed_out', /shorter range/],
  [
    "HIVE_BAD_DATA: Field bytes's type INT64 in parquet is incompatible with type string declared",
    'corrupt_object',
    /type that its files have/,
  ],
  ['HIVE_CURSOR_ERROR: Failed to read Parquet file s3://b/k', 'corrupt_object', /Remove or repair/],
  ['HIVE_CANNOT_OPEN_SPLIT: Error opening Hive split s3://b/k: Access Denied', 'access_denied', /policies/],
  ['HIVE_PARTITION_SCHEMA_MISMATCH: There is a mismatch', 'corrupt_object', /Declare the column/],
  ['ICEBERG_CANNOT_OPEN_SPLIT: Error opening Iceberg split', 'corrupt_object', /repair/],
  ['INVALID_VIEW: line 1:15: Failed analyzing stored view', 'bad_settings', /view anew/],
  ['CONSTRAINT_VIOLATION: For the injected projected partition column account', 'bad_settings', /partitions/],
  ['Please reduce your request rate. (Status Code: 503; Error Code: SlowDown)', 'throttled', /moment/],
  ['', 'engine_failed', /q-1/],
])('%s', (reason, code, remedy) => {
  const error = failed(reason);
  expect(error.code).toBe(code);
  expect(error.remedy).toMatch(remedy);
  expect(error.message).toMatch(/^Athena: ./);
});

test('a query that was stopped says by what as far as Athena tells', () => {
  expect(failed('Bytes scanned limit was exceeded', 'CANCELLED')).toMatchObject({ code: 'scan_too_large' });
  expect(failed('', 'CANCELLED')).toMatchObject({ code: 'cancelled', message: 'Athena: the query q-1 was cancelled' });
});

test.each<[string, string, string]>([
  ['InvalidRequestException', 'WorkGroup zoneflow is not found.', 'bad_settings'],
  ['InvalidRequestException', 'WorkGroup zoneflow is disabled', 'bad_settings'],
  ['InvalidRequestException', 'No output location provided. An output location is required', 'bad_settings'],
  ['InvalidRequestException', 'Unable to verify/create output bucket other', 'location_denied'],
  ['MetadataException', 'Data catalog lake does not exist', 'table_missing'],
  ['InvalidRequestException', 'line 1:1: mismatched input', 'engine_failed'],
  [
    'AccessDeniedException',
    'User: u is not authorized to perform: athena:StartQueryExecution on resource: w',
    'access_denied',
  ],
  ['TooManyRequestsException', 'You have exceeded the limit', 'throttled'],
  ['ExpiredTokenException', 'The security token included in the request is expired', 'credentials_expired'],
])('%s %s', (name, message, code) => {
  const error = toRequestError(Object.assign(new Error(message), { name }), { action: 'athena:StartQueryExecution' });
  expect(error).toMatchObject({ code });
});
