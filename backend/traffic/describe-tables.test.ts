/** What the config editor shows of flow logs: named by the settings, in the words of their engine. */
import { startAccountDouble, type AccountDouble } from '../aws/account-double.test-data';
import { everythingAllowed } from '../aws/aws-policy';
import { parseAwsSettings } from '../aws/aws-settings';
import { parseSettings } from '../settings';
import { ddlOf, flowLogsOf } from './describe-tables';

const { signal } = new AbortController();
const secrets = new Map([
  ['accessKey', 'AKIATEST'],
  ['secretKey', 'secret'],
]);

let double: AccountDouble;
beforeEach(async () => {
  double = await startAccountDouble();
  double.flowLogs.push({
    id: 'fl-1',
    resource: 'vpc-1',
    format: '${pkt-srcaddr} ${pkt-dstaddr} ${start} ${bytes} ${az-id}',
    destination: 'arn:aws:s3:::logs',
  });
});
afterEach(() => double.close());

function source(jsonData: Record<string, unknown>) {
  const stored = { authType: 'keys', defaultRegion: 'us-east-2', endpoint: double.endpoint, ...jsonData };
  return {
    settings: parseSettings({ history: { location: '/history' }, ...stored }),
    aws: () => parseAwsSettings(stored, secrets, everythingAllowed),
  };
}

test.each([
  [
    { engine: 'athena', flows: { database: 'net', table: 'vpc-logs' } },
    'CREATE EXTERNAL TABLE IF NOT EXISTS `net`.`vpc-logs` (',
  ],
  [{ engine: 'trino', flows: { database: 'net', table: 'vpc-logs' } }, 'CREATE TABLE IF NOT EXISTS "net"."vpc-logs" ('],
  [{ engine: 'duckdb', flows: { location: '/flows' } }, 'CREATE EXTERNAL TABLE IF NOT EXISTS `zoneflow`.`flow_logs` ('],
])('%j', async (jsonData, statement) => {
  const { statements, notices } = await ddlOf(source(jsonData), 'fl-1', signal);
  expect(statements[0]?.split('\n')[0]).toBe(statement);
  expect(notices.map(({ text }) => text)).toContainEqual(expect.stringContaining('have no flow-direction'));
});

test('flow logs to choose from', async () => {
  expect(await flowLogsOf(source({ engine: 'athena', flows: { database: 'a', table: 'b' } }), signal)).toEqual({
    flowLogs: [{ id: 'fl-1', resource: 'vpc-1', destination: 's3://logs', problem: null }],
  });
});
