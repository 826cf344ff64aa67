/** Packages from the registry: only what was meant is unpacked, and a wrong one does not stay. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const cache = mkdtempSync(join(tmpdir(), 'zoneflow-archives-'));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

/** What `npm pack` would have put there. */
function cached(name: string, content: string): string {
  const folder = join(cache, 'made', name, 'package');
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'bin', 'tool'), content);
  writeFileSync(join(folder, 'README'), 'not wanted');
  const archive = join(cache, `${name}-1.0.0.tgz`);
  spawnSync('tar', ['-czf', archive, '-C', join(cache, 'made', name), 'package']);
  return archive;
}

const integrityOf = (file: string): string =>
  `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;

function fetched(wanted: object): { status: number | null; stdout: string; stderr: string } {
  const script = `import { fetchPackage } from ${JSON.stringify(join(__dirname, 'npm-archive.mjs'))};
    console.log(await fetchPackage(${JSON.stringify(wanted)}, ${JSON.stringify(cache)}));`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
}

test('the members that are wanted are unpacked', () => {
  const integrity = integrityOf(cached('right', 'content'));
  const { stdout } = fetched({ name: 'right', version: '1.0.0', integrity, members: ['bin/tool'] });
  const folder = stdout.trim();
  expect(readdirSync(folder)).toEqual(['bin']);
  expect(readFileSync(join(folder, 'bin', 'tool'), 'utf8')).toBe('content');
});

test('another content than the pinned one is refused and thrown away', () => {
  const integrity = integrityOf(cached('pinned', 'as it was'));
  const archive = cached('wrong', 'as somebody made it');
  const { status, stdout, stderr } = fetched({ name: 'wrong', version: '1.0.0', integrity, members: ['bin/tool'] });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain('wrong@1.0.0 is not what it should be');
  expect(existsSync(archive)).toBe(false);
  expect(existsSync(join(cache, 'wrong-1.0.0', 'bin'))).toBe(false);
});
