/** Writes a random cluster as files: text flow-log objects in any of the S3 layouts, pods as JSON lines, nodes as kubectl prints them. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FlowLogLayout, RandomCluster, RandomRecord } from './random-cluster';

const account = '123456789012';
const region = 'us-east-1';
const header =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status ' +
  'pkt-srcaddr pkt-dstaddr az-id flow-direction';

/** @returns the flow location and the files to import, in an order that is not that of time */
export async function writeRandomCluster(
  cluster: RandomCluster,
  folder: string
): Promise<{ flows: string; files: string[] }> {
  const flows = join(folder, 'flows');
  const kube = join(folder, 'kube');
  await mkdir(kube, { recursive: true });
  const objects = new Map<string, string[]>();
  cluster.records.forEach((record, index) => {
    const path = objectPath(cluster.layout, record.start);
    objects.set(path, [...(objects.get(path) ?? [header]), recordLine(record, index)]);
  });
  for (const [path, lines] of objects) {
    const target = join(flows, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, gzipSync(`${lines.join('\n')}\n`));
  }
  const pods = join(kube, 'pods.jsonl');
  const nodes = join(kube, 'nodes.json');
  await writeFile(pods, cluster.sightings.map((sighting) => `${JSON.stringify(sighting)}\n`).join(''));
  await writeFile(nodes, JSON.stringify(cluster.nodes));
  return { flows, files: [pods, nodes] };
}

/** The source port is the record's number: no two records are the same. */
function recordLine(record: RandomRecord, index: number): string {
  const { source, target, start, bytes, packets, zone, direction, verdict } = record;
  const hasData = verdict === 'ACCEPT' || verdict === 'REJECT';
  const ends = hasData ? [source, target] : ['-', '-'];
  const counts = hasData ? [1024 + index, 443, 6, packets, bytes] : ['-', '-', '-', '-', '-'];
  const status = hasData ? [verdict, 'OK'] : ['-', verdict];
  return [
    ...[5, account, `eni-${source.replaceAll(/[.:]/g, '')}`, ...ends, ...counts, start, start + 59],
    ...[...status, ...ends, zone || '-', hasData ? direction : '-'],
  ].join(' ');
}

function objectPath(layout: FlowLogLayout, start: number): string {
  const end = start + 59;
  const stamp = new Date((end - (end % 300)) * 1000).toISOString();
  const [year = '', month = '', day = ''] = stamp.slice(0, 10).split('-');
  const hour = stamp.slice(11, 13);
  const name = `${account}_vpcflowlogs_${region}_fl-0a1b2c3d4e5f60718_${year}${month}${day}T${hour}${stamp.slice(14, 16)}Z_0badcafe.log.gz`;
  const isHive = layout === 'hive' || layout === 'hive-hourly';
  const isHourly = layout === 'hourly' || layout === 'hive-hourly';
  const folders = isHive
    ? [
        `aws-account-id=${account}`,
        'aws-service=vpcflowlogs',
        `aws-region=${region}`,
        `year=${year}`,
        `month=${month}`,
        `day=${day}`,
      ]
    : [account, 'vpcflowlogs', region, year, month, day];
  return join('AWSLogs', ...folders, ...(isHourly ? [isHive ? `hour=${hour}` : hour] : []), name);
}
