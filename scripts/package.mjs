// Builds the plugin and packs it into zips for Grafana's plugin folder: npm run package
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { linuxContents, pluginId, universalContents } from './package-contents.mjs';
import { writeZip } from './package-zip.mjs';

// The zip format writes local times.
process.env.TZ = 'UTC';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const usage = `Usage: npm run package -- [--no-build] [--only universal|linux_amd64] [--out FOLDER]

Writes into build/packages (or FOLDER):
  ${pluginId}-VERSION.zip              every system; Node.js is the host's, DuckDB is not in it
  ${pluginId}-VERSION.linux_amd64.zip  Linux with glibc on x86-64; Node.js and DuckDB are in it
  SHA256SUMS
The same commit gives the same bytes. Times are those of the commit, or of SOURCE_DATE_EPOCH (seconds).
`;

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        'no-build': { type: 'boolean', default: false },
        only: { type: 'string' },
        out: { type: 'string', default: join(root, 'build', 'packages') },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.only !== undefined && values.only !== 'universal' && values.only !== 'linux_amd64') {
      throw new Error(`there is no package '${values.only}'`);
    }
    return values;
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${usage}`);
    return process.exit(2);
  }
}

/** When this source was made, so that two builds of it do not differ. */
function sourceTime() {
  const { stdout } = spawnSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' });
  const seconds = Number(process.env.SOURCE_DATE_EPOCH ?? stdout);
  return new Date(seconds > 0 ? seconds * 1000 : Date.now());
}

function build() {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) {
    process.stderr.write('npm run build failed; see above.\n');
    process.exit(1);
  }
}

const options = readOptions();
if (options.help) {
  process.stdout.write(usage);
  process.exit(0);
}
if (!options['no-build']) {
  build();
}

const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const time = sourceTime();
const place = {
  root,
  dist: join(root, 'dist'),
  cache: join(root, 'build', 'cache'),
  released: time.toISOString().slice(0, 10),
};
const packages = [
  { name: 'universal', file: `${pluginId}-${version}.zip`, contents: universalContents },
  { name: 'linux_amd64', file: `${pluginId}-${version}.linux_amd64.zip`, contents: linuxContents },
].filter(({ name }) => options.only === undefined || options.only === name);

/** @returns the line of the list of checksums */
async function pack({ file, contents }) {
  const target = join(options.out, file);
  await rm(target, { force: true });
  const files = await contents(place);
  const { bytes, sha256 } = await writeZip(target, files, time);
  const size = `${(bytes / 1e6).toFixed(1)} MB, ${files.length} files`;
  process.stdout.write(`${relative(process.cwd(), target)}  ${size}\n  sha256 ${sha256}\n`);
  return `${sha256}  ${file}\n`;
}

await mkdir(options.out, { recursive: true });
try {
  const sums = [];
  for (const each of packages) {
    sums.push(await pack(each));
  }
  await writeFile(join(options.out, 'SHA256SUMS'), sums.join(''));
} catch (error) {
  process.stderr.write(`npm run package: ${error.message}\n`);
  process.exitCode = 1;
}
