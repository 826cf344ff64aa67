/** Where the built plugin and its packages lie, and what happens to tests where they are missing or older than their source. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(__dirname, '..', '..');
export const dist = join(root, 'dist');
export const pluginId = 'zoneflow-ekscrossaz-datasource';

export const { version } = parsed<{ version: string }>(join(root, 'package.json'));
const packages = join(root, 'build', 'packages');
export const universalZip = join(packages, `${pluginId}-${version}.zip`);
export const linuxZip = join(packages, `${pluginId}-${version}.linux_amd64.zip`);

/**
 * `describe` where all files are there and newer than what they are made of. Elsewhere the tests are skipped, with the command
 * that makes the files; but in continuous integration they always run: there, what is missing is a failure.
 */
export function describeBuilt(files: readonly string[], from: readonly string[], command: string): jest.Describe {
  const made = Math.min(...files.map(changed));
  if (process.env.CI !== undefined || (made > 0 && made >= Math.max(...from.map(changed)))) {
    return describe;
  }
  console.warn(`Skipped: what these tests look at is missing or out of date; run ${command}.`);
  return describe.skip;
}

/** Epoch milliseconds; 0 if it does not exist. */
function changed(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** JSON that this repository's own build wrote. */
export function parsed<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}
