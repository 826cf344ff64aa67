/** The measured process: asks through the product's client, or the peer's way, and tells when each answer was there. */
import { settingsOfDouble } from '../../../backend/aws/aws-settings.test-data';
import { createAthenaClient } from '../../../backend/engines/athena/client';
import type { ResultColumns } from '../../../backend/engines/engine';
import type { SqlClient } from '../../../backend/engines/table/sql-client';
import { encodeFrame } from '../../../backend/frames/arrow-file';
import type { Field } from '../../../backend/frames/frame';
import type { AskJob, Asked, CancelJob, Job, Told } from './job';
import { askThePeersWay } from './peer-way';
import { statementOf } from './statements';

export async function work(job: Job): Promise<void> {
  const idleMb = process.resourceUsage().maxRSS / 1024;
  const done =
    job.way === 'cancel' ? { asked: [], cancelled: await cancel(job) } : { asked: await ask(job), cancelled: 0 };
  const told: Told = { ...done, idleMb, peakMb: process.resourceUsage().maxRSS / 1024 };
  process.stdout.write(JSON.stringify(told));
}

function clientOf(endpoint: string): SqlClient {
  return createAthenaClient({
    aws: settingsOfDouble(endpoint),
    catalog: 'AwsDataCatalog',
    workgroup: 'primary',
    reuseMinutes: 0,
    mostRunning: 100,
    maxScanBytes: null,
  });
}

async function ask({ way, endpoint, groups, atOnce }: AskJob): Promise<Asked[]> {
  const client = clientOf(endpoint);
  const { signal } = new AbortController();
  const waiting = [...groups];
  const done: Asked[] = [];
  const asker = async (): Promise<void> => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
      const told: Asked[] = [];
      for (const sql of group) {
        told.push(await one(sql));
      }
      done.push(...told.slice(-1));
    }
  };
  const one = async (sql: string): Promise<Asked> => {
    const cpu = process.cpuUsage();
    const asked = Date.now();
    let rows: number;
    if (way === 'ours') {
      const { result } = await client.run(sql, signal);
      encodeFrame({ name: 'answer', fields: fieldsOf(result) });
      rows = result.rowCount;
    } else {
      // One row of them are the names. Making frames is left out, in its favour.
      rows = (await askThePeersWay(endpoint, sql)).length - 1;
    }
    const ready = Date.now();
    const { user, system } = process.cpuUsage(cpu);
    return { sql, rows, asked, ready, cpuMs: (user + system) / 1000 };
  };
  await Promise.all(Array.from({ length: atOnce }, asker));
  await client.close();
  return done;
}

function fieldsOf({ columns }: ResultColumns): Field[] {
  return [...columns].map(([name, values]) => ({
    name,
    type: typeof values[0] === 'number' ? 'integer' : 'string',
    values,
  }));
}

/** @returns how many were cancelled before they were answered, when all is over */
async function cancel({ endpoint, cancels }: CancelJob): Promise<number> {
  const client = clientOf(endpoint);
  let cancelled = 0;
  let turn = 0;
  const asker = async (): Promise<void> => {
    while (cancelled < cancels) {
      const sql = statementOf({ runMs: Math.random() * 400, rows: 2_000, kind: 'cancelled', turn: turn++ });
      await client.run(sql, AbortSignal.timeout(Math.ceil(Math.random() * 500))).catch(() => (cancelled += 1));
    }
  };
  await Promise.all(Array.from({ length: 30 }, asker));
  await client.close();
  return cancelled;
}
