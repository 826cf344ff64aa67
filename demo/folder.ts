/** The folder the demo writes into: it never touches one that is not its own. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod/mini';
import { ZoneFlowError } from '../backend/errors';
import type { ClusterOptions } from './cluster/cluster';

export interface DemoFolder {
  path: string;
  flows: string;
  history: string;
  kubernetes: string;
  truth: string;
  report: string;
}

const markerName = '.zoneflow-demo.json';
const optionsSchema = z.object({ seed: z.int(), from: z.int(), to: z.int() });

export function demoFolder(path: string): DemoFolder {
  const root = resolve(path);
  return {
    path: root,
    flows: join(root, 'flows'),
    history: join(root, 'history'),
    kubernetes: join(root, 'kube'),
    truth: join(root, 'truth.json'),
    report: join(root, 'report.html'),
  };
}

/** Makes the folder, or empties what an earlier demo left in it. Errors: bad_input if it holds anything else. */
export async function claimFolder(folder: DemoFolder): Promise<void> {
  const entries = await readdir(folder.path).catch((): string[] => []);
  if (entries.length > 0 && !entries.includes(markerName)) {
    throw new ZoneFlowError('bad_input', `The folder ${folder.path} is not empty and not a demo folder`, {
      remedy: 'Name a new or empty folder.',
    });
  }
  for (const old of [folder.flows, folder.history, folder.kubernetes, folder.truth, folder.report]) {
    await rm(old, { recursive: true, force: true });
  }
  await mkdir(folder.path, { recursive: true });
  await writeFile(join(folder.path, markerName), '{}\n');
}

/** Remembers that the folder is whole, and what it holds. */
export async function sealFolder(folder: DemoFolder, options: ClusterOptions): Promise<void> {
  await writeFile(join(folder.path, markerName), `${JSON.stringify(options)}\n`);
}

/** What a whole demo folder holds. Errors: bad_input if there is none. */
export async function readSeal(folder: DemoFolder): Promise<ClusterOptions> {
  const text = await readFile(join(folder.path, markerName), 'utf8').catch(() => '{}');
  const seal = optionsSchema.safeParse(JSON.parse(text));
  if (!seal.success) {
    throw new ZoneFlowError('bad_input', `The folder ${folder.path} holds no finished demo`, {
      remedy: 'Run zoneflow demo without --keep.',
    });
  }
  return seal.data;
}
