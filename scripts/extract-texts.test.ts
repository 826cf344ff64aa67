import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

it('the locale file holds the texts of the front end', () => {
  const script = join(__dirname, 'extract-texts.mjs');
  expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })).not.toThrow();
});
