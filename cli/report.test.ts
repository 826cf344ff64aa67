/** The command as people run it: the built one, over real files. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSmallCluster, type SmallCluster } from '../backend/traffic/small-cluster.test-data';

const program = join(__dirname, '../bin/zoneflow');
const hour = ['--from', '2026-03-10T05:00:00Z', '--to', '2026-03-10T06:00:00Z'];

let cluster: SmallCluster;
let folder: string;
let out: string;
beforeAll(async () => {
  cluster = await writeSmallCluster();
});
afterAll(() => cluster.remove());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zoneflow-report-'));
  out = join(folder, 'report.html');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function zoneflow(args: string[], options: { timeout?: number; killSignal?: NodeJS.Signals } = {}) {
  const { status, stdout, stderr, signal } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    timeout: 110_000,
    ...options,
  });
  return { status, stdout, stderr, signal };
}

const places = (): string[] => ['--flows', cluster.flows, '--history', cluster.history];
const report = (...more: string[]) => zoneflow(['report', ...places(), ...hour, '--out', out, ...more]);

/** What one reads on the page, in one line. */
function pageText(): string {
  const shown = readFileSync(out, 'utf8')
    .replace(/<(style|svg)[^]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ');
  const decoded = shown.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
  return decoded.replace(/\s+/g, ' ');
}

test('one page with the numbers that zoneflow query gives; its path and size on stdout', () => {
  const { status, stdout, stderr } = report();
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(new RegExp(`^${out} \\([\\d.]+ KiB\\)\\n$`));
  const text = pageText();
  for (const part of [
    'Cross-zone traffic Cluster prod · 10 March 2026, 05:00 – 06:00 UTC',
    'In 1 hour, 1.46 KiB crossed zones: 88.2 % of the traffic',
    'From use1-az1 use1-az4 unknown zone Cross-zone sent use1-az1 0 B 500 B 0 B 500 B use1-az4 1000 B 200 B 70 B 1000 B',
    'Cross-zone received 1000 B 500 B – 1.46 KiB',
    'shop/web-1 data/db-0 1000 B 66.7 % $0.00000002',
    'data/db-0 shop/web-1 500 B 33.3 % $0.00000001',
    'All cross-zone traffic 1.46 KiB 100 % $0.00000003',
    'shop 1000 B 66.7 %',
    '6 flow records counted; not counted: 1 rejected',
  ]) {
    expect(text).toContain(part);
  }
});

test('title, grouping, filters and prices are options', () => {
  const { status } = report(
    ...['--title', 'Team <traffic>', '--group-by', 'label:app', '--filter', 'source:namespace=shop'],
    ...['--price-out', '1', '--price-in', '0', '--currency', 'EUR']
  );
  expect(status).toBe(0);
  const text = pageText();
  expect(text).toContain('Team <traffic> Cluster prod');
  expect(text).toContain('Only exchanges whose source’s namespace is shop');
  expect(text).toContain('Cost by label app');
  expect(text).toContain('web db 1000 B 100 % 0.00000093 EUR All cross-zone traffic 1000 B 100 % 0.00000093 EUR');
});

test('--out - writes the page to standard output', () => {
  const { status, stdout } = zoneflow(['report', ...places(), ...hour, '--out', '-']);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^<!doctype html>[^]*<\/html>\n$/);
  expect(readdirSync(folder)).toEqual([]);
});

test('a range without traffic is answered, and said so on stderr', () => {
  const { status, stdout, stderr } = zoneflow([
    'report',
    ...places(),
    '--from',
    '2026-03-10T05:40',
    '--to',
    '2026-03-10T06:00',
    '--out',
    out,
  ]);
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: 'info: In this range there is no traffic; the page says so.\n',
  });
  expect(stdout).toContain(out);
  expect(pageText()).toContain('No traffic: the flow logs have no records of this range.');
});

describe('failures: exit code 1, one line, the file as it was', () => {
  test.each<[string, () => string[], RegExp]>([
    ['a folder as file', () => ['--out', folder], /is a folder, not a file\. Name a file in it/],
    [
      'a file in no folder',
      () => ['--out', join(folder, 'none', 'r.html')],
      /its folder does not exist\. Make the folder first/,
    ],
    ['no such flow logs', () => ['--out', out, '--flows', '/nowhere'], /\/nowhere.* Check the location/],
    ['a reversed range', () => ['--out', out, '--to', '2026-03-09'], /ends .* before it starts/],
    ['a limit of time', () => ['--out', out, '--timeout', '0.001'], /longer than its time limit/],
    ['an impossible pattern', () => ['--out', out, '--filter', 'pod=~('], /does not compile/],
  ])('%s', (_, args, message) => {
    writeFileSync(out, 'old');
    const { status, stdout, stderr } = zoneflow(['report', ...places(), ...hour, ...args()]);
    expect(stderr).toMatch(/^zoneflow: [^\n]+\n$/);
    expect(stderr).toMatch(message);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(readdirSync(folder)).toEqual(['report.html']);
    expect(readFileSync(out, 'utf8')).toBe('old');
  });
});

test.each<[string[], string]>([
  [[], '--out <file>'],
  [['--group-by', 'team'], '"team" is not one of'],
  [['--filter', 'shop'], 'not a condition'],
  [['--currency', '€'], 'not a currency code'],
])('wrong usage %j: exit code 2', (args, message) => {
  const { status, stdout, stderr } = zoneflow([
    'report',
    ...places(),
    ...hour,
    ...(args.length > 0 ? ['--out', out] : []),
    ...args,
  ]);
  expect(stderr).toContain(message);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
});

test('whoever is killed leaves the old page or the new one', () => {
  for (const timeout of [150, 300, 450, 600, 750]) {
    writeFileSync(out, 'old');
    zoneflow(['report', ...places(), ...hour, '--out', out], { timeout, killSignal: 'SIGKILL' });
    expect(readFileSync(out, 'utf8')).toMatch(/^(old|<!doctype html>[^]*<\/html>\n)$/);
  }
});

const canMount = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt']).status === 0;
// A test that cannot run here is seen as skipped, not as passed.
(canMount ? test : test.skip)('a full disk: said so, the old page as it was, no draft left', () => {
  const command = `mount -t tmpfs -o size=8k tmpfs /mnt && echo old > /mnt/r.html && "$@" --out /mnt/r.html; echo "exit $?"; ls -A /mnt; cat /mnt/r.html`;
  const args = ['-rm', 'sh', '-c', command, 'sh', process.execPath, program, 'report', ...places(), ...hour];
  const { stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8' });
  expect(stderr).toMatch(
    /^zoneflow: .*no space left.* Free space on the disk and run it again; nothing was half-written\.\n$/i
  );
  expect(stdout).toBe('exit 1\nr.html\nold\n');
});

test('the chart library is in a bundle of its own', () => {
  const hasLibrary = (name: string): boolean =>
    readFileSync(join(__dirname, '../build', name), 'utf8').includes('zrender');
  expect(['zoneflow.cjs', 'report-page.cjs'].map(hasLibrary)).toEqual([false, true]);
});
