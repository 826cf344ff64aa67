/** The pages name the inputs that there are. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inputNames } from '../deployment/settings';

const root = join(__dirname, '..', '..');
const all = [...inputNames, 'lookedUp'].sort();

/** Names in the first column of the table below the heading. */
function listed(page: string, heading: string): string[] {
  const text = readFileSync(join(root, page), 'utf8');
  const [, section = ''] = text.split(`\n## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  return [...own.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name)
  );
}

test('the list beside the app has every input, and no other', () => {
  expect(listed('infra/README.md', 'Inputs').sort()).toEqual(all);
});

test('the guide names none that there is not', () => {
  const named = listed('docs/sources/deploy.md', 'What you can choose');
  expect(named.length).toBeGreaterThan(5);
  expect(all).toEqual(expect.arrayContaining(named));
});

test.each([
  'docs/sources/deploy.md',
  'docs/deploy/runbook.md',
  'docs/deploy/leave-the-aws-sample.md',
  'infra/README.md',
])('every -c of %s is an input', (page) => {
  const given = [...readFileSync(join(root, page), 'utf8').matchAll(/-c (\w+)=/g)].map(([, name]) => name);
  expect(given.length).toBeGreaterThan(0);
  expect(all).toEqual(expect.arrayContaining(given));
});
