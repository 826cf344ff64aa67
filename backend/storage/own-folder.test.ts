import { spawnSync } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createOwnFolder } from './own-folder';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'zoneflow-own-'));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const host = hostname().replaceAll(/[^A-Za-z0-9.]/g, '.');

async function left(name: string, hoursAgo = 0): Promise<void> {
  await mkdir(join(parent, name));
  await writeFile(join(parent, name, 'file'), 'x');
  const time = Date.now() / 1000 - hoursAgo * 3600;
  await utimes(join(parent, name), time, time);
}

test('is there until it is removed', async () => {
  const own = await createOwnFolder(parent);
  await access(own.path);
  await own.remove();
  await expect(access(own.path)).rejects.toThrow();
});

test('what the dead left goes; what lives, or may live, stays', async () => {
  const dead = String(spawnSync(process.execPath, ['-e', '']).pid);
  await left(`${host}-${dead}-aaaaaa`);
  await left(`${host}-${process.pid}-bbbbbb`); // an earlier process of this number, as containers have it
  await left(`${host}-${process.ppid}-cccccc`);
  await left(`${host}-${process.ppid}-dddddd`, 2); // the number belongs to another by now
  await left('elsewhere-1-eeeeee');
  await left('elsewhere-1-ffffff', 2);
  const first = await createOwnFolder(parent);
  const second = await createOwnFolder(parent);
  const names = (await readdir(parent)).sort();
  const expected = [
    `${host}-${process.ppid}-cccccc`,
    'elsewhere-1-eeeeee',
    basename(first.path),
    basename(second.path),
  ];
  expect(names).toEqual(expected.sort());
  await first.remove();
  await second.remove();
});
