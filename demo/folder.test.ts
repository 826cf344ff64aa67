import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimFolder, demoFolder, readSeal, sealFolder } from './folder';

const options = { seed: 1, from: 0, to: 300 };
let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'zoneflow-demo-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('makes a folder that is not there, and replaces an earlier demo', async () => {
  const folder = demoFolder(join(root, 'new'));
  await claimFolder(folder);
  await writeFile(folder.truth, 'old');
  await claimFolder(folder);
  expect(await readdir(folder.path)).toEqual(['.zoneflow-demo.json']);
});

it('refuses a folder with anything else in it, and leaves it as it is', async () => {
  await writeFile(join(root, 'truth.json'), 'mine');
  await expect(claimFolder(demoFolder(root))).rejects.toMatchObject({ code: 'bad_input' });
  expect(await readdir(root)).toEqual(['truth.json']);
});

it('knows a whole demo from one that was broken off', async () => {
  const folder = demoFolder(root);
  await expect(readSeal(folder)).rejects.toMatchObject({ code: 'bad_input' });
  await claimFolder(folder);
  await expect(readSeal(folder)).rejects.toMatchObject({ code: 'bad_input' });
  await sealFolder(folder, options);
  expect(await readSeal(folder)).toEqual(options);
});
