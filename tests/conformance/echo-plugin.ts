/** Builds a plugin folder in a temporary place: the real launcher and start file around the scripted backend. */
import { buildSync } from 'esbuild';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * @param root the project's folder
 * @returns the folder; the caller removes it
 */
export function buildEchoPlugin(root = join(__dirname, '..', '..')): string {
  const folder = mkdtempSync(join(tmpdir(), 'zoneflow-echo-'));
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const runtime = join(folder, `runtime_${platform}`);
  mkdirSync(runtime);
  buildSync({
    entryPoints: [join(root, 'tests', 'conformance', 'echo-backend.ts')],
    outfile: join(runtime, 'backend.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    minify: true,
    mainFields: ['module', 'main'],
    absWorkingDir: root,
    logLevel: 'warning',
  });
  copyFileSync(join(root, 'backend', 'start.cjs'), join(runtime, 'start.cjs'));
  const executable = join(folder, `gpx_zoneflow_${platform}`);
  copyFileSync(join(root, 'scripts', 'launcher.sh'), executable);
  chmodSync(executable, 0o755);
  const manifest = { id: 'zoneflow-ekscrossaz-datasource', executable: 'gpx_zoneflow' };
  writeFileSync(join(folder, 'plugin.json'), JSON.stringify(manifest));
  return folder;
}
