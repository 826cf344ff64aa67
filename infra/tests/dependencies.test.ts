import { buildSync } from 'esbuild';
import { join } from 'node:path';

test('what the app takes from the repository needs no package that infra has not', () => {
  const { metafile } = buildSync({
    absWorkingDir: join(__dirname, '..'),
    entryPoints: ['app.ts', 'print-policy.ts'],
    bundle: true,
    packages: 'external',
    platform: 'node',
    write: false,
    outdir: 'build',
    metafile: true,
  });
  const shared = Object.entries(metafile.inputs).filter(([file]) => file.startsWith('../'));
  expect(shared.map(([file]) => file)).toContain('../backend/engines/table/ddl.ts');
  const packages = shared.flatMap(([file, { imports }]) =>
    imports.filter(({ path, external }) => external && !path.startsWith('node:')).map(({ path }) => `${file}: ${path}`)
  );
  expect(packages).toEqual([]);
});
