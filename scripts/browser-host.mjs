// Bundles and starts the host of the browser tests (tests/browser): a page with Grafana's libraries and a server with the plugin's backend.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { sealName } from './demo-provisioning.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const page = join(root, 'build', 'browser');
const data = resolve(process.env.ZONEFLOW_DATA ?? join(root, 'demo-data'));
const [port = '3778'] = process.argv.slice(2);

/** The modules that the built plugin expects of Grafana: the first argument of its define(). */
async function externalModules() {
  const text = await readFile(join(dist, 'module.js'), 'utf8').catch(() => '');
  const [, list] = /^define\((\[.*?\])/m.exec(text) ?? [];
  if (list === undefined) {
    throw new Error('dist/module.js is no built plugin; run npm run build');
  }
  return JSON.parse(list).filter((name) => name !== 'module');
}

/** `plugin-externals` in the page's code: those modules by name, the same copies that the page itself uses. */
function externals(names) {
  const imports = names.map((name, index) => `import * as module${index} from ${JSON.stringify(name)};`);
  const entries = names.map((name, index) => `${JSON.stringify(name)}: module${index}`);
  const contents = `${imports.join('\n')}\nexport const externals = { ${entries.join(', ')} };\n`;
  return {
    name: 'plugin-externals',
    setup(bundle) {
      bundle.onResolve({ filter: /^plugin-externals$/ }, ({ path }) => ({ path, namespace: 'externals' }));
      bundle.onLoad({ filter: /.*/, namespace: 'externals' }, () => ({ contents, resolveDir: root }));
    },
  };
}

async function buildPage() {
  await build({
    absWorkingDir: root,
    entryPoints: ['tests/browser/page/main.tsx'],
    outdir: page,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.svg': 'dataurl', '.png': 'dataurl', '.ttf': 'dataurl', '.woff2': 'dataurl' },
    plugins: [externals(await externalModules())],
  });
}

async function buildServer() {
  await build({
    absWorkingDir: root,
    entryPoints: ['tests/browser/server/main.ts'],
    outfile: join(page, 'server.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    packages: 'external',
  });
}

await rm(page, { recursive: true, force: true });
await Promise.all([buildPage(), buildServer()]);
if (!existsSync(join(data, sealName))) {
  spawnSync(process.execPath, [join(root, 'bin', 'zoneflow'), 'demo', data], { stdio: 'inherit' });
}
const server = spawn(process.execPath, [join(page, 'server.mjs'), dist, page, data, port], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => server.kill(signal));
}
server.once('exit', (code) => process.exit(code ?? 1));
