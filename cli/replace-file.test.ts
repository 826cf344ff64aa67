import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ZoneFlowError } from '../backend/errors';
import { checkTarget, replaceFile } from './replace-file';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zoneflow-replace-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const content = Buffer.from('new');
const failure = (work: Promise<unknown>): Promise<ZoneFlowError> =>
  work.then(
    () => Promise.reject(new Error('it succeeded')),
    (error: unknown) => (error instanceof ZoneFlowError ? error : Promise.reject(error as Error))
  );

test('makes a file, then replaces it, and leaves nothing else', async () => {
  const file = join(folder, 'report.html');
  expect(await replaceFile(file, Buffer.from('old'))).toBe(file);
  chmodSync(file, 0o600);
  await replaceFile(file, content);
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['report.html']);
});

test('a link stays one, and what it points to is replaced', async () => {
  const [file, link] = [join(folder, 'real.html'), join(folder, 'latest.html')];
  writeFileSync(file, 'old');
  symlinkSync('real.html', link);
  await replaceFile(link, content);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe('new');
});

test.each([
  ['a folder', (): string => folder, /is a folder, not a file/, /Name a file in it, such as .*report\.html/],
  ['a device', (): string => '/dev/null', /is a device or pipe/, /or - for standard output/],
  [
    'a folder that is not there',
    (): string => join(folder, 'none', 'r.html'),
    /cannot be written: its folder does not exist/,
    /Make the folder/,
  ],
  [
    'a file as a folder',
    (): string => join(__filename, 'r.html'),
    /cannot be written: its folder does not exist/,
    /Make the folder/,
  ],
  [
    'a name too long',
    (): string => join(folder, 'n'.repeat(300)),
    /cannot be written: ENAMETOOLONG/,
    /Name another file/,
  ],
])('%s is refused, before the work and after it', async (_, path, message, remedy) => {
  const late = await failure(replaceFile(path(), content));
  expect(late.code).toBe('bad_input');
  expect(late.message).toMatch(message);
  expect(late.remedy).toMatch(remedy);
  expect(readdirSync(folder)).toEqual([]);
  // A name's length shows only when it is used.
  if (!late.message.includes('ENAMETOOLONG')) {
    expect((await failure(checkTarget(path()))).message).toMatch(message);
  }
});
