import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Objects } from '../../aws/s3-objects';
import { startS3Double, type S3Double } from '../../aws/s3-double.test-data';
import { s3Place } from '../../aws/s3-place';
import { ObjectCache } from '../../storage/cache/object-cache';
import type { Engine } from '../engine';
import { createDuckDbEngine } from './engine';
import {
  createWorkspace,
  dailyFolder,
  five,
  flowRow,
  hourFive,
  never,
  objectName,
  type Workspace,
} from './flow-files.test-data';

let s3: S3Double;
let workspace: Workspace;
let scratch: string;
const engines: Engine[] = [];

beforeEach(async () => {
  s3 = await startS3Double();
  workspace = await createWorkspace();
  scratch = await mkdtemp(join(tmpdir(), 'zoneflow-s3-'));
});
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
  await workspace.end();
  await s3.close();
  await rm(scratch, { recursive: true, force: true });
});

function engineOverS3(): Engine {
  const cache = new ObjectCache({ path: join(scratch, 'cache'), maxBytes: 64 * 2 ** 20, maxAgeMs: 86_400_000 });
  const requests = new S3Objects(s3.settings, { firstWaitMs: 1 });
  const objects = () => Promise.resolve(requests);
  const engine = createDuckDbEngine({
    flows: s3Place({ location: 's3://logs/prod', objects, cache, patient: true }),
    history: s3Place({ location: 's3://history', objects, cache, patient: false }),
    closePlaces: async () => {
      await cache.close();
      requests.close();
    },
    threads: 2,
    memoryLimitMb: 256,
    tempDirectory: join(scratch, 'temp'),
  });
  engines.push(engine);
  return engine;
}

async function upload(): Promise<void> {
  await s3.putFolder('logs', 'prod/', workspace.flows);
  await s3.putFolder('history', '', workspace.history);
}

async function bytesOf(engine: Engine): Promise<{ bytes: number; notices: string[] }> {
  const opened = await engine.open(hourFive, never);
  try {
    const { result } = await opened.run('SELECT coalesce(sum(bytes), 0) AS bytes FROM flow_records', never);
    return { bytes: Number(result.columns.get('bytes')?.[0]), notices: opened.notices.map(({ text }) => text) };
  } finally {
    await opened.close();
  }
}

test('reads what lies in a bucket', async () => {
  await workspace.gzip(`${dailyFolder}/${objectName(five, 'gz')}`, [flowRow(five, 7)]);
  await workspace.parquet(`${dailyFolder}/${objectName(five + 300, 'parquet', { hash: 'bbbb' })}`, [
    flowRow(five + 300, 5),
  ]);
  await workspace.pods('2026-03-10', [{ pod: 'web', address: '10.0.0.1', started: five, last_seen: five + 3600 }]);
  await upload();
  expect(await bytesOf(engineOverS3())).toEqual({ bytes: 12, notices: [] });
});
