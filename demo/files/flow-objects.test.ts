import { DuckDBInstance } from '@duckdb/node-api';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulateCluster } from '../cluster/cluster';
import { writeFlowObjects } from './flow-objects';

const from = 1_773_118_800;
const cluster = simulateCluster({ seed: 5, from, to: from + 1800 });
let folder = '';
let names: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoneflow-objects-'));
  await writeFlowObjects(cluster, folder, new AbortController().signal);
  names = (await readdir(folder, { recursive: true })).filter((name) => name.includes('.log.'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function rows(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const parquet = (): string => `read_parquet('${folder}/**/*.parquet', hive_partitioning = false)`;
const text = (): string =>
  `read_csv('${folder}/**/*.log.gz', delim = ' ', header = true, nullstr = '-', quote = '', all_varchar = true, hive_partitioning = false)`;

it('writes an object each five minutes, named as AWS names them, one in six as text', () => {
  expect(names).toHaveLength(6);
  const pattern =
    /^AWSLogs\/aws-account-id=\d{12}\/aws-service=vpcflowlogs\/aws-region=us-east-1\/year=2026\/month=03\/day=10\/hour=05\/\d{12}_vpcflowlogs_us-east-1_fl-[0-9a-f]{17}_20260310T05[0-5][05]Z_[0-9a-f]{8}\.log\.(parquet|gz)$/;
  names.forEach((name) => expect(name).toMatch(pattern));
  expect(names.filter((name) => name.endsWith('.gz'))).toHaveLength(1);
});

it('uses the Parquet types of the VPC user guide', async () => {
  const types = await rows(
    `SELECT column_type, list(column_name ORDER BY column_name) FROM (DESCRIBE SELECT * FROM ${parquet()}) GROUP BY 1 ORDER BY 1`
  );
  expect(Object.fromEntries(types.slice(0, 2).map(([type, columns]) => [String(type), columns]))).toEqual({
    BIGINT: ['bytes', 'end', 'packets', 'start'],
    INTEGER: ['dstport', 'protocol', 'srcport', 'tcp_flags', 'traffic_path', 'version'],
  });
});

it('writes every record once, and as accepted egress exactly the bytes of the truth', async () => {
  const all = `(SELECT bytes, flow_direction, action FROM ${parquet()} UNION ALL SELECT bytes::BIGINT, "flow-direction", action FROM ${text()})`;
  const [counted] = await rows(
    `SELECT count(*)::INTEGER, sum(bytes) FILTER (flow_direction = 'egress' AND action = 'ACCEPT')::DOUBLE FROM ${all}`
  );
  const truth = cluster.truth.exchanges.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(counted).toEqual([cluster.records.length, truth]);
});

it('shows the interface’s primary address on its own side and keeps rows without data bare', async () => {
  const wrong = await rows(`SELECT count(*)::INTEGER FROM ${parquet()} WHERE log_status = 'OK' AND action = 'ACCEPT'
    AND srcaddr <> pkt_srcaddr AND dstaddr <> pkt_dstaddr AND pkt_srcaddr LIKE '10.%' AND pkt_dstaddr LIKE '10.%'`);
  expect(wrong).toEqual([[0]]);
  const bare =
    await rows(`SELECT count(*) > 0, count(pkt_srcaddr)::INTEGER, count(bytes)::INTEGER, count(action)::INTEGER
    FROM ${parquet()} WHERE log_status IN ('NODATA', 'SKIPDATA')`);
  expect(bare).toEqual([[true, 0, 0, 0]]);
});
