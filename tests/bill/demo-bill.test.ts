/** The demo's traffic beside a report that bills exactly its truth: the built command, over each kind of report. */
import { DuckDBInstance } from '@duckdb/node-api';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Comparison } from '../../backend/bill/compare';
import { runHistoryImport } from '../../cli/history-import';
import { simulateCluster, type Cluster } from '../../demo/cluster/cluster';
import { writeKubernetesFiles } from '../../demo/files/cluster-files';
import { writeFlowObjects } from '../../demo/files/flow-objects';

const midnight = Date.UTC(2026, 2, 10) / 1000;
const usageType = 'USE2-DataTransfer-Regional-Bytes';
const account = '123456789012';
const program = join(__dirname, '../../bin/zoneflow');

let root: string;
let truth: Map<string, number>;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'zoneflow-bill-'));
  const cluster = simulateCluster({ seed: 11, from: midnight - 1800, to: midnight + 1800 });
  await writeFlowObjects(cluster, join(root, 'flows'), new AbortController().signal);
  const files = await writeKubernetesFiles(cluster, join(root, 'kube'));
  await runHistoryImport(
    { cluster: cluster.name, history: join(root, 'history'), files },
    new AbortController().signal
  );
  truth = crossZoneByDay(cluster);
  await writeReports();
});
afterAll(() => rm(root, { recursive: true, force: true }));

function crossZoneByDay({ truth: { ends, exchanges } }: Cluster): Map<string, number> {
  const days = new Map<string, number>();
  for (const { minute, source, target, bytes } of exchanges) {
    const [from = '', to = ''] = [ends[source]?.zone, ends[target]?.zone];
    if (from !== '' && to !== '' && from !== to) {
      const day = new Date(minute * 1000).toISOString().slice(0, 10);
      days.set(day, (days.get(day) ?? 0) + bytes);
    }
  }
  return days;
}

interface Line {
  [column: string]: string | number;
}

/** What AWS would bill: each byte out of one zone and into the other; and lines that are no part of it. */
function lines(): Line[] {
  const line = (day: string, operation: string, amount: number, more: Line = {}): Line => ({
    identity_line_item_id: `${day}-${operation}-${JSON.stringify(more)}`,
    identity_time_interval: `${day}T00:00:00Z/${day}T01:00:00Z`,
    line_item_usage_account_id: account,
    line_item_line_item_type: 'Usage',
    line_item_usage_type: usageType,
    line_item_operation: operation,
    line_item_usage_start_date: `${day}T00:00:00Z`,
    line_item_usage_amount: amount,
    pricing_unit: 'GB',
    ...more,
  });
  return [...truth].flatMap(([day, bytes]) => {
    const gigabytes = bytes / 2 ** 30;
    return [
      line(day, 'InterZone-Out', gigabytes),
      line(day, 'InterZone-In', gigabytes),
      line(day, 'InterZone-In', gigabytes, { line_item_line_item_type: 'EdpDiscount' }),
      line(day, 'PublicIP-Out', 1.5),
      line(day, 'InterZone-Out', 7, { line_item_usage_account_id: '999988887777' }),
      line(day, 'InterZone-Out', 9, { line_item_usage_type: 'EUC1-DataTransfer-Regional-Bytes' }),
      line(day, 'RunInstances', 24, { line_item_usage_type: 'USE2-BoxUsage:m7g.large', pricing_unit: 'Hrs' }),
    ];
  });
}

const olderNames: Record<string, string> = {
  identity_line_item_id: 'identity/LineItemId',
  identity_time_interval: 'identity/TimeInterval',
  line_item_usage_account_id: 'lineItem/UsageAccountId',
  line_item_line_item_type: 'lineItem/LineItemType',
  line_item_usage_type: 'lineItem/UsageType',
  line_item_operation: 'lineItem/Operation',
  line_item_usage_start_date: 'lineItem/UsageStartDate',
  line_item_usage_amount: 'lineItem/UsageAmount',
  pricing_unit: 'pricing/unit',
};
const focusNames: Record<string, string> = {
  line_item_usage_account_id: 'SubAccountId',
  line_item_line_item_type: 'ChargeCategory',
  line_item_usage_type: 'x_UsageType',
  line_item_operation: 'x_Operation',
  line_item_usage_start_date: 'ChargePeriodStart',
  line_item_usage_amount: 'ConsumedQuantity',
  pricing_unit: 'ConsumedUnit',
};

function csv(all: readonly Line[], names?: Record<string, string>): string {
  const columns = Object.keys(names ?? all[0] ?? {});
  const cell = (value: string | number | undefined): string => `"${String(value ?? '').replaceAll('"', '""')}"`;
  return [
    columns.map((column) => cell(names?.[column] ?? column)).join(','),
    ...all.map((line) => columns.map((column) => cell(line[column])).join(',')),
  ].join('\n');
}

async function writeReports(): Promise<void> {
  const all = lines();
  await writeFile(join(root, 'older.csv.gz'), gzipSync(csv(all, olderNames)));
  await writeFile(join(root, 'focus.csv'), csv(all, focusNames));
  await writeFile(join(root, 'current.csv'), csv(all));
  await writeFile(join(root, 'other.csv'), 'colour,taste\nred,sweet\n');
  await writeFile(join(root, 'damaged.parquet'), 'this is not Parquet');
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const db = await instance.connect();
  await db.run(`SET TimeZone = 'America/New_York'`);
  await db.run(
    `COPY (SELECT * REPLACE (CAST(line_item_usage_start_date AS TIMESTAMP WITH TIME ZONE) AS line_item_usage_start_date, CAST(line_item_usage_amount AS DOUBLE) AS line_item_usage_amount)
     FROM read_csv('${join(root, 'current.csv')}', header = true, all_varchar = true)) TO '${join(root, 'report.parquet')}' (FORMAT PARQUET)`
  );
  db.closeSync();
  instance.closeSync();
}

function compare(bill: string[], ...more: string[]) {
  const files = bill.map((name) => join(root, name));
  const places = ['--flows', join(root, 'flows'), '--history', join(root, 'history')];
  const days = ['--from', '2026-03-09', '--to', '2026-03-11'];
  const args = [program, 'compare-bill', '--bill', ...files, ...places, ...days, ...more];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 110_000 });
  return { status, stdout, stderr };
}

const choice = ['--account', account, '--usage-type', usageType];

test.each(['report.parquet', 'older.csv.gz', 'focus.csv'])(
  '%s: what crossed zones by the flow logs is what was billed, to the byte, day by day',
  (file) => {
    const { status, stdout, stderr } = compare([file], ...choice, '--format', 'json');
    expect(status).toBe(0);
    expect(stderr).toMatch(/^warning: 2026-03-09: AWS skipped records in \d+ windows/);
    const { days, total, explanations } = JSON.parse(stdout) as Comparison;
    expect(truth.size).toBe(2);
    expect(days.map(({ day, flowGigabytes }) => [day, Math.round(((flowGigabytes ?? 0) / 2) * 2 ** 30)])).toEqual([
      ...truth,
    ]);
    for (const ratio of [...days.map((day) => day.ratio), total?.ratio]) {
      expect(ratio).toBeCloseTo(1, 9);
    }
    expect(days.map(({ otherBillGigabytes }) => otherBillGigabytes)).toEqual([1.5, 1.5]);
    expect(explanations).toContainEqual(expect.stringContaining('The bill has 3 GB of public addresses'));
  }
);

test('as a table, with what explains the difference', () => {
  const { status, stdout } = compare(['report.parquet'], ...choice);
  expect(status).toBe(0);
  const [head = '', , first = '', second = '', , total = ''] = stdout.split('\n');
  expect(head).toMatch(/^day +flow logs +bill +flow logs \/ bill +bill, other +zone unknown$/);
  expect([first, second, total].map((line) => /^(\S+) .* (\d+\.\d) %/.exec(line)?.slice(1))).toEqual([
    ['2026-03-09', '100.0'],
    ['2026-03-10', '100.0'],
    ['total', '100.0'],
  ]);
});

test('the same lines in two files count twice, and the answer says so', () => {
  const { stdout } = compare(['report.parquet', 'report.parquet'], ...choice, '--format', 'json');
  const { total, explanations } = JSON.parse(stdout) as Comparison;
  expect(total?.ratio).toBeCloseTo(0.5, 9);
  expect(explanations[0]).toMatch(/^The report has \d+ lines more than once/);
});

test.each([
  [
    'another kind of table',
    ['other.csv'],
    choice,
    'is no Cost and Usage Report: it has no column line_item_usage_type',
  ],
  ['several regions', ['report.parquet'], ['--account', account], 'traffic of several regions: EUC1-'],
  ['another account', ['report.parquet'], ['--account', '1'], 'has nothing of that account and usage type'],
  ['a damaged file', ['damaged.parquet'], choice, 'damaged.parquet'],
  ['no file', ['none.parquet'], choice, 'none.parquet cannot be read'],
  ['files of two kinds', ['report.parquet', 'focus.csv'], choice, 'must be all .parquet, or all .csv'],
])('%s: one line says what is wrong', (_, bill, more, message) => {
  const { status, stdout, stderr } = compare(bill, ...more);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test.each([
  [['--from', '2026-03-09T05:00:00Z'], 'not the beginning of a day'],
  [['--to', '2026-03-09'], '--to must be after --from'],
  [['--bill-table', 'cur.report'], 'give --bill or --bill-table'],
])('%j is wrong usage', (more, message) => {
  const { status, stderr } = compare(['report.parquet'], ...more);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});
