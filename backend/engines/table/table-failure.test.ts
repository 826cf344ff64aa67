import { ZoneFlowError } from '../../errors';
import { ofTable } from './table-failure';

const failed = (message: string): ZoneFlowError => new ZoneFlowError('engine_failed', message);

test.each([
  [
    'Trino: Query over table can potentially read more than 1000000 partitions (HIVE_EXCEEDED_PARTITION_LIMIT)',
    'scan_too_large',
    'setting partitions',
  ],
  [
    'Trino: Unsupported Trino column type (bigint) for Parquet column ([protocol] optional int32) (NOT_SUPPORTED)',
    'unusable_flow_log',
    'Declare the column',
  ],
  [
    `Athena: HIVE_BAD_DATA: Field protocol's type INT32 in parquet file s3://b/o is incompatible with type bigint defined in table schema`,
    'unusable_flow_log',
    'Declare the column',
  ],
])('%s', (message, code, remedy) => {
  const error = ofTable(failed(message));
  expect(error).toHaveProperty('code', code);
  expect(error).toHaveProperty('remedy', expect.stringContaining(remedy));
  expect(error).toHaveProperty('message', expect.stringContaining(message));
});

test('other failures stay as they are', () => {
  const [other, foreign] = [failed('Trino: it failed'), new Error('x')];
  expect([ofTable(other), ofTable(foreign)]).toEqual([other, foreign]);
});
