import { buildSync } from 'esbuild';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const docs = join(__dirname, '..', '..', 'docs');
const folder = join(docs, 'deploy');
const read = (path: string): string => readFileSync(path, 'utf8');

/** Anchors as GitHub makes them of headings. */
function anchors(page: string): string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-')
  );
}

test.each(readdirSync(folder))('%s begins with its title and links only to what exists', (name) => {
  const page = read(join(folder, name));
  expect(page).toMatch(/^# .+\n\n/);
  for (const [, target = ''] of page.matchAll(/\]\((?!https:)([^)]+)\)/g)) {
    const [file = '', anchor] = target.split('#');
    const path = file === '' ? join(folder, name) : join(folder, file);
    expect({ target, exists: existsSync(path) }).toEqual({ target, exists: true });
    if (anchor !== undefined) {
      expect(anchors(read(path))).toContain(anchor);
    }
  }
});

test('every folder and script that a page tells to use is there', () => {
  const scripts = Object.keys((JSON.parse(read(join(__dirname, '..', 'package.json'))) as { scripts: object }).scripts);
  for (const name of readdirSync(folder)) {
    const page = read(join(folder, name));
    for (const [, path = ''] of page.matchAll(/(?:-k|source =) "?((?:infra|docker)\/[a-z/-]+)/g)) {
      expect({ name, path, exists: existsSync(join(dirname(docs), path)) }).toEqual({ name, path, exists: true });
    }
    for (const [, script = ''] of page.matchAll(/npm run (?:--silent )?([a-z-]+)[^\n]*`? in `?infra/g)) {
      expect(scripts).toContain(script);
    }
  }
});

test('every script of the package is there, and finds what it takes', () => {
  const { scripts } = JSON.parse(read(join(__dirname, '..', 'package.json'))) as { scripts: Record<string, string> };
  const entryPoints = Object.values(scripts).flatMap((script) => script.match(/^tsx (\S+)$/)?.[1] ?? []);
  expect(entryPoints.length).toBeGreaterThan(3);
  const build = (): unknown =>
    buildSync({
      ...{ absWorkingDir: join(__dirname, '..'), entryPoints, outdir: 'build', write: false, logLevel: 'silent' },
      ...{ bundle: true, packages: 'external', platform: 'node', format: 'esm' },
    });
  expect(build).not.toThrow();
});
