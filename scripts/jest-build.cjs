// Jest's global set-up of the backend project: tests start the built command line and plugin process, so both are built first.
const { spawnSync } = require('node:child_process');
const { readdirSync, statSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const sources = ['backend', 'cli', 'demo', 'src/shared', 'src/plugin.json', 'scripts', 'package.json'];
const output = join(root, 'build', 'zoneflow.cjs');

/** Latest change (epoch milliseconds) of a file or of anything in a folder; 0 if it does not exist. */
function newest(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    return 0;
  }
  if (!stats.isDirectory()) {
    return stats.mtimeMs;
  }
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), 0);
}

module.exports = async () => {
  const built = newest(output);
  if (sources.every((source) => newest(join(root, source)) < built)) {
    return;
  }
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/build-backend.mjs')], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) {
    // Pure tests still say something; those that need the build fail by themselves.
    process.stderr.write(`the backend could not be built, tests that start it will fail:\n${stderr}\n`);
  }
};
