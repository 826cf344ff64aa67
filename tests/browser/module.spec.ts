/** The built front end as a file: how large it is, and that all of its lazy parts can be loaded. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, measured, openQuery, test } from './screens';

const dist = join(__dirname, '..', '..', 'dist');
const mostBytes = 80 * 1024;

test('module.js is at most 80 KB compressed', () => {
  const { length } = gzipSync(readFileSync(join(dist, 'module.js')));
  measured('module.js gzip', `${(length / 1024).toFixed(1)} KB`);
  expect(length).toBeLessThanOrEqual(mostBytes);
});

test('every lazy part loads, with its checksum', async ({ page }) => {
  const parts = readdirSync(dist).flatMap((name) => /^(\w+)\.js$/.exec(name)?.[1] ?? []);
  const lazy = parts.filter((name) => name !== 'module');
  const loaded: string[] = [];
  page.on('requestfinished', (request) => loaded.push(new URL(request.url()).pathname.split('/').at(-1) ?? ''));
  await openQuery(page);
  // A part that does nothing but ask the bundle's own loader for all the others.
  await page.evaluate(async (names) => {
    type Load = { e: (part: string) => Promise<unknown> };
    const name = Object.keys(window).find((key) => key.startsWith('webpackChunk')) ?? '';
    const queue: unknown = Reflect.get(window, name);
    if (!Array.isArray(queue)) {
      throw new Error('the bundle has no list of parts');
    }
    await new Promise((resolve, reject) => {
      const load = (bundle: Load) => Promise.all(names.map((part) => bundle.e(part))).then(resolve, reject);
      queue.push([['every-part'], {}, load]);
    });
  }, lazy);
  expect(loaded).toEqual(expect.arrayContaining(lazy.map((name) => `${name}.js`)));
});
