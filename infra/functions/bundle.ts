/** The code of all functions: one bundle each by esbuild, and DuckDB's library, by which history is written. */
import { buildSync } from 'esbuild';
import { copyFileSync, linkSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { WrongInput } from '../deployment/wrong-input';

const root = resolve(__dirname, '..', '..');
/** Modules of the functions by the names that handlers go by. */
const functions = {
  collect: 'infra/collector/handler.ts',
  inventory: 'infra/collector/inventory-handler.ts',
  rollup: 'infra/rollup/handler.ts',
};
const nativePackage = '@duckdb/node-bindings-linux-x64';

/**
 * @param folder where the code is put; emptied first
 * @throws WrongInput that says what to install, where packages of the repository are missing
 */
export function bundleFunctions(folder: string): void {
  const require = createRequire(join(root, 'package.json'));
  const library = nativeFolder(require);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  buildSync({
    absWorkingDir: root,
    entryPoints: functions,
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    // The functions' runtime, newer than what the plugin has to bear.
    target: 'node24',
    minify: true,
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'silent',
    alias: { '@duckdb/node-bindings': join(root, 'scripts', 'duckdb-bindings.cjs') },
    define: { 'process.env.ZONEFLOW_DUCKDB_VERSION': JSON.stringify(libraryVersion(require)) },
  });
  for (const name of ['duckdb.node', 'libduckdb.so']) {
    place(join(library, name), join(folder, name));
  }
}

function nativeFolder(require: NodeJS.Require): string {
  try {
    return dirname(require.resolve(`${nativePackage}/package.json`));
  } catch (cause) {
    const version = isInstalled(require) ? `@${packageVersion(require)}` : '';
    const remedy =
      version === ''
        ? 'npm ci in the folder above infra'
        : `npm install --no-save --force ${nativePackage}${version} in the folder above infra: a function runs on Linux`;
    throw new WrongInput(`The functions cannot be bundled without DuckDB's library: run ${remedy}.`, { cause });
  }
}

function isInstalled(require: NodeJS.Require): boolean {
  try {
    require.resolve('@duckdb/node-api/package.json');
    return true;
  } catch {
    return false;
  }
}

function packageVersion(require: NodeJS.Require): string {
  const content: unknown = JSON.parse(readFileSync(require.resolve('@duckdb/node-api/package.json'), 'utf8'));
  return typeof content === 'object' && content !== null && 'version' in content ? String(content.version) : '';
}

/** As the library says it: `v1.5.6` of the package version 1.5.6-r.1. */
function libraryVersion(require: NodeJS.Require): string {
  return `v${packageVersion(require).split('-')[0] ?? ''}`;
}

/** A hard link saves 70 MB; across file systems it is a copy. */
function place(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
}
