import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunctions } from './bundle';

const library = join(__dirname, '..', '..', 'node_modules', '@duckdb', 'node-bindings-linux-x64');
const isLinux = process.platform === 'linux' && process.arch === 'x64';

describe('the code of the functions', () => {
  let folder: string;

  beforeAll(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'zoneflow-functions-')), 'code');
    if (existsSync(library)) {
      bundleFunctions(folder);
    }
  }, 120_000);
  afterAll(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

  const run = (script: string): string =>
    execFileSync(process.execPath, ['-e', script], {
      cwd: tmpdir(),
      encoding: 'utf8',
      // Nothing of this repository is in reach but the folder, as in Lambda.
      env: { PATH: process.env['PATH'] ?? '', AWS_REGION: 'us-east-1' },
    });
  const called = (name: string): string =>
    run(
      `require(${JSON.stringify(join(folder, name))}).handler({}, { getRemainingTimeInMillis: () => 5000 })` +
        '.then(() => console.log("done"), (error) => console.log(error.message))'
    );

  (existsSync(library) ? test : test.skip)('is whole, and within what a function may have', () => {
    const names = readdirSync(folder).sort();
    expect(names).toEqual(['collect.cjs', 'duckdb.node', 'inventory.cjs', 'libduckdb.so', 'rollup.cjs']);
    const bytes = names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    expect(bytes).toBeLessThan(250_000_000);
  });

  (existsSync(library) ? test : test.skip)('says what its function lacks', () => {
    expect(called('collect.cjs')).toContain('The function has no ZONEFLOW_HISTORY');
    expect(called('inventory.cjs')).toContain('The function has no ZONEFLOW_HISTORY');
    expect(called('rollup.cjs')).toContain('The function has no ZONEFLOW_SETTINGS');
  });

  (existsSync(library) && isLinux ? test : test.skip)('has the library that its client was made for', () => {
    const version = run(
      `const native = { exports: {} }; process.dlopen(native, ${JSON.stringify(join(folder, 'duckdb.node'))});` +
        'process.stdout.write(native.exports.library_version())'
    );
    expect(version).toMatch(/^v\d+\.\d+\.\d+$/);
    expect(readFileSync(join(folder, 'collect.cjs'), 'utf8')).toContain(`"${version}"`);
  });
});
