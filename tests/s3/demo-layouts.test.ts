/** The demo's data in S3, in each of AWS's four layouts, against the same data in a folder: same answers, few requests. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startS3Double, type S3Double } from '../../backend/aws/s3-double.test-data';
import { parseSettings } from '../../backend/settings';
import { createTrafficService } from '../../backend/traffic/create-service';
import type { Answer, TrafficService } from '../../backend/traffic/service';
import { runHistoryImport } from '../../cli/history-import';
import { silentLogger } from '../../cli/silent-logger';
import { simulateCluster } from '../../demo/cluster/cluster';
import { writeKubernetesFiles } from '../../demo/files/cluster-files';
import { writeFlowObjects } from '../../demo/files/flow-objects';

const five = Date.UTC(2026, 2, 10, 5) / 1000;
const range = { from: five * 1000, to: (five + 1800) * 1000 };
const { signal } = new AbortController();
const ask = { ...range, intervalMs: 60_000, maxDataPoints: 1000 };

/** Where an object lies, by account, region, year, month, day and hour. */
type Layout = (
  account: string,
  region: string,
  date: [year: string, month: string, day: string, hour: string]
) => string;
const plain: Layout = (account, region, date) =>
  `AWSLogs/${account}/vpcflowlogs/${region}/${date.slice(0, 3).join('/')}`;
const hive: Layout = (account, region, [year, month, day]) =>
  `AWSLogs/aws-account-id=${account}/aws-service=vpcflowlogs/aws-region=${region}/year=${year}/month=${month}/day=${day}`;
/** With the most listings one question may take: the way down, then the days or hours of the range and one on each side. */
const layouts: Array<[string, Layout, number]> = [
  ['plain, daily', plain, 7 + 3],
  ['plain, hourly', (account, region, date) => `${plain(account, region, date)}/${date[3]}`, 7 + 3 + 3],
  ['Hive, daily', hive, 7 + 3],
  ['Hive, hourly', (account, region, date) => `${hive(account, region, date)}/hour=${date[3]}`, 7 + 3 + 3],
];

const questions = [
  { queryType: 'table', groupBy: ['namespace', 'workload', 'zone'], limit: 0 },
  { queryType: 'matrix', traffic: 'all' },
  { queryType: 'timeseries', groupBy: ['zone'], traffic: 'all' },
  { queryType: 'table', groupBy: ['label:team'], measure: 'cost', traffic: 'all' },
  { queryType: 'events' },
];

let root: string;
let s3: S3Double;
let inFolder: Answer[];
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'zoneflow-layouts-'));
  s3 = await startS3Double();
  const cluster = simulateCluster({ seed: 5, from: five, to: five + 1800 });
  await writeFlowObjects(cluster, join(root, 'flows'), signal);
  const files = await writeKubernetesFiles(cluster, join(root, 'kube'));
  await runHistoryImport({ cluster: cluster.name, history: join(root, 'history'), files }, signal);
  await s3.putFolder('history', 'zoneflow/', join(root, 'history'));
  inFolder = await answersOf(join(root, 'flows'), join(root, 'history'));
}, 120_000);
afterAll(async () => {
  await s3.close();
  await rm(root, { recursive: true, force: true });
});

function serviceOver(flows: string, history: string, cache: string): TrafficService {
  const duckdb = { threads: 2, memoryLimitMb: 512, cacheDirectory: cache };
  const settings = { engine: 'duckdb', flows: { location: flows }, history: { location: history }, duckdb };
  const observer = { answered: () => undefined, failed: () => undefined };
  return createTrafficService(parseSettings(settings), { observer, log: silentLogger, aws: () => s3.settings });
}

async function answersOf(flows: string, history: string, cache = join(root, 'cache')): Promise<Answer[]> {
  const service = serviceOver(flows, history, cache);
  try {
    const answers: Answer[] = [];
    for (const question of questions) {
      answers.push(await service.answer(question, ask, signal));
    }
    return answers;
  } finally {
    await service.close();
  }
}

const said = ({ columns, rows, coverage, notices }: Answer) => ({ columns, rows, coverage, notices });

async function upload(bucket: string, layout: Layout): Promise<string[]> {
  const objects = (await readdir(join(root, 'flows'), { recursive: true })).filter((name) => name.includes('.log.'));
  const keys: string[] = [];
  for (const path of objects) {
    const {
      account = '',
      region = '',
      year = '',
      month = '',
      day = '',
      hour = '',
      name = '',
    } = /aws-account-id=(?<account>\d+).*aws-region=(?<region>[^/]+)\/year=(?<year>\d+)\/month=(?<month>\d+)\/day=(?<day>\d+)\/hour=(?<hour>\d+)\/(?<name>.*)$/.exec(
      path
    )?.groups ?? {};
    const key = `prod/${layout(account, region, [year, month, day, hour])}/${name}`;
    keys.push(key);
    s3.put(bucket, key, await readFile(join(root, 'flows', path)));
  }
  return keys;
}

/** A year of hours whose objects would fail every question that read them, and another service's logs. */
function uploadOthers(bucket: string, layout: Layout): void {
  for (let hour = 0; hour < 365 * 24; hour += 6) {
    const time = new Date(Date.UTC(2025, 2, 1, hour));
    const [year = '', month = '', day = '', at = ''] = time.toISOString().split(/[-T:]/);
    const folder = layout('123456789012', 'us-east-1', [year, month, day, at]);
    s3.put(
      bucket,
      `prod/${folder}/123456789012_vpcflowlogs_us-east-1_fl-0a_${year}${month}${day}T${at}00Z_ab.log.gz`,
      'no gzip'
    );
    s3.put(bucket, `prod/AWSLogs/123456789012/CloudTrail/us-east-1/${year}/${month}/${day}/trail.json.gz`, 'x');
  }
}

describe.each(layouts)('%s', (name, layout, mostListings) => {
  const bucket = `flows-${name.replaceAll(/\W+/g, '-').toLowerCase()}`;

  test('answers as from the folder, and asks S3 for what the range needs alone', async () => {
    const keys = await upload(bucket, layout);
    uploadOthers(bucket, layout);
    s3.requests.length = 0;
    const cache = await mkdtemp(join(root, 'cache-'));
    const answers = await answersOf(`s3://${bucket}/prod`, 's3://history/zoneflow', cache);
    expect(answers.map(said)).toEqual(inFolder.map(said));
    const ofFlows = s3.requests.filter((request) => request.bucket === bucket);
    const fetched = ofFlows.filter(({ operation }) => operation === 'get').map(({ key }) => key);
    expect(fetched.sort()).toEqual(keys.sort());
    // Questions that follow each other within seconds share the listings.
    expect(ofFlows.filter(({ operation }) => operation === 'list').length).toBeLessThanOrEqual(mostListings);
    s3.requests.length = 0;
    const again = await answersOf(`s3://${bucket}/prod`, 's3://history/zoneflow', cache);
    expect(again.map(said)).toEqual(inFolder.map(said));
    expect(s3.counts().get).toBe(0);
  });
});
