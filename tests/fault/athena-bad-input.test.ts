/** Settings, tables and rights that are wrong, asked as a panel asks: each says what is wrong, where, and what to do. */
import { createLogger } from '../../backend/log';
import { ZoneFlowError } from '../../backend/errors';
import { parseSettings } from '../../backend/settings';
import { createTrafficService } from '../../backend/traffic/create-service';
import { QueryFailure, type TableMetadata } from '../athena-double/backend';
import { startAthenaDouble, type AthenaDouble } from '../athena-double/double';
import { accessDenied, invalidRequest, s3Denied, type AthenaFault } from '../athena-double/faults';
import { scriptedBackend, type ScriptedBackend } from '../athena-double/scripted-backend';
import { workgroup } from '../athena-double/workgroups';
import { zoneflowTables } from '../athena-double/zoneflow-tables';

const to = Date.UTC(2026, 2, 10);
const ask = { from: to - 3_600_000, to, intervalMs: 60_000, maxDataPoints: 500 };
const { signal } = new AbortController();

let backend: ScriptedBackend;
let double: AthenaDouble;

beforeEach(async () => {
  backend = scriptedBackend(() => ({}));
  backend.metadata.set('logs', zoneflowTables('logs'));
  double = await startAthenaDouble(backend);
});
afterEach(() => double.close());

async function failure(jsonData: Record<string, unknown> = {}): Promise<ZoneFlowError> {
  const settings = { flows: { database: 'logs', table: 'flows' }, history: { database: 'logs', table: 'pods' } };
  const service = createTrafficService(parseSettings({ engine: 'athena', ...settings, ...jsonData }), {
    observer: { answered: () => undefined, failed: () => undefined },
    log: createLogger(() => undefined),
    aws: () => ({ ...double.settings, region: 'eu-west-1' }),
  });
  try {
    const answer = await service.answer({ queryType: 'table' }, ask, signal);
    throw new Error(`It answered with ${answer.rows.length} rows`);
  } catch (error) {
    if (error instanceof ZoneFlowError) {
      return error;
    }
    throw error;
  } finally {
    await service.close();
    expect(double.active()).toEqual([]);
  }
}

function replaceTable(name: string, changed: Partial<TableMetadata>): void {
  const tables = backend.metadata.get('logs') ?? [];
  backend.metadata.set(
    'logs',
    tables.map((table) => (table.Name === name ? { ...table, ...changed } : table))
  );
}

/** Statements over flow records fail so; others give nothing. */
function failsOverFlows(reason: string): void {
  backend.script = (sql) => (sql.includes('flow_records') ? { failure: new QueryFailure(reason) } : {});
}

function refuse(action: string, fault: AthenaFault): void {
  double.fault = (call) => (call.action === action ? fault : null);
}

const columns = (names: string): TableMetadata['Columns'] =>
  names.split(' ').map((name) => ({ Name: name, Type: 'string' }));

type Case = [
  what: string,
  arrange: () => Record<string, unknown> | void,
  code: string,
  message: RegExp,
  remedy: RegExp,
];

test.each<Case>([
  [
    'a workgroup of another region',
    () => ({ athena: { workgroup: 'elsewhere' } }),
    'bad_settings',
    /in eu-west-1: WorkGroup elsewhere is not found/,
    /athena\.workgroup .* region/,
  ],
  [
    'a workgroup that is disabled',
    () => {
      double.workgroups.set('old', workgroup('old', { enabled: false }));
      return { athena: { workgroup: 'old' } };
    },
    'bad_settings',
    /workgroup old is disabled/,
    /Enable it/,
  ],
  [
    'no output location',
    () => {
      double.workgroups.set('bare', workgroup('bare'));
      return { athena: { workgroup: 'bare' } };
    },
    'bad_settings',
    /workgroup bare names no output location/,
    /athena\.outputLocation/,
  ],
  [
    'an output location that is none',
    () => refuse('StartQueryExecution', invalidRequest('outputLocation is not a valid S3 path.')),
    'bad_settings',
    /not a valid S3 path/,
    /athena\.outputLocation/,
  ],
  [
    'an output location whose bucket is gone, or in another region',
    () =>
      refuse(
        'StartQueryExecution',
        invalidRequest(
          'The S3 location provided to save your query results is invalid. Please check your S3 location is correct and is in the same region and try again.'
        )
      ),
    'location_denied',
    /in eu-west-1: The S3 location provided/,
    /in the region of the data source/,
  ],
  [
    'an output location that may not be written',
    () => failsOverFlows('Access denied when writing output to url: s3://results/athena/x.csv .'),
    'access_denied',
    /s3:\/\/results\/athena\/x\.csv/,
    /s3:PutObject/,
  ],
  [
    'data in a bucket of another region',
    () => failsOverFlows('HIVE_CANNOT_OPEN_SPLIT: The bucket is in this region: ap-east-1. (Status Code: 301)'),
    'bad_settings',
    /ap-east-1/,
    /defaultRegion/,
  ],
  [
    'a catalog that is not there',
    () => ({ athena: { catalog: 'lake' } }),
    'table_missing',
    /in eu-west-1: DataCatalog lake was not found/,
    /athena\.catalog/,
  ],
  [
    'a database that is not there',
    () => ({ flows: { database: 'absent', table: 'flows' } }),
    'table_missing',
    /no table absent\.flows in eu-west-1/,
    /region, catalog, database and table/,
  ],
  [
    'a history table that is not there',
    () => ({ history: { database: 'logs', table: 'absent' } }),
    'table_missing',
    /no table logs\.absent in eu-west-1/,
    /region, catalog, database and table/,
  ],
  [
    'a table of something else',
    () => replaceTable('flows', { Columns: columns('host status path'), PartitionKeys: [] }),
    'unusable_flow_log',
    /logs\.flows is no table of flow logs: it has host, status, path/,
    /flows\.table/,
  ],
  [
    'a table over CloudWatch’s export',
    () =>
      replaceTable('flows', { Columns: columns('messagetype owner loggroup logstream logevents'), PartitionKeys: [] }),
    'unusable_flow_log',
    /logs\.flows .* exported log events/,
    /delivers to S3/,
  ],
  [
    'tables the wrong way round',
    () => ({ flows: { database: 'logs', table: 'pods' }, history: { database: 'logs', table: 'flows' } }),
    'unusable_flow_log',
    /logs\.pods .* pod history/,
    /history\.table/,
  ],
  [
    'a table without the field of a pod’s address',
    () => replaceTable('flows', { Columns: columns('srcaddr dstaddr start bytes'), PartitionKeys: [] }),
    'unusable_flow_log',
    /logs\.flows has no column pkt_srcaddr, pkt_dstaddr/,
    /create a flow log/,
  ],
  [
    'a column that cannot hold its values',
    () =>
      replaceTable('flows', {
        Columns: [...columns('pkt_srcaddr pkt_dstaddr start'), { Name: 'bytes', Type: 'array<bigint>' }],
      }),
    'unusable_flow_log',
    /logs\.flows .*bytes is of type array<bigint>/,
    /zoneflow ddl/,
  ],
  [
    'a column of another type than in the files',
    () =>
      failsOverFlows(
        "HIVE_BAD_DATA: Field protocol's type INT32 in parquet file s3://logs/o.parquet is incompatible with type bigint defined in table schema"
      ),
    'unusable_flow_log',
    /Field protocol's type INT32 in parquet file s3:\/\/logs\/o\.parquet/,
    /Declare the column/,
  ],
  [
    'a view whose table has changed',
    () => failsOverFlows("INVALID_VIEW: line 1:15: View 'awsdatacatalog.logs.flows' is stale or in invalid state"),
    'bad_settings',
    /View 'awsdatacatalog\.logs\.flows'/,
    /view anew/,
  ],
  [
    'an Iceberg table that lost a file',
    () => failsOverFlows('ICEBERG_CANNOT_OPEN_SPLIT: Error opening Iceberg split s3://logs/data/1.parquet'),
    'corrupt_object',
    /s3:\/\/logs\/data\/1\.parquet/,
    /object that the message names/,
  ],
  [
    'ten million partitions in the range',
    () =>
      failsOverFlows(
        "HIVE_EXCEEDED_PARTITION_LIMIT: Query over table 'logs.flows' can potentially read more than 1000000 partitions"
      ),
    'scan_too_large',
    /too many partitions .*'logs\.flows'/,
    /zoneflow ddl/,
  ],
  [
    'ten million partitions, of a key that only a partition explains',
    () => {
      replaceTable('flows', { PartitionKeys: [{ Name: 'slice', Type: 'string' }], Parameters: {} });
      const reason =
        "HIVE_EXCEEDED_PARTITION_LIMIT: Query over table 'logs.flows' can potentially read more than 1000000 partitions";
      backend.script = (sql) => (sql.includes('flows$partitions') ? { failure: new QueryFailure(reason) } : {});
    },
    'scan_too_large',
    /logs\.flows/,
    /zoneflow ddl/,
  ],
  [
    'a user who may not start queries',
    () =>
      refuse(
        'StartQueryExecution',
        accessDenied('athena:StartQueryExecution', 'arn:aws:athena:eu-west-1:123456789012:workgroup/primary')
      ),
    'access_denied',
    /athena:StartQueryExecution/,
    /Allow athena:StartQueryExecution on arn:aws:athena:eu-west-1:123456789012:workgroup\/primary/,
  ],
  [
    'a user who may query but not read results',
    () => {
      double.s3.fault = () => s3Denied('s3:GetObject', 'arn:aws:s3:::results/athena/x.csv');
      refuse(
        'GetQueryResults',
        accessDenied('athena:GetQueryResults', 'arn:aws:athena:eu-west-1:123456789012:workgroup/primary')
      );
    },
    'access_denied',
    /athena:GetQueryResults/,
    /Allow athena:GetQueryResults on arn:aws:athena:eu-west-1:123456789012:workgroup\/primary/,
  ],
  [
    'a user to whom the bucket of the results is closed',
    () =>
      refuse(
        'GetQueryResults',
        invalidRequest(
          'You do not seem to have access to the S3 location of your query results. Please confirm your account has access to the S3 location where your query results are saved and try again.'
        )
      ),
    'access_denied',
    /in eu-west-1: You do not seem to have access .*\(s3:\/\/results\/athena\/.*\.csv\)/,
    /s3:GetObject/,
  ],
  [
    'a region that the account has not enabled',
    () => {
      double.fault = () => ({
        type: 'error',
        name: 'UnrecognizedClientException',
        message: 'The security token included in the request is invalid.',
        status: 400,
      });
    },
    'credentials_rejected',
    /does not accept the credentials/,
    /enabled the region eu-west-1/,
  ],
])('%s', async (_, arrange, code, message, remedy) => {
  const error = await failure(arrange() ?? {});
  expect(error).toMatchObject({
    code,
    message: expect.stringMatching(message) as string,
    remedy: expect.stringMatching(remedy) as string,
  });
});
