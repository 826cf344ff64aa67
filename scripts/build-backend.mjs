// Bundles the plugin's backend into dist/ and the command line into build/; run after the frontend build, which clears dist/.
// What it writes into dist/ is named so that it survives a later frontend build (output.clean keeps names with _amd64, _arm64).
import { existsSync } from 'node:fs';
import { chmod, copyFile, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(join(root, 'package.json'));
const goArch = { x64: 'amd64', arm64: 'arm64' }[process.arch] ?? process.arch;
const dist = join(root, 'dist');
const runtime = join(dist, `runtime_${process.platform}_${goArch}`);
const executables = ['linux_amd64', 'linux_arm64', 'darwin_amd64', 'darwin_arm64'].map(
  (name) => `gpx_zoneflow_${name}`
);

const shared = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  absWorkingDir: root,
  logLevel: 'warning',
  legalComments: 'none',
  // The packages' ES modules, where they have them: unused parts are left out.
  mainFields: ['module', 'main'],
};

/** The page of a report brings the chart library: in a bundle of its own, only who makes a page loads it. */
const reportPageApart = {
  name: 'report-page-apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\/report\/page$/ }, () => ({ path: './report-page.cjs', external: true })),
};

await mkdir(runtime, { recursive: true });
await Promise.all([buildBackend(), buildCommandLine(), copyNativeEngine(), writeLaunchers(), writePluginJson()]);

async function buildBackend() {
  const { metafile } = await build({
    ...shared,
    metafile: true,
    entryPoints: ['backend/main.ts'],
    outfile: join(runtime, 'backend.cjs'),
    minify: true,
    alias: { '@duckdb/node-bindings': join(root, 'scripts', 'duckdb-bindings.cjs') },
    define: { 'process.env.ZONEFLOW_DUCKDB_VERSION': JSON.stringify(engineVersion()) },
  });
  await copyFile(join(root, 'backend', 'start.cjs'), join(runtime, 'start.cjs'));
  // What npm run package must pass on the licenses of.
  await mkdir(join(root, 'build'), { recursive: true });
  await writeFile(join(root, 'build', 'backend-inputs.json'), JSON.stringify(Object.keys(metafile.inputs)));
}

/** As the library says it: `v1.5.6` of the package version 1.5.6-r.1. */
function engineVersion() {
  const { version } = require('@duckdb/node-api/package.json');
  return `v${version.split('-')[0]}`;
}

async function buildCommandLine() {
  if (!existsSync(join(root, 'cli', 'main.ts'))) {
    console.warn('build-backend: cli/main.ts is missing; the command line is not built');
    return;
  }
  await build({
    ...shared,
    entryPoints: ['cli/main.ts'],
    outfile: 'build/zoneflow.cjs',
    external: ['@duckdb/node-bindings'],
    plugins: [reportPageApart],
  });
  await build({ ...shared, entryPoints: ['cli/report/page.ts'], outfile: 'build/report-page.cjs' });
}

/** The library of this machine's system, beside the bundle. */
async function copyNativeEngine() {
  const folder = nativePackage();
  if (folder === undefined) {
    console.warn(
      `build-backend: no DuckDB library for ${process.platform}-${process.arch}; the embedded engine will not run`
    );
    return;
  }
  const library = process.platform === 'darwin' ? 'libduckdb.dylib' : 'libduckdb.so';
  for (const name of ['duckdb.node', library]) {
    if (existsSync(join(folder, name))) {
      await place(join(folder, name), join(runtime, name));
    }
  }
}

function nativePackage() {
  const isMusl = process.platform === 'linux' && process.report.getReport().header.glibcVersionRuntime === undefined;
  const name = `@duckdb/node-bindings-${process.platform}-${process.arch}${isMusl ? '-musl' : ''}`;
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

/** A hard link saves 70 MB; across file systems it is a copy. */
async function place(source, target) {
  await rm(target, { force: true });
  await link(source, target).catch(() => copyFile(source, target));
}

async function writeLaunchers() {
  for (const executable of executables) {
    await copyFile(join(root, 'scripts', 'launcher.sh'), join(dist, executable));
    await chmod(join(dist, executable), 0o755);
  }
}

/** The frontend build writes it too; this one makes a plugin folder that starts without it. */
async function writePluginJson() {
  const source = join(root, 'src', 'plugin.json');
  if (!existsSync(source)) {
    console.warn(`build-backend: ${relative(root, source)} is missing; dist/ has no plugin.json`);
    return;
  }
  const target = join(dist, 'plugin.json');
  if (existsSync(target)) {
    return;
  }
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const text = (await readFile(source, 'utf8'))
    .replaceAll('%VERSION%', version)
    .replaceAll('%TODAY%', new Date().toISOString().slice(0, 10));
  await writeFile(target, text);
}
