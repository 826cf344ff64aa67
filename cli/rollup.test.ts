/** `zoneflow rollup` over a small cluster: what is made, left, made again, and what a broken-off run leaves. */
import { copyFile, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AwsSettings } from '../backend/aws/aws-settings';
import { startS3Double } from '../backend/aws/s3-double.test-data';
import { five, flowRow, usualFields } from '../backend/engines/duckdb/flow-files.test-data';
import { parseSettings } from '../backend/settings';
import { createTrafficService } from '../backend/traffic/create-service';
import type { Answer, AskOptions } from '../backend/traffic/service';
import { writeSmallCluster, type SmallCluster } from '../backend/traffic/small-cluster.test-data';
import type { RollUpStep } from '../backend/rollup/roll-up';
import { runRollup } from './rollup';
import { silentLogger } from './silent-logger';

const { signal } = new AbortController();
const day = '2026-03-10';
const threeHours = { from: (five - 3600) * 1000, to: (five + 7200) * 1000 };
const inner = { from: five * 1000, to: (five + 3600) * 1000 };

let cluster: SmallCluster;
beforeEach(async () => {
  cluster = await writeSmallCluster();
});
afterEach(() => cluster.remove());

const rollupFolder = (): string => join(cluster.root, 'rollup');

function rollUp(onStep?: (step: RollUpStep) => void) {
  const { flows, history } = cluster;
  return runRollup({ flows, history, rollup: rollupFolder(), ...threeHours, ...(onStep && { onStep }) }, signal);
}

interface AskedRollup {
  rolled?: boolean;
  rollup?: string;
  aws?: () => AwsSettings;
}

async function ask(
  query: Record<string, unknown>,
  { rolled = true, rollup = rollupFolder(), aws, ...options }: Partial<AskOptions> & AskedRollup = {}
): Promise<Answer> {
  const settings = parseSettings({
    flows: { location: cluster.flows },
    history: { location: cluster.history },
    ...(rolled && { rollup: { location: rollup } }),
  });
  const observer = { answered: () => undefined, failed: () => undefined };
  const service = createTrafficService(settings, { observer, log: silentLogger, ...(aws && { aws }) });
  try {
    return await service.answer(query, { ...inner, intervalMs: 60_000, maxDataPoints: 1000, ...options }, signal);
  } finally {
    await service.close();
  }
}

/** The answer with the rollup, after a look that it is the one without. */
async function sameAnswer(query: Record<string, unknown> = { queryType: 'table' }): Promise<Answer> {
  const [plain, rolled] = [await ask(query, { rolled: false }), await ask(query)];
  const told = ({ columns, rows, coverage, notices }: Answer) => ({ columns, rows, coverage, notices });
  expect(told(rolled)).toEqual(told(plain));
  return rolled;
}

test('hours are made once, and answer without a record being read', async () => {
  expect(await rollUp()).toEqual({ made: 3, current: 0, left: [] });
  const answer = await sameAnswer();
  expect(answer.coverage.bytes).toBe(1770);
  expect(answer.coverage.records.rejected).toBe(1);
  expect(answer.stats.rolledHours).toBe(1);
  expect(await rollUp()).toEqual({ made: 0, current: 3, left: [] });
});

test.each<[string, Record<string, unknown>, Partial<AskOptions>]>([
  ['for pods', { queryType: 'table', groupBy: ['pod'] }, {}],
  ['for a label', { queryType: 'table', groupBy: ['label:app'] }, {}],
  ['filtered by node', { queryType: 'table', filters: [{ dimension: 'node', operator: '=', values: ['n1'] }] }, {}],
  ['by the minute', { queryType: 'timeseries' }, {}],
  ['who wants to hear of damage', { queryType: 'table' }, { strict: true }],
  ['shorter than an hour', { queryType: 'table' }, { to: inner.to - 1000 }],
])('a question %s is answered from records', async (_name, query, options) => {
  await rollUp();
  expect((await ask(query, options)).stats.rolledHours).toBeUndefined();
});

test('a series by the hour is answered from the rollup', async () => {
  await rollUp();
  expect(await ask({ queryType: 'timeseries' }, { intervalMs: 3_600_000 })).toMatchObject({
    stats: { rolledHours: 1 },
  });
});

test('late records: the hours around them are read from records until they are made again', async () => {
  await rollUp();
  const late = flowRow(five + 200, 7000, { 'pkt-srcaddr': '10.0.1.1', 'pkt-dstaddr': '10.0.1.2', 'az-id': 'use1-az4' });
  await cluster.object([late], usualFields, five + 900);
  const between = await sameAnswer();
  expect(between.coverage.bytes).toBe(8770);
  expect(between.stats.rolledHours).toBeUndefined();
  expect(await rollUp()).toMatchObject({ made: 3 });
  expect((await sameAnswer()).stats.rolledHours).toBe(1);
});

test.each(['looked', 'made', 'stored'])('a run broken off once it has %s leaves what was there', async (step) => {
  const breakOff = rollUp((at) => {
    if (at.step === step) {
      throw new Error('broken off');
    }
  });
  await expect(breakOff).rejects.toThrow('broken off');
  expect((await sameAnswer()).stats.rolledHours).toBeUndefined();
  expect(await rollUp()).toMatchObject({ made: 3 });
  expect((await sameAnswer()).stats.rolledHours).toBe(1);
});

test('a day whose files are not those that its manifest names is as if it were not there', async () => {
  await rollUp();
  const folder = join(rollupFolder(), 'exchanges', `day=${day}`);
  const [name = ''] = await readdir(folder);
  await copyFile(join(folder, name), join(cluster.root, 'kept'));
  await truncate(join(folder, name), 10);
  expect((await sameAnswer()).stats.rolledHours).toBeUndefined();
  await rm(join(folder, name));
  expect((await sameAnswer()).stats.rolledHours).toBeUndefined();
  expect(await rollUp()).toMatchObject({ made: 3 });
  expect((await sameAnswer()).stats.rolledHours).toBe(1);
});

test('a file whose content is damaged is named, with what to do', async () => {
  await rollUp();
  const folder = join(rollupFolder(), 'exchanges', `day=${day}`);
  const [name = ''] = await readdir(folder);
  const bytes = await readFile(join(folder, name));
  await writeFile(join(folder, name), Buffer.alloc(bytes.length, 7));
  await expect(ask({ queryType: 'table' })).rejects.toMatchObject({
    code: 'corrupt_object',
    remedy: 'Remove it and run zoneflow rollup again.',
  });
});

test('hours with damaged flow logs are left to their records', async () => {
  await writeFile(join(cluster.flows, await anyObject(), '..', 'damaged_vpcflowlogs_20260310T0510Z.log.gz'), 'no gzip');
  const { made, left } = await rollUp();
  expect({ made, left: left.length }).toEqual({ made: 0, left: 3 });
  expect((await sameAnswer()).stats.rolledHours).toBeUndefined();
});

test('hours whose flow logs have other fields are not mixed', async () => {
  await rollUp();
  const fewer = usualFields.filter((field) => field !== 'log-status');
  await cluster.object(
    [flowRow(five + 8 * 3600, 50, { 'pkt-srcaddr': '10.0.1.1', 'pkt-dstaddr': '10.0.1.2' })],
    fewer,
    five + 8 * 3600
  );
  const wide = { to: (five + 9 * 3600) * 1000 };
  const [plain, rolled] = [
    await ask({ queryType: 'table' }, { ...wide, rolled: false }),
    await ask({ queryType: 'table' }, wide),
  ];
  expect(rolled.rows).toEqual(plain.rows);
  expect(rolled.coverage).toEqual(plain.coverage);
  expect(rolled.stats.rolledHours).toBeUndefined();
});

test('hours in a bucket answer as those in a folder do', async () => {
  const s3 = await startS3Double();
  try {
    s3.put('rollups', 'other', '');
    const { flows, history } = cluster;
    const rollup = 's3://rollups/prod';
    const run = { flows, history, rollup, ...threeHours, aws: () => s3.settings };
    expect(await runRollup(run, signal)).toMatchObject({ made: 3 });
    const names = [...(s3.buckets.get('rollups')?.keys() ?? [])].map((key) => key.split('/').slice(0, 3).join('/'));
    expect(names.sort()).toEqual([
      'other',
      ...['evidence', 'exchanges', 'hours'].map((folder) => `prod/${folder}/day=${day}`),
    ]);
    const [plain, rolled] = [
      await ask({ queryType: 'table' }, { rolled: false }),
      await ask({ queryType: 'table' }, { rollup, aws: () => s3.settings }),
    ];
    expect(rolled.rows).toEqual(plain.rows);
    expect(rolled.coverage).toEqual(plain.coverage);
    expect(rolled.stats.rolledHours).toBe(1);
    expect(await runRollup(run, signal)).toMatchObject({ made: 0, current: 3 });
  } finally {
    await s3.close();
  }
});

async function anyObject(): Promise<string> {
  const entries = await readdir(cluster.flows, { recursive: true });
  return entries.find((name) => name.endsWith('.gz')) ?? '';
}
