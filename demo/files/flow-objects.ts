/** Writes flow records as AWS delivers them to S3: Hive-compatible hourly prefixes, one object each five minutes. */
import { DuckDBDataChunk, DuckDBInstance, INTEGER, VARCHAR, type DuckDBConnection } from '@duckdb/node-api';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { accountId, region, vpcId } from '../cluster/blueprint';
import type { Cluster } from '../cluster/cluster';
import { flowTableFields } from '../cluster/flow-table';
import { objectSeconds } from '../cluster/recorder';

const flowLogId = 'fl-0d3a7c915be2f8460';
/** DuckDB's vector size: the most rows of one chunk. */
const chunkRows = 2048;

/** The field list of the demo's flow log: versions 2 to 5, by the Parquet names; text objects have hyphens instead. */
const recordSelect: ReadonlyArray<readonly [field: string, sql: string]> = [
  ['version', '5::INTEGER'],
  ['account_id', `'${accountId}'`],
  ['interface_id', 'i.id'],
  ['srcaddr', 's.address'],
  ['dstaddr', 't.address'],
  ['srcport', 'CASE WHEN seen THEN sourcePort END'],
  ['dstport', 'CASE WHEN seen THEN targetPort END'],
  ['protocol', 'CASE WHEN seen THEN protocol END'],
  ['packets', 'CASE WHEN seen THEN packets END::BIGINT'],
  ['bytes', 'CASE WHEN seen THEN bytes END::BIGINT'],
  ['start', '"start"::BIGINT'],
  ['end', '"end"::BIGINT'],
  ['action', "CASE kind WHEN 0 THEN 'ACCEPT' WHEN 1 THEN 'REJECT' END"],
  ['log_status', "CASE kind WHEN 2 THEN 'NODATA' WHEN 3 THEN 'SKIPDATA' ELSE 'OK' END"],
  ['vpc_id', `'${vpcId}'`],
  ['subnet_id', 'i.subnet'],
  ['instance_id', 'i.instance'],
  ['tcp_flags', 'CASE WHEN seen AND protocol = 6 THEN tcpFlags WHEN seen THEN 0 END'],
  ['type', "CASE WHEN seen THEN CASE WHEN contains(ps.address, ':') THEN 'IPv6' ELSE 'IPv4' END END"],
  ['pkt_srcaddr', 'ps.address'],
  ['pkt_dstaddr', 'pt.address'],
  ['region', `'${region}'`],
  ['az_id', 'i.zone'],
  ['sublocation_type', 'NULL::VARCHAR'],
  ['sublocation_id', 'NULL::VARCHAR'],
  ['pkt_src_aws_service', 'NULL::VARCHAR'],
  ['pkt_dst_aws_service', 'NULL::VARCHAR'],
  ['flow_direction', "CASE WHEN seen THEN CASE egress WHEN 1 THEN 'egress' ELSE 'ingress' END END"],
  ['traffic_path', 'nullif(trafficPath, 0)'],
];

export interface WrittenObjects {
  objects: number;
  records: number;
}

/**
 * @param folder gets `AWSLogs/…`; must not hold any yet.
 * Every sixth object is gzip text with its header line, the rest Parquet: readers must cope with both in one prefix.
 */
export async function writeFlowObjects(cluster: Cluster, folder: string, signal: AbortSignal): Promise<WrittenObjects> {
  // One thread: a five-minute object is too small to share, and the threads' meetings cost more than they bring.
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    await loadTables(connection, cluster);
    await connection.run(loggedStatement());
    const { from, to } = cluster.options;
    const objects = Math.ceil((to - from) / objectSeconds);
    for (let object = 0; object < objects; object++) {
      signal.throwIfAborted();
      const isText = object % 6 === 2;
      const path = join(folder, objectPath(from + object * objectSeconds, object, isText));
      await mkdir(dirname(path), { recursive: true });
      await connection.run(copyStatement(object, path, isText));
    }
    return { objects, records: cluster.records.length };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function loadTables(connection: DuckDBConnection, { records, interfaces, addresses }: Cluster): Promise<void> {
  const columns = flowTableFields.map((field) => `"${field}" INTEGER`).join(', ');
  await connection.run(`CREATE TABLE records (${columns})`);
  await connection.run(
    'CREATE TABLE interfaces (number INTEGER, id VARCHAR, instance VARCHAR, zone VARCHAR, subnet VARCHAR)'
  );
  await connection.run('CREATE TABLE addresses (number INTEGER, address VARCHAR)');
  await appendRecords(connection, records.rows());
  const interfaceRows = await connection.createAppender('interfaces');
  interfaces.forEach(({ id, instance, zone }, number) => {
    interfaceRows.appendInteger(number);
    for (const text of [id, instance, zone.id, zone.subnet]) {
      interfaceRows.appendValue(text === '-' ? null : text, VARCHAR);
    }
    interfaceRows.endRow();
  });
  interfaceRows.closeSync();
  const addressRows = await connection.createAppender('addresses');
  addresses.forEach((address, number) => {
    addressRows.appendInteger(number);
    addressRows.appendVarchar(address);
    addressRows.endRow();
  });
  addressRows.closeSync();
}

async function appendRecords(connection: DuckDBConnection, rows: Int32Array): Promise<void> {
  const width = flowTableFields.length;
  const appender = await connection.createAppender('records');
  for (let begin = 0; begin < rows.length; begin += chunkRows * width) {
    const part = rows.subarray(begin, begin + chunkRows * width);
    const count = part.length / width;
    const chunk = DuckDBDataChunk.create(
      flowTableFields.map(() => INTEGER),
      count
    );
    for (let column = 0; column < width; column++) {
      chunk.setColumnValues(
        column,
        Array.from({ length: count }, (_, row) => part[row * width + column] ?? null)
      );
    }
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

/** The records as they are logged, in the Parquet field names, with the object they belong to. */
function loggedStatement(): string {
  return `CREATE TABLE logged AS
    SELECT r.object, ${recordSelect.map(([field, sql]) => `${sql} AS "${field}"`).join(', ')}
    FROM (SELECT *, kind < 2 AS seen FROM records) r
    JOIN interfaces i ON i.number = r.networkInterface
    LEFT JOIN addresses s ON s.number = CASE WHEN seen THEN r.source END
    LEFT JOIN addresses t ON t.number = CASE WHEN seen THEN r.target END
    LEFT JOIN addresses ps ON ps.number = CASE WHEN seen THEN r.packetSource END
    LEFT JOIN addresses pt ON pt.number = CASE WHEN seen THEN r.packetTarget END`;
}

function copyStatement(object: number, path: string, isText: boolean): string {
  const columns = recordSelect.map(([field]) => `"${field}" AS "${isText ? field.replaceAll('_', '-') : field}"`);
  const format = isText
    ? "FORMAT CSV, DELIMITER ' ', HEADER true, NULLSTR '-', QUOTE '', ESCAPE '', COMPRESSION GZIP"
    : 'FORMAT PARQUET, COMPRESSION SNAPPY';
  const target = `'${path.replaceAll("'", "''")}'`;
  return `COPY (SELECT ${columns.join(', ')} FROM logged WHERE object = ${object}) TO ${target} (${format})`;
}

/** VPC user guide, "Flow log files": the time in the name is that of the interval the records end in. */
function objectPath(begin: number, object: number, isText: boolean): string {
  const stamp = new Date(begin * 1000).toISOString();
  const [year, month, day, hour] = [stamp.slice(0, 4), stamp.slice(5, 7), stamp.slice(8, 10), stamp.slice(11, 13)];
  const time = `${year}${month}${day}T${hour}${stamp.slice(14, 16)}Z`;
  const hash = (((object + 1) * 2_654_435_761) % 0x1_0000_0000).toString(16).padStart(8, '0');
  return join(
    'AWSLogs',
    `aws-account-id=${accountId}`,
    'aws-service=vpcflowlogs',
    `aws-region=${region}`,
    `year=${year}`,
    `month=${month}`,
    `day=${day}`,
    `hour=${hour}`,
    `${accountId}_vpcflowlogs_${region}_${flowLogId}_${time}_${hash}.log.${isText ? 'gz' : 'parquet'}`
  );
}
