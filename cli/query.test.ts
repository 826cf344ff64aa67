/** The command as people run it: the built one, over real files. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeSmallCluster, type SmallCluster } from '../backend/traffic/small-cluster.test-data';

const program = join(__dirname, '../bin/zoneflow');

let cluster: SmallCluster;
beforeAll(async () => {
  cluster = await writeSmallCluster();
});
afterAll(() => cluster.remove());

function zoneflow(args: string[], input = '', env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    input,
    env: { ...process.env, ...env },
    timeout: 110_000,
  });
  return { status, stdout, stderr };
}

const hour = ['--from', '2026-03-10T05:00:00Z', '--to', '2026-03-10T06:00:00Z'];
const places = (): string[] => ['--flows', cluster.flows, '--history', cluster.history];
const question = (query: unknown, ...more: string[]) =>
  zoneflow(['query', ...places(), ...hour, ...more, '-'], JSON.stringify(query));

const byZone = { queryType: 'table', groupBy: ['zone'] };
const cost = (bytes: number): number => (bytes / 2 ** 30) * 0.02;

describe('formats', () => {
  test('table: aligned columns, then the coverage', () => {
    expect(question(byZone)).toEqual({
      status: 0,
      stderr: '',
      stdout: `source_zone  target_zone   bytes  packets  flows         cost
─────────────────────────────────────────────────────────────
use1-az4     use1-az1     1000 B        2      2  $0.00000002
use1-az1     use1-az4      500 B        1      1  $0.00000001

coverage: 1.73 KiB in 6 records · 96.0 % attributed (0.0 % ambiguous) · 1.7 % unattributed · 2.3 % external · 4.0 % of unknown zone · not counted: 1 rejected, 0 without data, 0 skipped
`,
    });
  });

  test('json: one object of rows, coverage and statistics', () => {
    const { status, stdout, stderr } = question(byZone, '--format', 'json');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.endsWith('}\n')).toBe(true);
    expect(JSON.parse(stdout)).toMatchObject({
      rows: [
        { source_zone: 'use1-az4', target_zone: 'use1-az1', bytes: 1000, packets: 2, flows: 2, cost: cost(1000) },
        { source_zone: 'use1-az1', target_zone: 'use1-az4', bytes: 500, packets: 1, flows: 1, cost: cost(500) },
      ],
      coverage: { bytes: 1770, records: { counted: 6, rejected: 1 } },
      stats: { scanPrice: 0 },
      notices: [],
    });
  });

  test('csv: a header line and a line a row', () => {
    const { status, stdout } = question({ ...byZone, limit: 1, measure: 'packets' }, '--format', 'csv');
    expect(status).toBe(0);
    expect(stdout.split('\r\n').map((line) => line.split(',').slice(0, 5).join(','))).toEqual([
      'source_zone,target_zone,bytes,packets,flows',
      'use1-az4,use1-az1,1000,2,2',
      'other,other,500,1,1',
      '',
    ]);
  });

  test('frames: what Grafana reads', () => {
    const { status, stdout } = question({ queryType: 'graph' }, '--format', 'frames');
    expect(status).toBe(0);
    const frames = JSON.parse(stdout) as Array<{ schema: { name: string; meta: Record<string, unknown> } }>;
    expect(frames.map(({ schema }) => schema.name)).toEqual(['nodes', 'edges']);
    expect(frames[0]?.schema.meta).toMatchObject({ custom: { coverage: { bytes: 1770 } } });
  });

  test('events: a row each, without coverage', () => {
    const args = ['query', ...places(), '--from', '2026-03-10T05:00:00Z', '--to', '2026-03-10T07:00:00Z', '-'];
    const asked = zoneflow(args, '{"queryType":"events","events":["history-gap"]}');
    expect(asked.status).toBe(0);
    const [head, , row, ...rest] = asked.stdout.split('\n');
    expect(head?.split(/ +/).filter((name) => name !== '')).toEqual([
      ...['time', 'time_end', 'event', 'cluster', 'namespace', 'workload', 'node', 'zone', 'text'],
    ]);
    expect(row).toMatch(/^2026-03-10T06:00:00Z +2026-03-10T07:00:00Z +history-gap +prod +Nobody has looked at cluster/);
    expect(rest).toEqual(['']);
    expect(question({ queryType: 'events', events: ['rollout'] }).stdout).toContain('(no events)');
  });

  test('prices are options', () => {
    const { stdout } = question(byZone, '--format', 'json', '--price-out', '1', '--price-in', '0');
    expect(JSON.parse(stdout)).toMatchObject({ rows: [{ cost: 1000 / 2 ** 30 }, {}] });
  });
});

describe('settings of a data source instead of folders', () => {
  const settings = (): string => {
    const file = join(cluster.root, 'zoneflow.yaml');
    const jsonData = {
      flows: { location: cluster.flows },
      history: { location: '$HISTORY' },
      price: { perGbOut: 3, perGbIn: 4, currency: 'EUR' },
      limits: { timeoutSeconds: 0.001 },
    };
    const datasources = [{ name: 'ZoneFlow', type: 'zoneflow-ekscrossaz-datasource', jsonData }];
    writeFileSync(file, JSON.stringify({ apiVersion: 1, datasources }));
    return file;
  };
  const ask = (...more: string[]) =>
    zoneflow(
      ['query', '--settings', settings(), ...hour, '--format', 'json', ...more, '-'],
      JSON.stringify({ ...byZone, limit: 1 }),
      { HISTORY: cluster.history }
    );

  test('their places and prices hold, not the time that a panel waits', () => {
    const { status, stdout, stderr } = ask();
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ rows: [{ cost: (7 * 1000) / 2 ** 30 }, {}] });
  });

  test('an option wins', () => {
    expect(JSON.parse(ask('--price-in', '0').stdout)).toMatchObject({ rows: [{ cost: (3 * 1000) / 2 ** 30 }, {}] });
    expect(ask('--max-rows', '1').stderr).toMatch(/more than 1 rows/);
  });

  test('a data source that is not in the file', () => {
    const { status, stderr } = ask('--name', 'Other');
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/has 0 data sources.* Choose one with --name: ZoneFlow/),
    ]);
  });
});

test('a question in a file, times in other spellings and zones', () => {
  const file = join(cluster.root, 'question.json');
  writeFileSync(file, JSON.stringify({ ...byZone, groupBy: [] }));
  const bytes = (from: string, to: string): unknown => {
    const args = ['query', ...places(), '--format', 'csv', '--from', from, '--to', to, file];
    return zoneflow(args, '', { TZ: 'America/New_York' }).stdout.split('\r\n')[1]?.split(',')[0];
  };
  expect(bytes('2026-03-10', '2026-03-11')).toBe('1500');
  expect(bytes('2026-03-10T05:00', '2026-03-10T05:02:00')).toBe('600');
  expect(bytes('2026-03-10 05:00', '2026-03-10 05:02')).toBe('600');
  expect(bytes('2026-03-10T06:00:00+01:00', '2026-03-10T06:02:00.000+01:00')).toBe('600');
});

test('notices go to stderr, so that stdout stays the answer', () => {
  const args = [
    'query',
    '--flows',
    cluster.flows,
    '--history',
    join(cluster.root, 'none'),
    ...hour,
    '--format',
    'json',
    '-',
  ];
  const { status, stdout, stderr } = zoneflow(args, '{}');
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain('none');
  const empty = zoneflow(args.with(4, cluster.flows), JSON.stringify({ ...byZone, traffic: 'all' }));
  expect(empty.status).toBe(0);
  expect(empty.stderr).toMatch(/^warning: .*\n/);
  expect(JSON.parse(empty.stdout)).toMatchObject({ coverage: { bytes: 1770, attributedBytes: 0 } });
});

describe('failures: exit code 1 and one line of what, where, remedy', () => {
  test.each<[string, () => { status: number | null; stdout: string; stderr: string }, RegExp]>([
    [
      'no JSON',
      () => zoneflow(['query', ...places(), ...hour, '-'], '{'),
      /The question in standard input is not JSON.* See zoneflow query --help/,
    ],
    [
      'a file that is not there',
      () => zoneflow(['query', ...places(), ...hour, 'nowhere.json']),
      /nowhere\.json cannot be read\. Name a readable file/,
    ],
    [
      'a wrong member',
      () => question({ queryType: 'pie' }),
      /The query’s queryType is wrong.* Correct the named member/,
    ],
    [
      'a reversed range',
      () => zoneflow(['query', ...places(), '--from', '2026-03-11', '--to', '2026-03-10', '-'], '{}'),
      /ends .* before it starts .* Choose a time range/,
    ],
    [
      'a location that is not there',
      () => zoneflow(['query', '--flows', '/nowhere', '--history', cluster.history, ...hour, '-'], '{}'),
      /\/nowhere.* Check the location/,
    ],
    ['too many rows', () => question(byZone, '--max-rows', '1'), /more than 1 rows\. Group by fewer dimensions/],
    ['a limit of time', () => question(byZone, '--timeout', '0.001'), /longer than its time limit/],
  ])('%s', (_, run, message) => {
    const { status, stdout, stderr } = run();
    expect(stderr).toMatch(/^zoneflow: [^\n]+\n$/);
    expect(stderr).toMatch(message);
    expect([status, stdout]).toEqual([1, '']);
  });
});

describe('wrong usage: exit code 2', () => {
  const given = ['--flows', 'f', '--history', 'h', ...hour];

  test.each<[string, string[], string]>([
    ['no command', [], 'Usage: zoneflow'],
    ['an unknown command', ['queries'], 'Did you mean query?'],
    ['an unknown option', ['query', ...given, '--formats', 'csv', '-'], 'Did you mean --format?'],
    ['no question', ['query', '--flows', 'f', '--history', 'h', ...hour], `missing required argument 'query'`],
    ['no flows', ['query', '--history', 'h', ...hour, '-'], 'give --settings, or --flows and --history'],
    ['two sources', ['query', ...given, '--settings', 's', '-'], 'give --settings, or --flows and --history'],
    [
      'no time',
      ['query', '--flows', 'f', '--history', 'h', '--from', 'yesterday', '--to', '2026-03-10', '-'],
      'not an ISO 8601 time',
    ],
    [
      'a number as time',
      ['query', '--flows', 'f', '--history', 'h', '--from', '5', '--to', '2026-03-10', '-'],
      'not an ISO 8601 time',
    ],
    ['an unknown format', ['query', ...given, '--format', 'yaml', '-'], 'Allowed choices are table, json, csv, frames'],
    ['half a thread', ['query', ...given, '--threads', '0.5', '-'], 'whole number'],
    ['no number', ['query', ...given, '--timeout', 'soon', '-'], 'not a number'],
  ])('%s', (_, args, message) => {
    const { status, stdout, stderr } = zoneflow(args);
    expect(stderr).toContain(message);
    expect([status, stdout]).toEqual([2, '']);
  });
});

test.each([
  [['--help'], 'A first answer in three steps'],
  [['query', '--help'], '{"queryType":"matrix","traffic":"all"}'],
  [['history', 'import', '--help'], '--cluster'],
  [['demo', '--help'], '--seed'],
  [['help', 'query'], '--flows <dir>'],
])('help of %j teaches', (args, text) => {
  const { status, stdout, stderr } = zoneflow(args);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain(text);
  expect(stdout.split('\n').every((line) => line.length <= 130)).toBe(true);
});

test('the version is the package’s', () => {
  expect(zoneflow(['--version'])).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
  });
});
