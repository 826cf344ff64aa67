// Fetches one npm package at one version into a cache folder, without installing it, and proves that it is the one that was meant.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * The folder with the package's files. A package that is in the cache already is not fetched again, but checked again.
 *
 * @param integrity `sha512-…`, as package-lock.json writes it
 * @param members what to unpack, relative to the package
 * @throws Error if the registry does not have it, or has something else
 */
export async function fetchPackage({ name, version, integrity, members }, cache) {
  const folder = join(cache, `${name.replace('@', '').replace('/', '-')}-${version}`);
  const archive = `${folder}.tgz`;
  await mkdir(folder, { recursive: true });
  if (!existsSync(archive)) {
    run('npm', ['pack', `${name}@${version}`, '--silent', '--pack-destination', cache]);
  }
  const found = await sha512(archive);
  if (found !== integrity) {
    await rm(archive, { force: true });
    throw new Error(`${name}@${version} is not what it should be: its checksum is ${found}, expected ${integrity}`);
  }
  const paths = members.map((member) => `package/${member}`);
  run('tar', ['-xzf', archive, '-C', folder, '--strip-components=1', ...paths]);
  return folder;
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? `exit code ${status}`}`);
  }
}

async function sha512(file) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return `sha512-${hash.digest('base64')}`;
}
