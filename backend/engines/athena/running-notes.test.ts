/** Which queries a process that is gone left behind, and which are none of its successor's business. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AwsSettings } from '../../aws/aws-settings';
import { createRunningNotes } from './running-notes';

const settingsOf = (accessKey: string): AwsSettings => ({
  authentication: { type: 'keys', accessKey, secretKey: 'hidden', sessionToken: undefined },
  region: 'us-east-1',
  assumeRole: null,
  endpoint: undefined,
  fips: false,
  proxy: { type: 'none' },
});
const aws = settingsOf('key-one');
const [one, two] = ['11111111-2222-3333-4444-555555555555', '66666666-7777-8888-9999-aaaaaaaaaaaa'] as const;
/** Beyond the numbers that Linux and macOS give. */
const gone = '99999999-dead0000';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoneflow-notes-'));
});
afterEach(() => rm(folder, { recursive: true }));

const notes = (process: string, { settings = aws, workgroup = 'primary', host = 'a' } = {}) =>
  createRunningNotes(settings, workgroup, { folder, host, process });

async function note(id: string, process: string): Promise<void> {
  notes(process).add(id);
  while (!(await readdir(folder)).some((name) => name.endsWith(id))) {
    // Written in the background.
  }
}

test('what a process that is gone noted and did not take back is left', async () => {
  const before = notes(gone);
  before.add(one);
  before.add(two);
  await before.remove(two);
  const after = notes(`${process.pid}-aaaa0000`);
  const left = await after.left();
  expect(left.map(({ id }) => id)).toEqual([one]);
  await left[0]?.forget();
  expect([await after.left(), await readdir(folder)]).toEqual([[], []]);
});

test('a process of the same number as the one that is gone is told apart', async () => {
  await note(one, `${process.pid}-dead0000`);
  expect(await notes(`${process.pid}-aaaa0000`).left()).toHaveLength(1);
  expect(await notes(`${process.pid}-dead0000`).left()).toEqual([]);
});

test('queries of living processes, of others’ credentials, workgroups and machines are left alone', async () => {
  await note(one, `${process.ppid}-beef0000`);
  await note(two, gone);
  const self = `${process.pid}-aaaa0000`;
  expect((await notes(self).left()).map(({ id }) => id)).toEqual([two]);
  expect(await notes(self, { settings: settingsOf('key-two') }).left()).toEqual([]);
  expect(await notes(self, { settings: { ...aws, region: 'eu-west-1' } }).left()).toEqual([]);
  expect(await notes(self, { workgroup: 'other' }).left()).toEqual([]);
  expect(await notes(self, { host: 'b' }).left()).toEqual([]);
});

test('no secret is in a name; foreign files and a folder that cannot be made do no harm', async () => {
  await note(one, gone);
  expect((await readdir(folder)).join()).not.toMatch(/key-one|hidden/);
  const file = join(folder, 'file');
  await writeFile(file, '');
  expect(await notes(`${process.pid}-aaaa0000`).left()).toHaveLength(1);
  const nowhere = createRunningNotes(aws, 'primary', { folder: join(file, 'below') });
  nowhere.add(one);
  await nowhere.remove(one);
  expect(await nowhere.left()).toEqual([]);
});
