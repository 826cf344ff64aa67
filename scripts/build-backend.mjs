// Bundles the plugin's backend into dist/ and the command line into build/; run after the frontend build, which clears dist/.
import { build } from 'esbuild';
import { chmod, copyFile, cp, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const goArch = { x64: 'amd64', arm64: 'arm64' }[process.arch] ?? process.arch;
const runtime = join(root, 'dist', `runtime_${process.platform}_${goArch}`);

const shared = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  absWorkingDir: root,
  logLevel: 'warning',
  legalComments: 'none',
};

await mkdir(runtime, { recursive: true });
await Promise.all([
  build({
    ...shared,
    entryPoints: ['backend/main.ts'],
    outfile: join(runtime, 'backend.cjs'),
    minify: true,
    sourcemap: false,
    // The native library lies beside the bundle, where no module resolution reaches (see scripts/duckdb-bindings.cjs).
    alias: { '@duckdb/node-bindings': join(root, 'scripts', 'duckdb-bindings.cjs') },
  }),
  build({
    ...shared,
    entryPoints: ['cli/main.ts'],
    outfile: 'build/zoneflow.cjs',
    external: ['@duckdb/node-bindings'],
  }),
]);
