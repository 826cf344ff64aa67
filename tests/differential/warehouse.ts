/** Flow logs and pod history of the demo cluster in the forms that tables have: made with the demo's own writers, then copied. */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runHistoryImport } from '../../cli/history-import';
import { simulateCluster } from '../../demo/cluster/cluster';
import { writeKubernetesFiles } from '../../demo/files/cluster-files';
import { writeFlowObjects } from '../../demo/files/flow-objects';
import { flowFields as usualFields } from '../athena-double/zoneflow-tables';

/** An hour over midnight: two partitions by day, two by hour. */
export const window = { from: Date.UTC(2026, 2, 9, 23, 30) / 1000, to: Date.UTC(2026, 2, 10, 0, 30) / 1000 };

export const account = '123456789012';
export const region = 'us-east-1';
export const flowLog = 'fl-0d3a7c915be2f8460';

export interface FlowCopy {
  /** Folder below the warehouse that holds `AWSLogs/`. */
  folder: string;
  /** In the order of the columns, as a format names them. */
  fields: string[];
  files: 'parquet' | 'text';
  hive: boolean;
  hourly: boolean;
}

export interface Warehouse {
  copies: { hourly: FlowCopy; hiveText: FlowCopy; hive: FlowCopy; special: FlowCopy; bare: FlowCopy };
  /**
   * Folders of pod history below the warehouse: as it was imported, with nodes and addresses that are hard to tell, and that
   * with an inventory beside it.
   */
  histories: { usual: string; special: string; inventory: string };
}

/** The format of the AWS sample for traffic between zones. */
const bareFields = ['az-id', 'flow-direction', 'pkt-srcaddr', 'pkt-dstaddr', 'start', 'bytes'];
const specialFields = [...usualFields, 'next-hop-az-id', 'next-hop-interface-type'];

export async function fillWarehouse(root: string, signal: AbortSignal): Promise<Warehouse> {
  const cluster = simulateCluster({ seed: 11, ...window });
  const demo = join(root, 'demo');
  await writeFlowObjects(cluster, join(demo, 'flows'), signal);
  const files = await writeKubernetesFiles(cluster, join(demo, 'kube'));
  const history = join(demo, 'history');
  await runHistoryImport({ cluster: cluster.name, history, files }, signal);

  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const db = await instance.connect();
  try {
    await loadRecords(db, join(demo, 'flows'));
    const copies = {
      hourly: copy('hourly', usualFields, { hourly: true }),
      hiveText: copy('hive-text', usualFields, { hive: true, files: 'text' }),
      hive: copy('hive', usualFields, { hive: true, hourly: true }),
      bare: copy('bare', bareFields, { hourly: true }),
      special: copy('special', specialFields, {}),
    };
    for (const each of Object.values(copies)) {
      await writeCopy(db, each === copies.special ? 'special_records' : 'records', each, root);
    }
    await writeSpecialHistory(db, history, join(root, 'special', 'history'));
    await writeSpecialHistory(db, history, join(root, 'inventory', 'history'));
    await writeInventory(db, join(root, 'inventory', 'history'));
    return {
      copies,
      histories: { usual: 'demo/history', special: 'special/history', inventory: 'inventory/history' },
    };
  } finally {
    db.closeSync();
    instance.closeSync();
  }
}

function copy(folder: string, fields: string[], layout: Partial<FlowCopy>): FlowCopy {
  return { folder: `${folder}/flows`, fields, files: 'parquet', hive: false, hourly: false, ...layout };
}

/**
 * `records` by the names of Parquet columns, and `special_records`: addresses of one namespace are IPv6, in spellings of their
 * own; records of version 11 with a next hop; zones that are not told.
 */
async function loadRecords(db: DuckDBConnection, flows: string): Promise<void> {
  const objects = (await readdir(flows, { recursive: true })).filter((name) => name.includes('.log.'));
  const select = (columns: string): string => `SELECT ${columns}, "start" // 300 * 300 AS object_time FROM`;
  const parquet = usualFields.map((field) => `"${column(field)}"`).join(', ');
  const text = usualFields.map((field) => `${number(field, `"${field}"`)} AS "${column(field)}"`).join(', ');
  const paths = (end: string): string =>
    objects
      .filter((name) => name.endsWith(end))
      .map((name) => `'${join(flows, name)}'`)
      .join(', ');
  await db.run(`CREATE TABLE records AS ${select(parquet)} read_parquet([${paths('.parquet')}], hive_partitioning = false)
    UNION ALL ${select(parquet)} (SELECT ${text} FROM read_csv([${paths('.gz')}], delim = ' ', header = true, nullstr = '-', quote = '', all_varchar = true, hive_partitioning = false))`);
  await db.run(`CREATE TABLE special_records AS
    SELECT r.* REPLACE (${special('r.pkt_srcaddr')} AS pkt_srcaddr, ${special('r.pkt_dstaddr')} AS pkt_dstaddr,
      CASE WHEN hash(r.pkt_srcaddr) % 7 = 0 THEN NULL ELSE r.az_id END AS az_id),
      CASE WHEN r.flow_direction = 'egress' AND hash(r.pkt_dstaddr) % 3 > 0 THEN z.az_id ELSE '-' END AS next_hop_az_id,
      CASE WHEN hash(r.pkt_dstaddr) % 5 = 0 THEN 'nat_gateway' ELSE 'interface' END AS next_hop_interface_type
    FROM records r LEFT JOIN (SELECT pkt_srcaddr, max(az_id) AS az_id FROM records WHERE flow_direction = 'egress' GROUP BY 1) z ON z.pkt_srcaddr = r.pkt_dstaddr`);
}

/** Every fifth address as IPv6: short in history; in capitals or in full in flow records. */
function special(address: string): string {
  const last = `split_part(${address}, '.', 4)`;
  const third = `split_part(${address}, '.', 3)`;
  const upper = `concat('2600:1F18:12::', format('{:X}', ${third}::INT), ':', format('{:X}', ${last}::INT))`;
  const full = `concat('2600:1f18:0012:0000:0000:0000:', format('{:04x}', ${third}::INT), ':', format('{:04x}', ${last}::INT))`;
  return `CASE WHEN ${address} LIKE '10.%' AND ${last}::INT % 5 = 0 THEN CASE WHEN ${last}::INT % 2 = 0 THEN ${upper} ELSE ${full} END ELSE ${address} END`;
}

function shortSpecial(address: string): string {
  const last = `split_part(${address}, '.', 4)`;
  const third = `split_part(${address}, '.', 3)`;
  return `CASE WHEN ${address} LIKE '10.%' AND TRY_CAST(${last} AS INT) % 5 = 0 THEN concat('2600:1f18:12::', format('{:x}', ${third}::INT), ':', format('{:x}', ${last}::INT)) ELSE ${address} END`;
}

function column(field: string): string {
  return field.replaceAll('-', '_');
}

const numbers = ['srcport', 'dstport', 'protocol', 'packets', 'bytes', 'start', 'end', 'traffic-path'];

function number(field: string, value: string): string {
  return numbers.includes(field) ? `TRY_CAST(${value} AS BIGINT)` : value;
}

/** Rows of a table with their `object_time`: one object each five minutes, where AWS would deliver it. */
export async function writeCopy(db: DuckDBConnection, table: string, target: FlowCopy, root: string): Promise<void> {
  const times = (await db.runAndReadAll('SELECT DISTINCT object_time FROM records ORDER BY 1')).getRowsJson();
  const isText = target.files === 'text';
  const columns = target.fields.map((field) =>
    isText ? `"${column(field)}" AS "${field}"` : `${parquetValue(field)} AS "${column(field)}"`
  );
  const format = isText
    ? `FORMAT CSV, DELIMITER ' ', HEADER true, NULLSTR '-', QUOTE '', ESCAPE '', COMPRESSION GZIP`
    : 'FORMAT PARQUET, COMPRESSION SNAPPY';
  for (const [index, [time]] of times.entries()) {
    const path = join(root, target.folder, objectPath(target, Number(time), index));
    await mkdir(dirname(path), { recursive: true });
    await db.run(
      `COPY (SELECT ${columns.join(', ')} FROM ${table} WHERE object_time = ${Number(time)}) TO '${path}' (${format})`
    );
  }
}

function parquetValue(field: string): string {
  const isShort = ['srcport', 'dstport', 'protocol', 'traffic-path'].includes(field);
  return isShort ? `CAST("${column(field)}" AS INTEGER)` : `"${column(field)}"`;
}

function objectPath({ hive, hourly, files }: FlowCopy, time: number, index: number): string {
  const stamp = new Date((time + 300) * 1000).toISOString();
  const [year = '', month = '', day = ''] = stamp.slice(0, 10).split('-');
  const hour = stamp.slice(11, 13);
  const name = `${account}_vpcflowlogs_${region}_${flowLog}_${year}${month}${day}T${hour}${stamp.slice(14, 16)}Z_${String(index).padStart(8, '0')}.log.${files === 'text' ? 'gz' : 'parquet'}`;
  const folders = hive
    ? [
        `aws-account-id=${account}`,
        'aws-service=vpcflowlogs',
        `aws-region=${region}`,
        `year=${year}`,
        `month=${month}`,
        `day=${day}`,
        ...(hourly ? [`hour=${hour}`] : []),
      ]
    : [account, 'vpcflowlogs', region, year, month, day, ...(hourly ? [hour] : [])];
  return join('AWSLogs', ...folders, name);
}

/** The same history with IPv6 addresses, nodes that lost their zone ID, and nodes that lost their zone name, too. */
async function writeSpecialHistory(db: DuckDBConnection, from: string, to: string): Promise<void> {
  for (const path of (await readdir(from, { recursive: true })).filter((name) => name.endsWith('.parquet'))) {
    const kind = path.split('/')[0] ?? '';
    const changes: Record<string, string> = {
      pods: `${shortSpecial('address')} AS address`,
      nodes: `${shortSpecial('address')} AS address, CASE WHEN hash(node) % 2 = 0 THEN '' ELSE zone_id END AS zone_id, CASE WHEN hash(node) % 4 = 0 THEN '' ELSE 'name-of-' || zone_id END AS zone_name`,
    };
    const replaced = changes[kind] === undefined ? '*' : `* REPLACE (${changes[kind]})`;
    const target = join(to, path);
    await mkdir(dirname(target), { recursive: true });
    await db.run(
      `COPY (SELECT ${replaced} FROM read_parquet('${join(from, path)}', hive_partitioning = false)) TO '${target}' (FORMAT PARQUET, COMPRESSION ZSTD)`
    );
  }
}

/**
 * Interfaces that hold a third of all addresses, pods' and nobody's, for a part of the time; subnets that hold most of them,
 * one without a zone of its own because another overlaps it.
 */
async function writeInventory(db: DuckDBConnection, to: string): Promise<void> {
  const { from } = window;
  await db.run(`CREATE TABLE interfaces AS SELECT '${account}' AS account, '${region}' AS region, 'vpc-1' AS vpc_id, 'subnet-1' AS subnet_id,
    concat('eni-', n) AS interface_id, CASE WHEN n % 9 = 0 THEN 'demo' ELSE '' END AS cluster, ${shortSpecial('address')} AS address,
    ['nat-gateway', 'load-balancer', 'eks-control-plane', 'aws'][n % 4 + 1] AS kind, concat('o''hara ', n % 5) AS name,
    CASE WHEN n % 3 = 0 THEN '' ELSE 'use1-az4' END AS zone_id, (${from} - 7200 + n % 5 * 2400)::BIGINT AS started,
    CASE WHEN n % 4 = 0 THEN (${from} + 600 + n % 7 * 300)::BIGINT END AS ended, started AS first_seen, coalesce(ended - 60, ${from} + 7200)::BIGINT AS last_seen
    FROM (SELECT address, row_number() OVER (ORDER BY address) AS n FROM (
      SELECT pkt_dstaddr AS address FROM records UNION SELECT pkt_srcaddr FROM records) a WHERE address LIKE '10.%' AND hash(address) % 3 = 0) i`);
  await db.run(`CREATE TABLE subnets AS SELECT '${account}' AS account, '${region}' AS region, 'vpc-1' AS vpc_id, concat('subnet-', cidr) AS subnet_id,
    cidr, zone_id, '' AS zone_name, NULL::BIGINT AS ended, ${from} AS first_seen, ${from} AS last_seen FROM (
      SELECT concat(regexp_replace(address, '[.][0-9]+$', ''), '.0/', 24 + hash(address) % 3) AS cidr, concat('use1-az', 1 + hash(address) % 3) AS zone_id
      FROM (SELECT min(pkt_dstaddr) AS address FROM records WHERE pkt_dstaddr LIKE '10.%' GROUP BY regexp_replace(pkt_dstaddr, '[.][0-9]+$', '')) a
      UNION ALL VALUES ('2600:1f18:12::/65', 'use1-az2'), ('10.0.16.0/21', 'use1-az6')) s`);
  for (const table of ['interfaces', 'subnets']) {
    const target = join(to, table, `${table}-1.parquet`);
    await mkdir(dirname(target), { recursive: true });
    await db.run(`COPY ${table} TO '${target}' (FORMAT PARQUET, COMPRESSION ZSTD)`);
  }
}
