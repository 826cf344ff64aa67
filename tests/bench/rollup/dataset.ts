/**
 * A large cluster made small in proportion: every live connection is two directions at two interfaces, a record a minute
 * each; pods are replaced once a day at their addresses; one hour is one flow-log object.
 */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface DatasetOptions {
  folder: string;
  /** A large cluster has 20,000; connections, workloads and nodes follow. */
  pods: number;
  days: number;
  /** Epoch seconds, the start of a day. */
  from: number;
}

export interface Dataset {
  flows: string;
  history: string;
}

const hour = 3600;
const dayLength = 24 * hour;

/** 200,000 live connections among 20,000 pods, 4.4 of them between two workloads in the same two zones. */
export async function makeDataset({ folder, pods, days, from }: DatasetOptions): Promise<Dataset> {
  const dataset = { flows: join(folder, 'flows'), history: join(folder, 'history') };
  const done = join(folder, 'done');
  if (existsSync(done)) {
    return dataset;
  }
  await rm(folder, { recursive: true, force: true });
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const db = await instance.connect();
  try {
    await makeCluster(db, pods);
    // A day more at both ends of which the hours beside the range have records: they show zones, too.
    const beside = { from: from - 3 * hour, to: from + days * dayLength + 3 * hour };
    for (let day = -1; day <= days; day++) {
      const start = from + day * dayLength;
      const name = new Date(start * 1000).toISOString().slice(0, 10);
      await writeHistory(db, dataset.history, { name, start, day });
      const within = join(dataset.flows, 'AWSLogs/123456789012/vpcflowlogs/us-east-1', ...name.split('-'));
      await mkdir(within, { recursive: true });
      for (let at = Math.max(start, beside.from); at < Math.min(start + dayLength, beside.to); at += hour) {
        await writeHour(db, within, at);
      }
    }
  } finally {
    db.closeSync();
    instance.closeSync();
  }
  await writeFile(done, '');
  return dataset;
}

async function makeCluster(db: DuckDBConnection, pods: number): Promise<void> {
  const workloads = Math.max(2, Math.round(pods / 10));
  const connections = pods * 10;
  const pairs = Math.max(2, Math.round(connections / 40));
  const nodes = Math.max(3, Math.ceil(pods / 20));
  await db.run(`CREATE TABLE pods AS SELECT i, i % ${workloads} AS workload, (i // ${workloads}) % ${nodes} AS node,
  '10.0.' || (i // 200) || '.' || (i % 200 + 10) AS address FROM range(${pods}) r(i)`);
  await db.run(
    `CREATE TABLE nodes AS SELECT i, '10.1.0.' || (i % 250 + 1) AS address, 'use1-az' || (i % 3 + 1) AS zone FROM range(${nodes}) r(i)`
  );
  // A pair of workloads has some forty connections between any of their pods; one in twenty goes out of the cluster.
  await db.run(`CREATE TABLE connections AS SELECT c, s.address AS source, ss.zone AS source_zone,
  CASE WHEN c % 20 = 0 THEN '52.94.' || (c % 200) || '.7' ELSE t.address END AS target, CASE WHEN c % 20 = 0 THEN NULL ELSE tt.zone END AS target_zone
  FROM (SELECT c, hash(c % ${pairs}) % ${workloads} AS a, hash(c % ${pairs} + 7777) % ${workloads} AS b FROM range(${connections}) r(c)) x
  JOIN pods s ON s.workload = x.a AND s.i // ${workloads} = hash(c) % ${Math.max(1, Math.floor(pods / workloads))} JOIN nodes ss ON ss.i = s.node
  JOIN pods t ON t.workload = x.b AND t.i // ${workloads} = hash(c + 1) % ${Math.max(1, Math.floor(pods / workloads))} JOIN nodes tt ON tt.i = t.node`);
}

async function writeHistory(
  db: DuckDBConnection,
  history: string,
  { name, start, day }: { name: string; start: number; day: number }
): Promise<void> {
  const file = async (table: string): Promise<string> => {
    const folder = join(history, table, 'cluster=large', `day=${name}`);
    await mkdir(folder, { recursive: true });
    return `'${join(folder, 'part.parquet')}' (FORMAT parquet)`;
  };
  // Pods are replaced at their own second of each day; who ends today began yesterday.
  const second = (of: number): string => `CAST(${start + of * dayLength} + (i * 7919) % ${dayLength} AS bigint)`;
  const pod = (
    of: number
  ): string => `SELECT 'large' AS cluster, 'uid-' || i || '-' || ${day + of} AS uid, 'namespace-' || (workload % 20) AS namespace,
  'workload-' || workload || '-' || i || '-' || ${day + of} AS pod, 'workload-' || workload AS workload, 'node-' || node AS node, address, false AS host_network,
  MAP {'app': 'workload-' || workload} AS labels, ${second(of)} AS started, ${second(of + 1)} - 30 AS ended, ${second(of + 1)} AS last_seen FROM pods`;
  await db.run(`COPY (${pod(-1)} UNION ALL ${pod(0)}) TO ${await file('pods')}`);
  await db.run(`COPY (SELECT 'large' AS cluster, 'node-uid-' || i AS uid, 'node-' || i AS node, address, zone AS zone_id, 'us-east-1' || zone[-1] AS zone_name,
  CAST(0 AS bigint) AS started, CAST(NULL AS bigint) AS ended, CAST(${start + dayLength} AS bigint) AS last_seen FROM nodes) TO ${await file('nodes')}`);
}

async function writeHour(db: DuckDBConnection, folder: string, at: number): Promise<void> {
  const stamp = new Date((at + hour) * 1000).toISOString().replaceAll(/[-:]/g, '').slice(0, 13);
  const path = join(folder, `123456789012_vpcflowlogs_us-east-1_fl-0a1b2c3d4e5f60718_${stamp}Z_0badcafe.log.parquet`);
  const record = (from: string, to: string, direction: 'egress' | 'ingress'): string => {
    const recorder = direction === 'egress' ? from : to;
    return `SELECT c, m, ${from} AS pkt_srcaddr, ${to} AS pkt_dstaddr, ${recorder}_zone AS az_id, '${direction}' AS flow_direction, 'eni-' || ${recorder} AS interface_id FROM connections, range(60) r(m) WHERE ${recorder}_zone IS NOT NULL`;
  };
  const records = [
    record('source', 'target', 'egress'),
    record('source', 'target', 'ingress'),
    record('target', 'source', 'egress'),
    record('target', 'source', 'ingress'),
  ];
  await db.run(`COPY (SELECT CAST(5 AS integer) AS version, '123456789012' AS account_id, interface_id, pkt_srcaddr AS srcaddr, pkt_dstaddr AS dstaddr,
  CAST(c % 60000 AS integer) AS srcport, 443 AS dstport, CAST(6 AS bigint) AS protocol, CAST(hash(c, m, ${at}) % 200 + 1 AS bigint) AS packets,
  CAST(hash(c, m, ${at}, 1) % 300000 AS bigint) AS bytes, CAST(${at} + m * 60 + c % 60 AS bigint) AS start, CAST(${at} + m * 60 + c % 60 + 59 AS bigint) AS "end",
  'ACCEPT' AS action, 'OK' AS log_status, pkt_srcaddr, pkt_dstaddr, az_id, flow_direction
  FROM (${records.join(' UNION ALL ')}) x ORDER BY start) TO '${path}' (FORMAT parquet, COMPRESSION gzip)`);
}
