/** What can go wrong while history is imported: kills at any moment, full disks, damaged files. Whole or not at all. */
import { spawn, spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { recoverHistory } from '../../backend/history/store/store';
import { event, jsonLines, list, node, pod } from '../../backend/kubernetes/objects.test-data';
import { runHistoryImport, type ImportSummary } from '../../cli/history-import';

const nodeModules = resolve(__dirname, '../../node_modules');

let folder: string;
let child: string;
/** The history before, after, and the files in between. */
let before: Record<string, string>;
let after: Record<string, string>;
let steps: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoneflow-import-'));
  child = join(folder, 'child.cjs');
  await build({
    entryPoints: [join(__dirname, 'import-child.ts')],
    outfile: child,
    bundle: true,
    platform: 'node',
    target: 'node20',
    external: ['@duckdb/node-bindings'],
  });
  await writeFile(path('nodes.json'), JSON.stringify(list('List', [node()]), null, 2));
  await writeFile(path('first.jsonl'), jsonLines(lives(0, 40)));
  await writeFile(path('second.jsonl'), jsonLines(lives(40, 80)));
  await imported(path('before'), ['first.jsonl']);
  before = await contents(path('before'));
  await cp(path('before'), path('after'), { recursive: true });
  const { stdout } = importing('after', '');
  steps = stdout.trim().split('\n');
  after = await contents(path('after'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Pods of one after another, 3 hours each: some days' files change, some are new, some go. */
function lives(from: number, to: number): unknown[] {
  return Array.from({ length: to - from }, (_, index) => {
    const begin = (from + index) * 10_800;
    const facts = { uid: `u${from + index}`, ips: [`10.0.1.${index % 9}`], hostIp: '10.0.0.1', startTime: begin };
    // The first one's end comes with the second file: its open interval leaves the days after.
    const end = from + index === 0 ? [] : [event(begin + 10_000, 'DELETED', pod(facts))];
    const lateEnd =
      from + index === 40 ? [event(begin, 'DELETED', pod({ uid: 'u0', ips: ['10.0.1.0'], startTime: 0 }))] : [];
    return [event(begin, 'ADDED', pod(facts)), ...end, ...lateEnd];
  }).flat();
}

/** Each kind of step, and of the many moves and removals the first, a middle and the last one. */
function tellingSteps(): string[] {
  return ['moved ', 'removed '].reduce((chosen, kind) => {
    const many = chosen.filter((step) => step.startsWith(kind));
    const kept = new Set([many[0], many[many.length >> 1], many.at(-1)]);
    return chosen.filter((step) => !step.startsWith(kind) || kept.has(step));
  }, steps);
}

function path(name: string): string {
  return join(folder, name);
}

async function imported(history: string, files: string[]): Promise<ImportSummary> {
  return runHistoryImport({ cluster: 'c1', history, files: files.map(path) }, new AbortController().signal);
}

function importing(history: string, killAt: string, prefix: string[] = []): { stdout: string; signal: string | null } {
  const [command = '', ...args] = [
    ...prefix,
    process.execPath,
    child,
    path(history),
    killAt,
    path('second.jsonl'),
    path('nodes.json'),
  ];
  return spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, NODE_PATH: nodeModules } });
}

async function contents(history: string): Promise<Record<string, string>> {
  const entries = await readdir(history, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const pairs = files.sort().map(async (file) => [file.slice(history.length), await readFile(file, 'base64')] as const);
  return Object.fromEntries(await Promise.all(pairs));
}

async function fresh(name: string): Promise<string> {
  await rm(path(name), { recursive: true, force: true });
  await cp(path('before'), path(name), { recursive: true });
  return path(name);
}

test('the import has the steps that the kills below are made at, and changes, adds and removes files', () => {
  expect(steps.slice(0, 5)).toEqual(['locked', 'fed', 'staged', 'drafted', 'journaled']);
  expect(steps.slice(-2)).toEqual(['moved', 'done']);
  expect(steps.filter((step) => step.startsWith('moved ')).length).toBeGreaterThan(5);
  const same = Object.keys(before).filter((file) => after[file] === before[file]);
  expect(same.length).toBeGreaterThan(0);
  expect(same.length).toBeLessThan(Object.keys(after).length);
});

test('killed at any step, the history is as before or, from the journal on, as after; run again it is whole', async () => {
  for (const step of tellingSteps()) {
    const history = await fresh('killed');
    expect(importing('killed', step).signal).toBe('SIGKILL');
    const journaled = steps.indexOf(step) >= steps.indexOf('journaled');
    await recoverHistory(history);
    expect([step, await contents(history)]).toEqual([step, journaled ? after : before]);

    await fresh('killed');
    importing('killed', step);
    expect(importing('killed', '').signal).toBeNull();
    expect([step, await contents(history)]).toEqual([step, after]);
  }
}, 180_000);

test('killed at random moments, run again it is whole', async () => {
  for (let delay = 40; delay < 400; delay += 30) {
    const history = await fresh('random');
    const running = spawn(process.execPath, [child, history, '', path('second.jsonl'), path('nodes.json')], {
      env: { ...process.env, NODE_PATH: nodeModules },
      stdio: 'ignore',
    });
    const ended = new Promise((done) => running.once('exit', done));
    setTimeout(() => running.kill('SIGKILL'), delay);
    await ended;
    importing('random', '');
    expect(await contents(history)).toEqual(after);
  }
});

test.each(['fed', 'staged', 'drafted'])('a full disk at step %s leaves the history as before', async (failing) => {
  const history = await fresh('full');
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  const onStep = (step: string): void => {
    if (step === failing) {
      throw full;
    }
  };
  const options = { cluster: 'c1', history, files: [path('second.jsonl')], onStep };
  await expect(runHistoryImport(options, new AbortController().signal)).rejects.toMatchObject({ code: 'disk_full' });
  expect(await contents(history)).toEqual(before);
});

/** Makes a disk of $0, copies the history $1 onto it, imports, and copies what is left to $KEEP. */
const onSmallDisk =
  'mount -t tmpfs -o size=$SIZE tmpfs "$0" && cp -r "$1/." "$0" && shift && { "$@"; cp -r "$0/." "$KEEP"; }';
const canMount = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt']).status === 0;
const page = 4096;

// As many pages as the old history has and some: too few for the lock, the scratch file, the staged days, the journal.
(canMount ? test : test.skip).each([0, 1, 2, 3, 5, 9, 14, 20])(
  'a disk that is full after %i more pages leaves the history as before',
  async (more) => {
    const [mount, kept] = [path(`mount-${more}`), path(`kept-${more}`)];
    await Promise.all([mkdir(mount), mkdir(kept)]);
    const pages = Object.values(before).map((file) => Math.ceil(Buffer.byteLength(file, 'base64') / page));
    const size = page * (pages.reduce((sum, count) => sum + count, 0) + more);
    const command = [process.execPath, child, mount, '', path('second.jsonl')];
    const env = { ...process.env, NODE_PATH: nodeModules, KEEP: kept, SIZE: String(size) };
    const args = ['-rm', 'sh', '-c', onSmallDisk, mount, path('before'), ...command];
    const { stdout } = spawnSync('unshare', args, { encoding: 'utf8', env });
    expect(stdout).toMatch(/disk_full: /);
    expect(await contents(kept)).toEqual(before);
  }
);

describe('input that is refused changes nothing', () => {
  const good = jsonLines([event(1, 'ADDED', pod({ uid: 'x', ips: ['10.0.9.9'] }))]);

  test.each<[string, string | Buffer, string, RegExp]>([
    [
      'garbage in the middle',
      `${good}oops\n${good}`,
      'bad_input',
      /bad at byte \d+, line 2|text that is not a JSON object at byte \d+, line 2/,
    ],
    ['yaml', 'apiVersion: v1\nitems: []\n', 'bad_input', /at byte 0, line 1/],
    ['UTF-16', Buffer.from(`\ufeff${good}`, 'utf16le'), 'bad_input', /UTF-16/],
    ['damaged gzip', damaged(gzipSync(good.repeat(1000))), 'bad_input', /damaged gzip/],
    ['an impossible time', good.replace(/"observedAt":"\d{4}/, '"observedAt":"9999'), 'bad_input', /observedAt "9999/],
  ])('%s', async (_, content, code, message) => {
    const history = await fresh('refused');
    await writeFile(path('input'), content);
    await expect(imported(history, ['second.jsonl', 'input'])).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
    expect(await contents(history)).toEqual(before);
  });

  test('a file that does not exist, a folder', async () => {
    const history = await fresh('refused');
    await expect(imported(history, ['second.jsonl', 'missing'])).rejects.toMatchObject({ code: 'location_missing' });
    await expect(imported(history, ['second.jsonl', 'before'])).rejects.toMatchObject({ code: 'bad_input' });
    expect(await contents(history)).toEqual(before);
  });

  test('a cancelled import', async () => {
    const history = await fresh('refused');
    const abort = new AbortController();
    const options = { cluster: 'c1', history, files: [path('second.jsonl')], progress: () => abort.abort() };
    await expect(runHistoryImport(options, abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(await contents(history)).toEqual(before);
  });
});

describe('input that breaks off is kept as far as it goes', () => {
  const lines = lives(40, 80).map((line) => `${JSON.stringify(line)}\n`);
  const text = lines.join('');
  const eventsIn = (part: string): number => part.split('\n').length - 1;

  test.each<[string, Buffer, RegExp]>([
    ['an event stream', Buffer.from(text.slice(0, 20_001)), /ends in the middle of an object .* byte \d+, line \d+/],
    ['a gzipped one', gzipSync(text.slice(0, 20_001)), /ends in the middle of an object/],
    ['with a byte-order mark', Buffer.from(`\ufeff${text.slice(0, 20_001)}`), /ends in the middle of an object/],
  ])('%s', async (_, content, warning) => {
    await rm(path('cut'), { recursive: true, force: true });
    await writeFile(path('input'), content);
    const { events, warnings } = await imported(path('cut'), ['input']);
    expect(events).toBe(eventsIn(text.slice(0, 20_001)));
    expect(warnings).toEqual([expect.stringMatching(warning)]);
  });

  test('gzip', async () => {
    const whole = gzipSync(text);
    await rm(path('cut'), { recursive: true, force: true });
    await writeFile(path('input'), whole.subarray(0, whole.length - 300));
    const { events, warnings } = await imported(path('cut'), ['input']);
    expect(events).toBeGreaterThan(10);
    expect(events).toBeLessThan(lines.length);
    expect(warnings).toEqual([expect.stringMatching(/ends in the middle of an object|breaks off/)]);

    await writeFile(path('input'), whole.subarray(0, whole.length - 4)); // only the trailer is missing
    const complete = await imported(path('cut'), ['input']);
    expect([complete.events, complete.warnings]).toEqual([lines.length, [expect.stringContaining('breaks off')]]);
  });

  test('several gzip streams in one file are whole', async () => {
    await writeFile(
      path('input'),
      Buffer.concat([gzipSync(lines.slice(0, 9).join('')), gzipSync(lines.slice(9).join(''))])
    );
    expect(await imported(path('cut'), ['input'])).toMatchObject({ events: lines.length, warnings: [] });
  });
});

/** Its content is readable, but not what was compressed. */
function damaged(bytes: Buffer): Buffer {
  bytes.fill(0xff, bytes.length - 8, bytes.length - 4); // the checksum
  return bytes;
}
