// Makes the data of the join benchmark: one day of flow records as Parquet objects in the Hive hourly layout (half of
// them ingress, as each connection is recorded at both of its interfaces; few senders and few of their 200 peers have
// most of the records), and the pod history of a busy cluster beside
// it, in history-<owners>. Usage: node tests/bench/join/dataset.mjs DIR [--records 100000000] [--addresses 3000]
// [--owners 20] [--inventory N: N interfaces, each second one on an address of pods, and 96 subnets, in a history of its own]
// [--text: the same records as gzip text, too, in flows-text]. The same arguments give the same data; flow records do not depend on the owners.
import { DuckDBInstance } from '@duckdb/node-api';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    records: { type: 'string', default: '100000000' },
    addresses: { type: 'string', default: '3000' },
    owners: { type: 'string', default: '20' },
    inventory: { type: 'string', default: '0' },
    text: { type: 'boolean', default: false },
  },
});
const directory = resolve(positionals[0] ?? 'build/bench-join');
const records = Number(options.records);
const addresses = Number(options.addresses);
const owners = Number(options.owners);
const inventory = Number(options.inventory);
const history = join(directory, `history-${owners}${inventory === 0 ? '' : `-${inventory}`}`);
const day = Date.UTC(2026, 4, 1) / 1000;

const instance = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '4GB' });
const db = await instance.connect();

// 20 owners an address and day: each holds it for most of its share of the day, with a gap before the next.
const share = Math.floor(86400 / owners);
await db.run(`CREATE TABLE pods AS
  SELECT 'prod' AS cluster, 'uid-' || a || '-' || o AS uid, 'tenant-' || lpad((w % 20)::VARCHAR, 2, '0') || '-production' AS namespace,
    'workload-' || w || '-' || substr(md5(a || '/' || o), 1, 5) AS pod, 'workload-' || w AS workload, 'Deployment' AS workload_kind,
    'ip-10-' || (a % 3) || '-0-' || (a % 200) || '.ec2.internal' AS node,
    '10.' || (a % 3) || '.' || (16 + a // 250) || '.' || (a % 250) AS address, false AS host_network,
    MAP {'app': 'workload-' || w, 'team': 'team-' || (w % 7)} AS labels,
    (${day} + o * ${share} + hash(a, o, 1) % 40)::BIGINT AS started,
    (CASE WHEN hash(a, o, 3) % 20 = 0 THEN NULL ELSE ${day} + (o + 1) * ${share} - 31 - hash(a, o, 2) % 60 END)::BIGINT AS ended,
    started AS first_seen, coalesce(ended, ${day} + 86400) AS last_seen, NULL::BIGINT AS ready_at, started AS start_time,
    NULL::BIGINT AS finished_at, ended AS deleted_at, NULL::BIGINT AS deletion_timestamp
  FROM (SELECT a, o, hash(a % 997, o, 7) % 150 AS w FROM range(${addresses}) t(a), range(${owners}) u(o)) x`);
await db.run(`CREATE TABLE nodes AS
  SELECT 'prod' AS cluster, 'ip-10-' || (n % 3) || '-0-' || n || '.ec2.internal' AS node, 'node-' || n AS uid,
    '10.' || (n % 3) || '.0.' || n AS address, ['use1-az1', 'use1-az2', 'use1-az4'][n % 3 + 1] AS zone_id,
    ['us-east-1a', 'us-east-1b', 'us-east-1c'][n % 3 + 1] AS zone_name, 'us-east-1' AS region, 'i-' || n AS instance_id,
    (${day} - 86400)::BIGINT AS started, NULL::BIGINT AS ended, started AS first_seen, (${day} + 86400)::BIGINT AS last_seen,
    NULL::BIGINT AS deleted_at FROM range(200) t(n)`);
// A pod's node must be one of the nodes of its zone: a % 3 and the node's number agree by construction below.
await db.run(`UPDATE pods SET node = 'ip-10-' || split_part(address, '.', 2) || '-0-' ||
  (3 * (hash(address) % 66) + split_part(address, '.', 2)::INT) || '.ec2.internal'`);
for (const kind of ['pods', 'nodes']) {
  const folder = join(history, kind, 'cluster=prod', 'day=2026-05-01');
  mkdirSync(folder, { recursive: true });
  await db.run(
    `COPY (SELECT * FROM ${kind} ORDER BY address, started) TO '${folder}/${kind}.parquet' (FORMAT parquet, COMPRESSION zstd)`
  );
}

if (inventory > 0) {
  await db.run(`CREATE TABLE interfaces AS SELECT '123456789012' AS account, 'us-east-1' AS region, 'vpc-1' AS vpc_id,
    'subnet-' || (i % 96) AS subnet_id, 'eni-' || i AS interface_id, '' AS cluster,
    '10.' || (i % 3) || '.' || (CASE WHEN i % 2 = 0 THEN 16 + i // 250 % 12 ELSE 8 + i // 250 END) || '.' || (i % 250) AS address,
    ['nat-gateway', 'load-balancer', 'aws'][i % 3 + 1] AS kind, 'resource-' || (i % 40) AS name, '' AS zone_id,
    (${day} - 86400 + i * 60)::BIGINT AS started, NULL::BIGINT AS ended, started AS first_seen, (${day} + 86400)::BIGINT AS last_seen FROM range(${inventory}) t(i)`);
  await db.run(`CREATE TABLE subnets AS SELECT '123456789012' AS account, 'us-east-1' AS region, 'vpc-1' AS vpc_id, 'subnet-' || i AS subnet_id,
    '10.' || (i % 3) || '.' || (i // 3 * 8) || '.0/21' AS cidr, ['use1-az1', 'use1-az2', 'use1-az4'][i % 3 + 1] AS zone_id,
    ['us-east-1a', 'us-east-1b', 'us-east-1c'][i % 3 + 1] AS zone_name, NULL::BIGINT AS ended, ${day}::BIGINT AS first_seen, (${day} + 86400)::BIGINT AS last_seen FROM range(96) t(i)`);
  for (const table of ['interfaces', 'subnets']) {
    mkdirSync(join(history, table), { recursive: true });
    await db.run(`COPY ${table} TO '${join(history, table, `${table}.parquet`)}' (FORMAT parquet, COMPRESSION zstd)`);
  }
}

if (!existsSync(join(directory, 'done'))) {
  const perFile = Math.ceil(records / 288);
  for (let file = 0; file < 288; file++) {
    const hour = String(Math.floor(file / 12)).padStart(2, '0');
    const minute = String((file % 12) * 5).padStart(2, '0');
    const folder = join(
      directory,
      'flows/AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=us-east-1/year=2026/month=05/day=01',
      `hour=${hour}`
    );
    mkdirSync(folder, { recursive: true });
    const name = `123456789012_vpcflowlogs_us-east-1_fl-0123456789abcdef0_20260501T${hour}${minute}Z_${String(file).padStart(8, '0')}.log.parquet`;
    await db.run(`COPY (
      SELECT 5::INT AS version, 'eni-' || (h1 % 400) AS interface_id,
        CASE WHEN h1 % 1000 = 7 THEN '-' ELSE '10.' || (s % 3) || '.' || (16 + s // 250) || '.' || (s % 250) END AS pkt_srcaddr,
        CASE WHEN h1 % 1000 = 7 THEN '-' WHEN d < 50 THEN '52.1.2.' || (h2 // 7 % 40)
          WHEN d < 100 THEN '10.' || (h2 % 200 % 3) || '.0.' || (h2 % 200)
          ELSE '10.' || (t % 3) || '.' || (16 + t // 250) || '.' || (t % 250) END AS pkt_dstaddr,
        (32768 + h1 % 28000)::INT AS srcport, [443, 8080, 5432, 9092, 6379][h2 % 5 + 1]::INT AS dstport, 6::INT AS protocol,
        (1 + h3 % 40)::BIGINT AS packets, (60 + h3 % 90000)::BIGINT AS bytes,
        (${day + file * 300} + h2 % 300)::BIGINT AS start, (${day + file * 300} + h2 % 300 + h3 % 60)::BIGINT AS "end",
        CASE WHEN h1 % 1000 = 7 THEN '-' WHEN h3 // 2 % 100 = 3 THEN 'REJECT' ELSE 'ACCEPT' END AS action,
        CASE WHEN h1 % 1000 = 7 THEN 'NODATA' ELSE 'OK' END AS log_status,
        ['use1-az1', 'use1-az2', 'use1-az4'][s % 3 + 1] AS az_id,
        CASE WHEN h1 % 1000 = 7 THEN '-' WHEN h3 % 2 = 1 THEN 'ingress' ELSE 'egress' END AS flow_direction
      FROM (SELECT h1, h2, h3, s, d, (hash(s, floor(200 * pow((h3 // 7000 % 100003) / 100003, 3))) >> 1)::BIGINT % ${addresses} AS t
        FROM (SELECT *, floor(${addresses} * pow((h1 // 1000 % 100003) / 100003, 2))::BIGINT AS s, h2 // 1000 % 1000 AS d
        FROM (SELECT (hash(i, ${file}, 11) >> 1)::BIGINT AS h1, (hash(i, ${file}, 12) >> 1)::BIGINT AS h2, (hash(i, ${file}, 13) >> 1)::BIGINT AS h3 FROM range(${perFile}) r(i))))
    ) TO '${join(folder, name)}' (FORMAT parquet, COMPRESSION snappy)`);
  }
  writeFileSync(join(directory, 'done'), '');
}
if (options.text && !existsSync(join(directory, 'done-text'))) {
  for (const file of parquetObjects()) {
    const target = join(directory, file.replace('flows/', 'flows-text/').replace('.log.parquet', '.log.gz'));
    mkdirSync(dirname(target), { recursive: true });
    const names = [
      'version',
      'interface-id',
      'pkt-srcaddr',
      'pkt-dstaddr',
      'srcport',
      'dstport',
      'protocol',
      'packets',
      'bytes',
      'start',
      'end',
      'action',
      'log-status',
      'az-id',
      'flow-direction',
    ];
    const columns = names.map((name) => `"${name.replaceAll('-', '_')}" AS "${name}"`);
    await db.run(
      `COPY (SELECT ${columns.join(', ')} FROM '${join(directory, file)}') TO '${target}' (FORMAT csv, DELIMITER ' ', HEADER, QUOTE '', COMPRESSION gzip)`
    );
  }
  writeFileSync(join(directory, 'done-text'), '');
}

function parquetObjects() {
  const names = readdirSync(join(directory, 'flows'), { recursive: true });
  return names.filter((name) => name.endsWith('.parquet')).map((name) => join('flows', name));
}
